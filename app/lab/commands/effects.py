"""Staff choose what a family of checks does in their place."""

from __future__ import annotations

from sqlalchemy import delete

from app.accounts.actor import Actor
from app.core import clock
from app.core.command import command, publish
from app.core.db import db
from app.core.policy import Invalid, require
from app.guidelines.checks.order import FAMILIES
from app.guidelines.effects import Effect
from app.guidelines.wording import kinds_of
from app.lab import policies
from app.lab.events import EffectSet
from app.lab.inputs import EffectInput
from app.lab.models import CheckEffect
from app.lab.queries.places import is_place
from app.lab.queries.stored import lab_changed

CRISIS = "crisis"
CRISIS_PART = "medium"
CRISIS_EFFECTS = (str(Effect.NOTE), str(Effect.HOLD))
"""Words that may mean danger to life show the help lines, or a moderator reads them first too. Clear ones always wait."""


@command
def set_effect(actor: Actor, given: EffectInput) -> None:
    """Choose an effect for a family, or one part of it, in a place; an empty one takes the choice back.

    Raises Forbidden (admins_only, not_your_group), Invalid: unknown_place, unknown_family, unknown_part, unknown_effect, crisis_effect,
    newcomers_less, newcomers_alone.
    """
    require(policies.write_rules(actor, given.scope_path))
    kind, level = _checked(given)
    _keep(actor, given, kind, level)
    lab_changed()
    publish(
        EffectSet(
            actor_id=actor.member_id,
            scope_path=given.scope_path,
            family=given.family,
            kind=given.part,
            effect=given.effect,
            newcomer_effect=given.newcomer_effect,
        )
    )


def _keep(actor: Actor, given: EffectInput, kind: str, level: str) -> None:
    """The new choice takes the place of the one before; an empty one leaves none."""
    where = {"scope_path": given.scope_path, "family": given.family, "kind": kind, "level": level}
    before = delete(CheckEffect).filter_by(**where).execution_options(synchronize_session=False)
    db.session.execute(before)
    if given.effect:
        chosen = {"effect": given.effect, "newcomer_effect": given.newcomer_effect}
        db.session.add(CheckEffect(**where, **chosen, changed_by=actor.member_id, changed_at=clock.now()))


def _checked(given: EffectInput) -> tuple[str, str]:
    """Kind and level of the row."""
    if not is_place(given.scope_path):
        raise Invalid("unknown_place", field="scope_path")
    if given.family not in FAMILIES:
        raise Invalid("unknown_family", field="family")
    known = {str(effect) for effect in Effect}
    if (given.effect and given.effect not in known) or (given.newcomer_effect and given.newcomer_effect not in known):
        raise Invalid("unknown_effect", field="effect")
    if given.newcomer_effect and not given.effect:
        raise Invalid("newcomers_alone", field="effect")
    if given.family == CRISIS:
        return _checked_crisis(given)
    if given.part and given.part not in kinds_of(given.family):
        raise Invalid("unknown_part", field="part")
    if given.newcomer_effect and given.effect and Effect.parse(given.newcomer_effect) <= Effect.parse(given.effect):
        raise Invalid("newcomers_less", field="newcomer_effect")
    return given.part, ""


def _checked_crisis(given: EffectInput) -> tuple[str, str]:
    if given.part != CRISIS_PART:
        raise Invalid("unknown_part", field="part")
    if given.effect and given.effect not in CRISIS_EFFECTS or given.newcomer_effect not in ("", *CRISIS_EFFECTS):
        raise Invalid("crisis_effect", field="effect")
    if given.newcomer_effect and given.newcomer_effect != str(Effect.HOLD):
        raise Invalid("newcomers_less", field="newcomer_effect")
    return "", CRISIS_PART
