"""Appeals of somebody who leaves, and the desk's copies of what is erased for good."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any, TypeVar

from sqlalchemy import Select, select, update

from app.accounts.holdings import Leaver
from app.accounts.models import Restriction
from app.core import clock
from app.core.command import command
from app.core.db import db
from app.moderation.copies import Copies
from app.moderation.marks import words_at
from app.moderation.models import (
    Appeal,
    AppealQuestion,
    Cause,
    Decision,
    GraveAct,
    HandOver,
    Question,
    ReviewItem,
    Sanction,
    StaffNote,
)
from app.moderation.models.appeals import TAKEN_BACK
from app.moderation.registry import Erased, forget_copied

ERASED_TITLE = "erased"
"""Where earlier statements named the discussion."""

GRAVE_SUBJECT = "grave_act"

Row = TypeVar("Row")


@command
def end_appeals(leaver: Leaver) -> None:
    """Those that wait end as taken back (their items end with the others); all lose the name, and the words, if those are taken along."""
    for appeal in db.session.scalars(select(Appeal).where(Appeal.member_id == leaver.member_id).with_for_update()):
        appeal.end(TAKEN_BACK, clock.now())
        appeal.member_id = None
        if not leaver.takes_words:
            continue
        appeal.words = ""
        talk = update(AppealQuestion).where(AppealQuestion.appeal_id == appeal.id)
        db.session.execute(talk.where(AppealQuestion.is_from_member.is_(True)).values(words=""))
        db.session.execute(talk.where(AppealQuestion.is_from_member.is_(False)).values(answer=""))


def forget_copies(subject_kind: str, subject_id: int, erased: Erased) -> None:
    """What the desk keeps of words that were erased for good, inside that command: its own copies go, and out of what people wrote
    about them goes what repeats them. What somebody says in words of their own stays."""
    causes = _all(Cause, Cause.subject_kind == subject_kind, Cause.subject_id == subject_id)
    found = {words for cause in causes for words in words_at(cause.findings, cause.snapshot, "")}
    without = Copies([*erased.texts, *(cause.snapshot for cause in causes)], found).without
    decisions = _all(Decision, Decision.subject_kind == subject_kind, Decision.subject_id == subject_id)
    for cause in causes:
        cause.snapshot, cause.findings, cause.words = "", [], without(cause.words)
    for decision in decisions:
        decision.words, decision.statement = [], without(decision.statement)
    if erased.below is not None:
        _forget_title(subject_kind, erased.below, without)
    _forget_around(subject_kind, subject_id, {decision.id for decision in decisions}, without)
    forget_copied(subject_kind, subject_id, without)
    db.session.flush()


def _forget_title(subject_kind: str, below: Select[int], without: Callable[[str], str]) -> None:
    """The title of a discussion that went stands in decisions on every post of it, and may stand in what people told us of those."""
    about = Decision.subject_kind == subject_kind, Decision.subject_id.in_(below)
    for decision in _all(Decision, *about, Decision.title != ""):
        decision.title = ERASED_TITLE
    told = _all(Cause, Cause.subject_kind == subject_kind, Cause.subject_id.in_(below), Cause.words != "")
    _clean(told, without, "words")


def _forget_around(subject_kind: str, subject_id: int, decisions: set[int], without: Callable[[str], str]) -> None:
    """What was written about the subject elsewhere at the desk: appeals, acts of two people, limits, questions and notes."""
    appeals = _all(Appeal, Appeal.decision_id.in_(decisions))
    acts = _all(GraveAct, GraveAct.subject_kind == subject_kind, GraveAct.subject_id == subject_id)
    limits = select(Sanction.restriction_id).where(Sanction.decision_id.in_(decisions))
    items = _all(ReviewItem, ReviewItem.subject_kind == subject_kind, ReviewItem.subject_id == subject_id)
    for item in items:
        item.excerpt = ""
    about = _all(ReviewItem, ReviewItem.id.in_({one.item_id for one in appeals}))
    asked = ReviewItem.subject_id.in_({one.id for one in acts})
    about += _all(ReviewItem, ReviewItem.subject_kind == GRAVE_SUBJECT, asked)
    ids = {item.id for item in (*items, *about)}
    _clean(appeals, without, "words")
    _clean(_all(AppealQuestion, AppealQuestion.appeal_id.in_({one.id for one in appeals})), without, "words", "answer")
    _clean(acts, without, "statement")
    _clean(_all(Restriction, Restriction.id.in_(limits)), without, "reason")
    _clean(about, without, "excerpt")
    _clean(_all(Cause, Cause.item_id.in_({item.id for item in about})), without, "snapshot", "words")
    _clean(_all(Question, Question.item_id.in_(ids)), without, "words", "answer")
    _clean(_all(HandOver, HandOver.item_id.in_(ids)), without, "words")
    _clean(_all(StaffNote, StaffNote.item_id.in_(ids)), without, "words")


def _clean(rows: Collection[Any], without: Callable[[str], str], *columns: str) -> None:
    for row in rows:
        for column in columns:
            setattr(row, column, without(getattr(row, column)))


def _all(model: type[Row], *which: Any) -> list[Row]:
    return list(db.session.scalars(select(model).where(*which)))
