"""Undoing a decision after an appeal: the words, what was laid on the person, and what that had taken the place of."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import or_, select

from app.accounts.actor import Actor
from app.accounts.commands import RestrictionInput, restrict
from app.accounts.models import Restriction
from app.core import clock
from app.core.command import command, publish
from app.core.db import db
from app.moderation.actions import CHANGES_CONTENT, ON_PROFILE, PUBLISH, RESTRICTS
from app.moderation.appeal_letters import AS_IS, BACK, ERASED, NOTHING
from app.moderation.commands.items import hold_still
from app.moderation.commands.sanctions import laid, lift, lifted
from app.moderation.letters import was_erased
from app.moderation.measures import fades_at
from app.moderation.models import Decision, Sanction
from app.moderation.models.sanctions import BY_APPEAL, REPLACED
from app.moderation.registry import HELD, adapter_for, rewind_for, subject_views


@command
def undo_words(actor: Actor, decision: Decision) -> str:
    """Put the words back as they were before the decision; what waited then waits again. Answers BACK, AS_IS, NOTHING or ERASED."""
    rewind = rewind_for(decision.subject_kind)
    if decision.action not in RESTRICTS or rewind is None:
        return NOTHING
    if was_erased(decision.action, decision.item_kind):
        return ERASED
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

    What had ended before the appeal brings no older limit back: an appeal never makes it worse. Sanctions are locked here, the last
    but the head of the record. Raises Forbidden where the actor may not lift it.
    """
    ids = select(Sanction.id).where(Sanction.decision_id == decision.id)
    locked = _sanctions(or_(Sanction.id.in_(ids), Sanction.replaced_by_id.in_(ids)))
    found = [sanction for sanction in locked if sanction.decision_id == decision.id]
    for sanction in found:
        held, newer = sanction.is_in_effect(clock.now()), sanction.replaced_by_id
        was_over = sanction.lifted_at is not None
        lift(actor, sanction.id, BY_APPEAL)
        if was_over:
            sanction.never_was(clock.now())
            publish(lifted(actor.member_id, sanction))
        for old in _gave_way_to(sanction, locked):
            if held:
                _hold_again(actor, old)
            elif newer is not None:
                # Two in a row: the newest took the place of both.
                old.give_way_to(newer)
    return bool(found)


def _decided_since(decision: Decision) -> bool:
    """Whether somebody decided on the same words again: then the later decision holds."""
    later = select(Decision.id).where(
        Decision.subject_kind == decision.subject_kind,
        Decision.subject_id == decision.subject_id,
        Decision.id > decision.id,
        # The parts of a profile are taken one by one: only the same one can have been decided on again.
        Decision.action.in_({decision.action} if decision.action in ON_PROFILE else CHANGES_CONTENT),
    )
    return db.session.scalar(later.limit(1)) is not None


def _gave_way_to(newer: Sanction, among: Sequence[Sanction]) -> list[Sanction]:
    """Limits whose place it took, and that would run still."""
    now = clock.now()
    gave_way = [old for old in among if old.replaced_by_id == newer.id and old.lifted_because == REPLACED]
    return [old for old in gave_way if old.until is None or old.until > now]


def _hold_again(actor: Actor, old: Sanction) -> None:
    former = db.session.get_one(Restriction, old.restriction_id)
    given = RestrictionInput(old.kind, old.path, old.until, former.reason)
    old.hold_again(restrict(actor, old.member_id, given), fades_at(old.kind, old.until, old.from_at))
    publish(laid(actor, old))


def _sanctions(*which: object) -> Sequence[Sanction]:
    found = select(Sanction).where(*which).order_by(Sanction.id)  # type: ignore[arg-type]
    return db.session.scalars(found.with_for_update().execution_options(populate_existing=True)).all()
