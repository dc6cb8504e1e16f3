"""Undoing a decision after an appeal: the words, what was laid on the person, and what that had taken the place of."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import or_, select

from app.accounts.actor import Actor
from app.accounts.commands import RestrictionInput, restrict
from app.accounts.models import Restriction
from app.core import clock
from app.core.command import command, publish
from app.core.db import db
from app.moderation.actions import CHANGES_CONTENT, PUBLISH, RESTRICTS
from app.moderation.appeal_letters import AS_IS, BACK, NOTHING
from app.moderation.commands.items import hold_still
from app.moderation.commands.sanctions import laid, lift, lifted
from app.moderation.measures import LIMITS, fades_at
from app.moderation.models import Decision, Sanction
from app.moderation.models.sanctions import BY_APPEAL, REPLACED
from app.moderation.registry import HELD, adapter_for, rewind_for, subject_views

SAME_MOMENT = timedelta(minutes=1)
"""A limit and the one whose place it took were written in one transaction."""


@command
def undo_words(actor: Actor, decision: Decision) -> str:
    """Put the words back as they were before the decision; what waited then waits again. Answers BACK, AS_IS or NOTHING."""
    rewind = rewind_for(decision.subject_kind)
    if decision.action not in RESTRICTS or rewind is None:
        return NOTHING
    waiting = hold_still(decision.subject_kind, decision.subject_id)
    if (waiting is not None and decision.state_before == HELD) or _decided_since(decision):
        return AS_IS
    return BACK if rewind(actor, decision.subject_id, decision.action, decision.before) else AS_IS


@command
def let_out(actor: Actor, decision: Decision) -> None:
    """What had waited when it was decided on, and waits again, comes out."""
    view = subject_views([(decision.subject_kind, decision.subject_id)]).get(
        (decision.subject_kind, decision.subject_id)
    )
    if view is not None and view.state == HELD:
        adapter_for(decision.subject_kind).apply(actor, decision.subject_id, PUBLISH, view.revision_id)


@command
def undo_measures(actor: Actor, decision: Decision) -> bool:
    """What the decision laid on the member never counts, and limits whose place it took hold again. True when there was any.

    Raises Forbidden where the actor may not lift it.
    """
    found = _sanctions(Sanction.decision_id == decision.id)
    for sanction in found:
        replaced = _replaced_by(sanction)
        was_over = sanction.lifted_at is not None
        lift(actor, sanction.id, BY_APPEAL)
        if was_over:
            sanction.never_was(clock.now())
            publish(lifted(actor.member_id, sanction))
        for old in replaced:
            _hold_again(actor, old)
    return bool(found)


def _decided_since(decision: Decision) -> bool:
    """Whether somebody decided on the same words again: then the later decision holds."""
    later = select(Decision.id).where(
        Decision.subject_kind == decision.subject_kind,
        Decision.subject_id == decision.subject_id,
        Decision.id > decision.id,
        Decision.action.in_(CHANGES_CONTENT),
    )
    return db.session.scalar(later.limit(1)) is not None


def _replaced_by(sanction: Sanction) -> Sequence[Sanction]:
    if sanction.kind not in LIMITS:
        return ()
    return _sanctions(
        Sanction.member_id == sanction.member_id,
        Sanction.id != sanction.id,
        Sanction.kind == sanction.kind,
        Sanction.path == sanction.path,
        Sanction.lifted_because == REPLACED,
        Sanction.lifted_at.between(sanction.from_at - SAME_MOMENT, sanction.from_at + SAME_MOMENT),
        or_(Sanction.until.is_(None), Sanction.until > clock.now()),
    )


def _hold_again(actor: Actor, old: Sanction) -> None:
    former = db.session.get_one(Restriction, old.restriction_id)
    given = RestrictionInput(old.kind, old.path, old.until, former.reason)
    old.hold_again(restrict(actor, old.member_id, given), fades_at(old.kind, old.until, old.from_at))
    publish(laid(actor, old))


def _sanctions(*which: object) -> Sequence[Sanction]:
    found = select(Sanction).where(*which).order_by(Sanction.id)  # type: ignore[arg-type]
    return db.session.scalars(found.with_for_update().execution_options(populate_existing=True)).all()
