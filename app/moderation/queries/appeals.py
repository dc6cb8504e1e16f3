"""Appeals as the member reads theirs, and as the desk opens one."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup
from sqlalchemy import select

from app.accounts.actor import Actor
from app.accounts.queries import MemberCard, member_cards
from app.core import clock
from app.core.db import db
from app.guidelines.queries import ClauseText
from app.guidelines.queries import clause as guideline
from app.moderation import appeal_policies
from app.moderation.actions import (
    ASK_CHANGE,
    HIDE,
    KEEP,
    LOCK,
    ON_PROFILE,
    OVERTURN,
    PUBLISH,
    REDACT,
    REMOVE,
    RESTORE,
    SEND_BACK,
    UPHOLD,
)
from app.moderation.appeal_letters import BACK, ERASED, NOTHING
from app.moderation.care import is_hard
from app.moderation.inputs import AppealRuling, DecisionInput
from app.moderation.letters import as_moderator, was_erased
from app.moderation.marks import marked, marks_of
from app.moderation.matter import findings_now
from app.moderation.measures import MEASURES, rank
from app.moderation.milder import weight
from app.moderation.models import Appeal, AppealQuestion, Decision, ReviewItem
from app.moderation.models.appeals import CHANGED, UPHELD
from app.moderation.queries.deciders import appealed, others, own_decision
from app.moderation.queries.people import name_of
from app.moderation.queries.rulings import full_statement, place_name, statement_for
from app.moderation.redacting import has_spans
from app.moderation.registry import HELD, redaction_for
from app.moderation.ruling import MEMBER, decision_on
from app.moderation.statements import Statement
from app.moderation.wording import done


@dataclass(frozen=True)
class OwnAppeal:
    """The page of an appeal for the member concerned. `appeal` is None before there is one; `outcome` is set when it ended.

    `asked_by` asked the member and `answered_by` answered them, by the name under which they act as staff; '' for none.
    `nobody_else`: whoever decided first is the only moderator there; it waits, and the admins know.
    """

    statement: Statement
    appeal: Appeal | None
    can_appeal: bool
    ours: AppealQuestion | None
    theirs: AppealQuestion | None
    outcome: Statement | None
    nobody_else: bool
    asked_by: str = ""
    answered_by: str = ""


@dataclass(frozen=True)
class AppealFile:
    """What the desk's panel shows of an appeal, beside the member's words.

    `by` decided first, `refusal` says why the actor may not decide ('' when they may). `place` is where its measure holds, '' for the
    whole community. `judged` is the text it was about, whole and with marks, '' for none or when it is gone; `is_hard`: it is hard to
    read. `actions` and `measures` are what may take the first decision's place.
    """

    appeal: Appeal
    first: Decision
    by: str
    done: str
    place: str
    judged: Markup
    is_hard: bool
    refusal: str
    ours: AppealQuestion | None
    theirs: AppealQuestion | None
    actions: tuple[str, ...]
    measures: tuple[str, ...]
    is_over: bool


def own_appeal(actor: Actor, decision_id: int, key: str) -> OwnAppeal:
    """The appeal against a decision about the actor, or about whoever holds the letter's `key`. Raises NotFound."""
    decision = own_decision(actor, decision_id, key)
    appeal = appeal_against(decision.id)
    statement = full_statement(decision)
    outcome = db.session.get(Decision, appeal.outcome_id) if appeal and appeal.outcome_id else None
    waits = appeal is not None and appeal.is_waiting
    ours = appeal.question(from_member=True) if appeal else None
    theirs = appeal.question(from_member=False) if appeal else None
    staff = member_cards([each.staff_id for each in (ours, theirs) if each])
    return OwnAppeal(
        statement=statement,
        appeal=appeal,
        can_appeal=appeal is None and statement.may_appeal(clock.now()),
        ours=ours,
        theirs=theirs,
        asked_by=_signed(staff, theirs),
        answered_by=_signed(staff, ours),
        outcome=full_statement(outcome) if outcome else None,
        nobody_else=waits and not others(appealed(decision)),
    )


