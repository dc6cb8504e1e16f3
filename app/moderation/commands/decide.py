"""Deciding: one decision for each version, with clause and reason, told to those concerned, all in one transaction."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select

from app.accounts.actor import Actor
from app.accounts.models import Member
from app.accounts.queries import actor_of, member_cards
from app.core import clock
from app.core.command import command, publish
from app.core.db import db
from app.core.jobs import defer
from app.core.policy import Conflict, Invalid, NotFound, require
from app.core.scope import ROOT
from app.guidelines.queries import ClauseText
from app.guidelines.queries import clause as guideline
from app.moderation import policies
from app.moderation.actions import CHANGES_CONTENT, REDACT, tells_author
from app.moderation.commands.claims import locked_item, must_be_free, must_be_open
from app.moderation.commands.sanctions import LayInput, lay
from app.moderation.commands.shifts import count_hard, must_be_bearable
from app.moderation.events import ItemDecided
from app.moderation.inputs import DecisionInput, DecisionOutcome, MemberDecisionInput
from app.moderation.kinds import FLAG, NO_FAULT, OWN_RULING, STAFF
from app.moderation.letters import ACCOUNT
from app.moderation.matter import redacted
from app.moderation.models import DECIDED, Cause, Decision, ReviewItem
from app.moderation.registry import Before, SubjectView, adapter_for, redaction_for, subject_views
from app.moderation.ruling import MEMBER, check_person, check_reason, check_ruling, decision_about, decision_on
from app.notifications.commands import notify, notify_many

DECISION = "decision"
FLAG_OUTCOME = "flag_outcome"

A_MOMENT = timedelta(minutes=1)
"""Whoever decides the very same about the same member within this time has pressed the button twice."""


@command
def decide(actor: Actor, item_id: int, given: DecisionInput) -> DecisionOutcome:
    """Rule on the version that the actor saw: on the words, and on the person where the decision says so.

    Raises NotFound; Conflict: 'decided' (with `who`, `at`, `action`, `done`), 'withdrawn', 'changed' (another version or text
    waits now), 'not_now' (nothing to rule on), 'claimed' (with `who`, `until`), 'rest' as `claim`, or the adapter's own; Invalid as
    `ruling.check_ruling`, and 'unknown_clause' (`clause`); Forbidden where the actor may not lay the measure.
    """
    item = locked_item(actor, item_id)
    must_be_open(item)
    if item.kind in NO_FAULT | OWN_RULING:
        # Waiting for an answer, say, is no fault of anybody: there is nothing to rule on.
        raise Conflict("not_now", item_id=item.id)
    must_be_free(actor, item)
    must_be_bearable(actor, item)
    view = subject_views([(item.subject_kind, item.subject_id)]).get((item.subject_kind, item.subject_id))
    _must_be_current(item, view, given)
    now = clock.now()
    check_ruling(item, view, given, now)
    decision = decision_on(item, view, given, named_clause(given.clause), actor.member_id, now)
    decision.before = carry_out(actor, item, view, decision)
    count_hard(actor, item)
    return keep_decision(actor, item, decision)


@command
def decide_about_member(actor: Actor, member_id: int, given: MemberDecisionInput) -> DecisionOutcome:
    """Rule on a member without words of theirs: an item of its own is opened and closed with it.

    Raises NotFound; Conflict 'again' (`decision_id`) where the actor decided the very same a moment ago: the button was pressed twice;
    Forbidden ('not_yourself', 'admins_only', 'not_your_group', 'moderators_of_all_only'); Invalid as
    `ruling.check_reason` and `ruling.check_person`, and 'unknown_clause' (`clause`).
    """
    if member_id not in member_cards([member_id]):
        raise NotFound
    now, path = clock.now(), given.path or ROOT
    check_reason(given.statement, given.law)
    check_person(given.measure, path, given.until, now)
    clause = named_clause(given.clause)
    require(policies.lay_measure(actor, actor_of(member_id), given.measure, path))
    _must_be_new(actor, member_id, given, now)
    item = item_about(member_id, path, now)
    return keep_decision(actor, item, decision_about(item, given, clause, actor.member_id, now))


def _must_be_new(actor: Actor, member_id: int, given: MemberDecisionInput, now: datetime) -> None:
    # The member's row is held first, so that the second press waits for what the first one does. References to it need not wait.
    db.session.execute(select(Member.id).where(Member.id == member_id).with_for_update(key_share=True))
    # Another end is another decision; one that is counted in days from now is a little later with each press.
    ends = Decision.until.is_(None)
    if given.until is not None:
        ends = Decision.until.between(given.until - A_MOMENT, given.until + A_MOMENT)
    same = select(Decision.id).where(
        ends,
        Decision.author_id == member_id,
        Decision.decided_at > now - A_MOMENT,
        Decision.decided_by.is_not_distinct_from(actor.member_id),
        Decision.what == ACCOUNT,
        Decision.measure == given.measure,
        Decision.path == (given.path or ROOT),
        Decision.clause == given.clause,
        Decision.statement == given.statement.strip(),
    )
    found = db.session.scalar(same.limit(1))
    if found is not None:
        raise Conflict("again", decision_id=found)


def item_about(member_id: int, path: str, now: datetime) -> ReviewItem:
    """The item of a decision that is about no words: opened and closed with it. Inside a command that has authorised it."""
    item = ReviewItem(
        subject_kind=MEMBER, subject_id=member_id, scope_path=path, author_id=member_id, what=ACCOUNT, kind=STAFF,
        reason=STAFF, version=1, state=DECIDED, opened_at=now, due_at=now, closed_at=now,
    )  # fmt: skip
    item.causes.append(
        Cause(
            kind=STAFF, reason=STAFF, risk=1, subject_kind=MEMBER, subject_id=member_id, snapshot="", findings=[],
            words="", version=1, at=now,
        )
    )  # fmt: skip
    db.session.add(item)
    db.session.flush()
    return item


def _must_be_current(item: ReviewItem, view: SubjectView | None, given: DecisionInput) -> None:
    another_text = given.revision_id is not None and view is not None and view.revision_id != given.revision_id
    if item.version != given.version or another_text:
        raise Conflict("changed", item_id=item.id, version=item.version)


def named_clause(number: int) -> ClauseText:
    """The guideline of that number. Raises Invalid 'unknown_clause' (`clause`)."""
    found = guideline(number)
    if found is None:
        raise Invalid("unknown_clause", field="clause")
    return found


def carry_out(actor: Actor, item: ReviewItem, view: SubjectView | None, decision: Decision) -> Before:
    """Do it to the words; what an appeal needs to put them back."""
    if decision.action not in CHANGES_CONTENT or view is None:
        return {}
    redaction = redaction_for(item.subject_kind)
    if decision.action == REDACT and redaction is not None:
        return redaction(actor, item.subject_id, decision.revision_id, redacted(view, item.causes))
    return adapter_for(item.subject_kind).apply(actor, item.subject_id, decision.action, decision.revision_id) or {}


def keep_decision(actor: Actor, item: ReviewItem, decision: Decision) -> DecisionOutcome:
    """Keep the decision, lay its measure, and tell everybody concerned."""
    db.session.add(decision)
    db.session.flush()
    item.close(DECIDED, decision.decided_at)
    _announce(actor, decision)
    sanction_id = _lay(actor, decision)
    _tell(actor, item, decision)
    name = _name(item.author_id)
    return DecisionOutcome(decision.id, item.id, decision.action, name, decision.measure, sanction_id)


def _lay(actor: Actor, decision: Decision) -> int | None:
    if not decision.measure or decision.author_id is None:
        return None
    # About the member alone, it changes what holds now; about words, it stands beside what was decided on others.
    replaces = decision.what == ACCOUNT
    until, reason = decision.until, decision.statement
    return lay(
        actor, LayInput(decision.author_id, decision.measure, decision.path, until, decision.id, reason, replaces)
    )


def _announce(actor: Actor, decision: Decision) -> None:
    publish(
        ItemDecided(
            actor_id=actor.member_id,
            item_id=decision.item_id,
            decision_id=decision.id,
            version=decision.version,
            subject_kind=decision.subject_kind,
            subject_id=decision.subject_id,
            revision_id=decision.revision_id,
            author_id=decision.author_id,
            action=decision.action,
            clause=decision.clause,
            measure=decision.measure,
            path=decision.path,
            until=decision.until,
            scope_path=decision.scope_path,
        )
    )


def _tell(actor: Actor, item: ReviewItem, decision: Decision) -> None:
    """One notice and one letter to the author, one notice to everybody who told us."""
    if item.author_id is not None and tells_author(decision.action, decision.measure):
        key, who = f"decision:{decision.id}", actor.member_id
        notify(item.author_id, DECISION, key=key, subject_kind=DECISION, subject_id=decision.id, actor_id=who)
        defer("moderation.send_statement", decision_id=decision.id)
    tell_who_reported(actor, item, decision)


def tell_who_reported(actor: Actor, item: ReviewItem, decision: Decision) -> None:
    """One notice to each member who had told us of what was decided, on this item or on another."""
    key, who = f"decision:{decision.id}", actor.member_id
    for cause in item.causes:
        if cause.kind == FLAG and cause.member_id is not None and cause.member_id != item.author_id:
            notify_many(
                (cause.member_id,), FLAG_OUTCOME, key=key, subject_kind="cause", subject_id=cause.id, actor_id=who,
                data={"decision_id": decision.id},
            )  # fmt: skip


def _name(member_id: int | None) -> str:
    card = member_cards([member_id]).get(member_id or 0)
    return card.display_name if card else ""
