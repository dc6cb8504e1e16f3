"""Deciding: one decision for each version, with clause and reason, told to those concerned, all in one transaction."""

from __future__ import annotations

from app.accounts.actor import Actor
from app.accounts.queries import member_cards
from app.core import clock
from app.core.command import command, publish
from app.core.db import db
from app.core.policy import Conflict, Invalid
from app.guidelines.queries import clause as guideline
from app.moderation.actions import CHANGES_CONTENT, SPARES_AUTHOR
from app.moderation.commands.claims import locked_item, must_be_free, must_be_open
from app.moderation.events import ItemDecided
from app.moderation.inputs import DecisionInput, DecisionOutcome
from app.moderation.kinds import FLAG, NO_FAULT
from app.moderation.matter import concerned, offered
from app.moderation.models import DECIDED, Decision, ReviewItem
from app.moderation.registry import SubjectView, adapter_for, subject_views
from app.notifications.commands import notify, notify_many

LONGEST_STATEMENT = 4000
"""Letters of a moderator's reason."""

DECISION = "decision"
FLAG_OUTCOME = "flag_outcome"


@command
def decide(actor: Actor, item_id: int, given: DecisionInput) -> DecisionOutcome:
    """Rule on the version that the actor saw.

    Raises NotFound; Conflict: 'decided' (with `who`, `at`, `action`, `done`), 'withdrawn', 'changed' (another version or text
    waits now), 'not_now' (nothing to rule on), 'claimed' (with `who`, `until`), or the adapter's own; Invalid (`action`,
    `clause`, `statement`).
    """
    item = locked_item(actor, item_id)
    must_be_open(item)
    if item.kind in NO_FAULT:
        # Waiting for an answer, say, is no fault of anybody: there is nothing to rule on.
        raise Conflict("not_now", item_id=item.id)
    must_be_free(actor, item)
    view = subject_views([(item.subject_kind, item.subject_id)]).get((item.subject_kind, item.subject_id))
    _must_be_current(item, view, given)
    _check(view, given)
    decision = _decision(actor, item, view, given)
    db.session.add(decision)
    db.session.flush()
    if given.action in CHANGES_CONTENT:
        adapter_for(item.subject_kind).apply(actor, item.subject_id, given.action, decision.revision_id)
    item.close(DECIDED, clock.now())
    _announce(actor, item, decision)
    _tell(actor, item, decision)
    return DecisionOutcome(decision.id, item.id, decision.action, _name(item.author_id))


def _must_be_current(item: ReviewItem, view: SubjectView | None, given: DecisionInput) -> None:
    another_text = given.revision_id is not None and view is not None and view.revision_id != given.revision_id
    if item.version != given.version or another_text:
        raise Conflict("changed", item_id=item.id, version=item.version)


def _check(view: SubjectView | None, given: DecisionInput) -> None:
    if given.action not in offered(view):
        raise Invalid("unknown_action", field="action")
    if not given.statement.strip():
        raise Invalid("statement_missing", field="statement")
    if len(given.statement) > LONGEST_STATEMENT:
        raise Invalid("statement_long", field="statement")


def _decision(actor: Actor, item: ReviewItem, view: SubjectView | None, given: DecisionInput) -> Decision:
    clause = guideline(given.clause)
    if clause is None:
        raise Invalid("unknown_clause", field="clause")
    now, title = clock.now(), view.title if view else ""
    return Decision(
        item_id=item.id,
        version=item.version,
        subject_kind=item.subject_kind,
        subject_id=item.subject_id,
        revision_id=view.revision_id if view else item.causes[-1].revision_id,
        scope_path=item.scope_path,
        author_id=item.author_id,
        decided_by=actor.member_id,
        decided_at=now,
        action=given.action,
        clause=clause.number,
        clause_title=clause.title,
        statement=given.statement.strip(),
        what=item.what,
        title=title,
        state_before=view.state if view else "",
        words=list(concerned(item.causes, title)),
        item_kind=item.kind,
        waited_seconds=max(0, int((now - item.opened_at).total_seconds())),
    )


def _announce(actor: Actor, item: ReviewItem, decision: Decision) -> None:
    publish(
        ItemDecided(
            actor_id=actor.member_id,
            item_id=item.id,
            decision_id=decision.id,
            version=decision.version,
            subject_kind=item.subject_kind,
            subject_id=item.subject_id,
            revision_id=decision.revision_id,
            author_id=item.author_id,
            action=decision.action,
            clause=decision.clause,
        )
    )


def _tell(actor: Actor, item: ReviewItem, decision: Decision) -> None:
    """One notice to the author, one to everybody who told us."""
    key, who = f"decision:{decision.id}", actor.member_id
    if item.author_id is not None and decision.action not in SPARES_AUTHOR:
        notify(item.author_id, DECISION, key=key, subject_kind=DECISION, subject_id=decision.id, actor_id=who)
    for cause in item.causes:
        if cause.kind == FLAG and cause.member_id is not None and cause.member_id != item.author_id:
            notify_many(
                (cause.member_id,), FLAG_OUTCOME, key=key, subject_kind="cause", subject_id=cause.id, actor_id=who,
                data={"decision_id": decision.id},
            )  # fmt: skip


def _name(member_id: int | None) -> str:
    card = member_cards([member_id]).get(member_id or 0)
    return card.display_name if card else ""
