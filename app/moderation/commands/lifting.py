"""Ending a limit early: a decision like any other, with a guideline and a reason, and told to the member."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from app.accounts.actor import Actor
from app.accounts.commands import lift_restriction
from app.accounts.models import Restriction
from app.accounts.queries import actor_of
from app.core import clock
from app.core.command import command
from app.core.db import db
from app.core.policy import NotFound, require
from app.moderation import policies
from app.moderation.actions import LIFT
from app.moderation.commands.decide import item_about, keep_decision, named_clause
from app.moderation.commands.sanctions import lift
from app.moderation.inputs import DecisionOutcome, MemberDecisionInput
from app.moderation.measure_words import heading
from app.moderation.models import Sanction
from app.moderation.models.sanctions import BY_STAFF
from app.moderation.queries.rulings import place_name
from app.moderation.ruling import check_reason, decision_about


@dataclass(frozen=True)
class LiftInput:
    """Why a limit ends early, and under which guideline: most often the one under which it was laid."""

    clause: int
    statement: str


@command
def end_early(actor: Actor, restriction_id: int, given: LiftInput) -> DecisionOutcome:
    """End a limit on a member now, by a decision of its own.

    Raises NotFound (no such limit, or over already), Forbidden as `lay`, Invalid as `ruling.check_reason` and 'unknown_clause'.
    """
    now = clock.now()
    restriction, sanction_id = _held(restriction_id)
    if restriction is None or not restriction.is_in_force(now):
        raise NotFound
    require(policies.lay_measure(actor, actor_of(restriction.member_id), restriction.kind, restriction.path))
    check_reason(given.statement)
    item = item_about(restriction.member_id, restriction.path, now)
    wanted = MemberDecisionInput("", given.clause, given.statement, restriction.path)
    decision = decision_about(item, wanted, named_clause(given.clause), actor.member_id, now)
    decision.action, decision.title = LIFT, heading(restriction.kind, place_name(restriction.path))
    outcome = keep_decision(actor, item, decision)
    if sanction_id is not None:
        lift(actor, sanction_id, BY_STAFF)
    else:
        # A limit from before decisions were kept has no sanction.
        lift_restriction(actor, restriction.id)
    return outcome


def _held(restriction_id: int) -> tuple[Restriction | None, int | None]:
    """The limit and its sanction, as they are once nobody else ends them: of two who do so at once, one decides."""
    sanction = select(Sanction.id).where(Sanction.restriction_id == restriction_id).with_for_update()
    sanction_id = db.session.scalar(sanction)
    found = select(Restriction).where(Restriction.id == restriction_id).with_for_update()
    return db.session.scalars(found.execution_options(populate_existing=True)).one_or_none(), sanction_id