def _signed(staff: dict[int, MemberCard], question: AppealQuestion | None) -> str:
    card = staff.get((question.staff_id if question else None) or 0)
    return as_moderator(card.staff_name) if card and card.staff_name else ""


def appeal_against(decision_id: int) -> Appeal | None:
    """The appeal against a decision, when there is one; one statement."""
    return db.session.scalars(select(Appeal).where(Appeal.decision_id == decision_id)).one_or_none()


def appeal_file(actor: Actor, decision_id: int) -> AppealFile | None:
    """What the desk's panel reads; the item's own rule has been asked. None when the appeal is gone."""
    appeal, first = appeal_against(decision_id), db.session.get(Decision, decision_id)
    if appeal is None or first is None:
        return None
    verdict = appeal_policies.decide(actor, appealed(first))
    origin = db.session.get(ReviewItem, first.item_id)
    return AppealFile(
        appeal=appeal,
        first=first,
        by=name_of(first.decided_by, starts=True),
        done=done(first.action, first.measure),
        place=place_name(first.path),
        judged=_judged(origin),
        is_hard=origin is not None and is_hard(origin),
        refusal="" if verdict else verdict.reason,
        ours=appeal.question(from_member=False),
        theirs=appeal.question(from_member=True),
        actions=milder_actions(first),
        measures=("", *(code for code in MEASURES if rank(code) <= rank(first.measure))) if first.measure else (),
        is_over=first.until is not None and first.until <= clock.now(),
    )


def milder_actions(first: Decision) -> tuple[str, ...]:
    """What may take the place of what was done to the words: at most as grave, and possible where they stood. 1 statement."""
    if first.action in ON_PROFILE:
        return tuple(dict.fromkeys((KEEP, ASK_CHANGE, first.action)))
    if first.subject_kind == MEMBER:
        return (KEEP,)
    waited = first.state_before == HELD and first.action != REDACT
    some: tuple[str, ...] = (PUBLISH, REDACT, SEND_BACK, REMOVE) if waited else (KEEP, REDACT, LOCK, HIDE, REMOVE)
    some = (RESTORE, KEEP, REMOVE) if first.state_before in ("hidden", "removed") else some
    left_out: set[str] = set() if _can_redact(first) else {REDACT}
    return tuple(one for one in some if weight(one) <= weight(first.action) and one not in left_out)


def preview_appeal(
    item: ReviewItem, first: Decision, given: AppealRuling, name: str, signed: str = ""
) -> Statement:
    """What the member called `name` will read; `signed` as in `statements.Names`. Nothing is kept."""
    action = {UPHELD: UPHOLD, CHANGED: given.action}.get(given.outcome, OVERTURN)
    is_change = given.outcome == CHANGED
    wanted = DecisionInput(
        item.version, action, given.clause, given.statement, None, given.measure if is_change else "",
        given.path or first.path or item.scope_path, given.until,
    )  # fmt: skip
    clause = guideline(given.clause) or ClauseText(given.clause, "", "", "", "", "")
    ruling = decision_on(item, None, wanted, clause, None, clock.now())
    ruling.what, ruling.title, ruling.words = first.what, first.title, list(first.words)
    ruling.state_before = first.state_before
    words = BACK if weight(first.action) else NOTHING
    words = ERASED if was_erased(first.action, first.item_kind) else words
    ruling.before = {"words": words, "measure": bool(first.measure)}
    return statement_for(ruling, name, signed)


def _judged(origin: ReviewItem | None) -> Markup:
    if origin is None or not origin.causes:
        return Markup("")
    text = origin.causes[-1].snapshot
    return marked(text, marks_of(findings_now(origin.causes), text).text)


def _can_redact(first: Decision) -> bool:
    if redaction_for(first.subject_kind) is None:
        return False
    origin = db.session.get(ReviewItem, first.item_id)
    return origin is not None and bool(origin.causes) and has_spans(findings_now(origin.causes))
