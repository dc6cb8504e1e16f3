"""Notices of the desk: a decision to the author, and to everybody who told us that it was read."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from app.accounts.actor import ADMIN, MODERATOR, Actor
from app.accounts.models import Member
from app.core.db import db
from app.core.text import one_line
from app.core.wording import day
from app.moderation import appeal_counts, appeal_items, appeal_notices, grave_items, profile_items
from app.moderation.commands.asking import ANSWERED, ASKED
from app.moderation.commands.decide import DECISION, FLAG_OUTCOME
from app.moderation.commands.escalating import LATE
from app.moderation.desk_notices import load_late, load_questions
from app.moderation.kinds import WORRIED
from app.moderation.letters import notice_title, outcome_title, outcome_words, was_out
from app.moderation.limit_notices import OVER
from app.moderation.models import Cause, Decision, ReviewItem
from app.moderation.queries import waiting_figures
from app.moderation.queries.standing import standing_fact
from app.moderation.registry import register_person_fact
from app.notifications.models import Notice
from app.notifications.registry import DECIDED, DUTIES, NoticeKind, NoticeView, register_kind

__all__ = ["appeal_counts", "appeal_items", "appeal_notices", "grave_items", "profile_items", "waiting_figures"]

WORDS = 200
"""Letters of the reason that the page of notices shows; the whole statement has its own page."""


def load_decisions(actor: Actor, notices: Sequence[Notice]) -> dict[int, NoticeView]:
    """Views of decisions on the actor's own words; one statement."""
    ids = [notice.subject_id for notice in notices]
    mine = select(Decision, Member.staff_name).outerjoin(Member, Member.id == Decision.decided_by)
    rows = db.session.execute(mine.where(Decision.id.in_(ids), Decision.author_id == actor.member_id))
    found = {decision.id: (decision, name or "") for decision, name in rows}
    return {
        notice.id: _decision_view(*found[notice.subject_id])
        for notice in notices
        if notice.subject_id is not None and notice.subject_id in found
    }


def load_outcomes(actor: Actor, notices: Sequence[Notice]) -> dict[int, NoticeView]:
    """Views for members who told us something; one statement. They name no author, no title and no sanction."""
    flags = [notice.subject_id for notice in notices]
    decided = [notice.data.get("decision_id") for notice in notices]
    rows = db.session.execute(
        select(Cause, ReviewItem.what, Decision)
        .join(ReviewItem, ReviewItem.id == Cause.item_id)
        .join(Decision, Decision.item_id == ReviewItem.id)
        .where(Cause.id.in_(flags), Decision.id.in_(decided), Cause.member_id == actor.member_id)
    )
    found = {(cause.id, decision.id): (cause, what, decision) for cause, what, decision in rows}
    keys = {notice.id: (notice.subject_id, notice.data.get("decision_id")) for notice in notices}
    again = {notice.id for notice in notices if notice.data.get("again")}
    return {
        notice_id: _outcome_view(*found[key], is_again=notice_id in again)
        for notice_id, key in keys.items()
        if key in found
    }


def _decision_view(decision: Decision, signed: str) -> NoticeView:
    return NoticeView(
        title=notice_title(
            decision.action, decision.what, decision.title, was_out(decision.state_before), decision.measure, decision.item_kind
        ),
        words=one_line(decision.statement, WORDS),
        url=f"/decisions/{decision.id}",
        who=signed,
        role=MODERATOR,
    )


def _outcome_view(cause: Cause, what: str, decision: Decision, *, is_again: bool = False) -> NoticeView:
    if is_again:
        return appeal_notices.again_view(cause, what)
    worried = cause.reason == WORRIED
    words = outcome_words(what, day(cause.at), decision.action, worried, decision.measure)
    return NoticeView(title=outcome_title(worried), words=words, role=MODERATOR)


register_kind(
    NoticeKind(
        name=DECISION,
        label="What moderators decide about my words (what limits you always comes by mail)",
        mail_words="A moderator has written to you",
        load=load_decisions,
        topic=DECIDED,
        for_suspended=True,
        own_letter=True,
    )
)
register_kind(
    NoticeKind(
        name=FLAG_OUTCOME,
        label="What came of something I reported",
        mail_words="Something you told us was read",
        load=load_outcomes,
        topic=DECIDED,
    )
)
register_kind(
    NoticeKind(
        name=ASKED,
        label="When a colleague asks me at the review desk",
        mail_words="A colleague asks you",
        load=load_questions,
        topic=DUTIES,
        for_roles=(MODERATOR, ADMIN),
    )
)
register_kind(
    NoticeKind(
        name=ANSWERED,
        label="When a colleague answered me at the review desk",
        mail_words="A colleague answered you",
        load=load_questions,
        topic=DUTIES,
        for_roles=(MODERATOR, ADMIN),
    )
)
register_kind(
    NoticeKind(
        name=LATE,
        label="When items at the review desk are late",
        mail_words="Something waits for you",
        load=load_late,
        topic=DUTIES,
        for_roles=(MODERATOR, ADMIN),
    )
)
register_kind(OVER)
register_person_fact(standing_fact)
