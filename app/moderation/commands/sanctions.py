"""Laying a measure on a member, and lifting it. Nested in what decides: a measure without a decision does not exist."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, or_, select

from app.accounts.actor import Actor
from app.accounts.commands import RestrictionInput, lift_restriction, restrict
from app.accounts.models import Restriction
from app.accounts.queries import actor_of
from app.core import clock
from app.core.command import command, publish
from app.core.db import db
from app.core.policy import NotFound, require
from app.moderation import policies
from app.moderation.events import SanctionLaid, SanctionLifted
from app.moderation.measures import LIMITS, check_measure, fades_at
from app.moderation.models import Sanction
from app.moderation.models.sanctions import REPLACED


@dataclass(frozen=True)
class LayInput:
    """A measure on a member, on a path and until then (see `measures`). `reason` is what the member reads: the decision's statement.

    `replaces`: limits of this kind on this very path end now, and this one goes instead; without it they stand side by side.
    """

    member_id: int
    kind: str
    path: str
    until: datetime | None
    decision_id: int
    reason: str
    replaces: bool = False


@command
def lay(actor: Actor, given: LayInput) -> int:
    """Lay a measure on a member and enforce it; answers the sanction's id.

    Raises NotFound (no such member), Forbidden ('not_yourself', 'admins_only', 'not_your_group', 'moderators_of_all_only'), Invalid
    as `check_measure`.
    """
    now = clock.now()
    check_measure(given.kind, given.path, given.until, now)
    require(policies.lay_measure(actor, actor_of(given.member_id), given.kind, given.path))
    before = db.session.scalars(_same(given, now)).all() if given.replaces and given.kind in LIMITS else ()
    sanction = Sanction(
        decision_id=given.decision_id,
        member_id=given.member_id,
        kind=given.kind,
        path=given.path,
        from_at=now,
        until=given.until,
        fades_at=fades_at(given.kind, given.until, now),
        restriction_id=_restrict(actor, given),
    )
    db.session.add(sanction)
    db.session.flush()
    # The new limit holds before the old one goes: at no moment is there none.
    for old in before:
        lift(actor, old.id, REPLACED)
        old.give_way_to(sanction.id)
    publish(laid(actor, sanction))
    return sanction.id


@command
def lift(actor: Actor, sanction_id: int, because: str) -> None:
    """End a measure now, `because` one of `models.sanctions.LIFTED`; done before, nothing happens.

    By appeal it never counts again. Otherwise it goes on fading, from now if it had longer to run. Raises NotFound, Forbidden.
    """
    sanction = db.session.scalars(_locked(Sanction.id == sanction_id)).one_or_none()
    if sanction is None:
        raise NotFound
    require(policies.lay_measure(actor, actor_of(sanction.member_id), sanction.kind, sanction.path))
    end(actor, sanction, because)


def end(actor: Actor, sanction: Sanction, because: str) -> None:
    """End a measure that the caller has locked; inside a command that has authorised it."""
    now = clock.now()
    was_to_run = sanction.until is None or sanction.until > now
    if not sanction.lift(because, now):
        return
    if sanction.kind in LIMITS and was_to_run:
        sanction.fades_at = fades_at(sanction.kind, now, now)
    restriction = db.session.get(Restriction, sanction.restriction_id) if sanction.restriction_id else None
    if restriction is not None and restriction.is_in_force(now):
        lift_restriction(actor, restriction.id)
    publish(lifted(actor.member_id, sanction))


def lifted(actor_id: int | None, sanction: Sanction) -> SanctionLifted:
    """The fact that a measure ended before its time."""
    return SanctionLifted(
        actor_id=actor_id,
        sanction_id=sanction.id,
        decision_id=sanction.decision_id,
        member_id=sanction.member_id,
        kind=sanction.kind,
        path=sanction.path,
        because=sanction.lifted_because,
    )


def _restrict(actor: Actor, given: LayInput) -> int | None:
    if given.kind not in LIMITS:
        return None
    return restrict(actor, given.member_id, RestrictionInput(given.kind, given.path, given.until, given.reason))


def _same(given: LayInput, now: datetime) -> Select[Sanction]:
    return _locked(
        Sanction.member_id == given.member_id,
        Sanction.kind == given.kind,
        Sanction.path == given.path,
        Sanction.lifted_at.is_(None),
        or_(Sanction.until.is_(None), Sanction.until > now),
    )


def _locked(*which: object) -> Select[Sanction]:
    found = select(Sanction).where(*which).order_by(Sanction.id)  # type: ignore[arg-type]
    return found.with_for_update().execution_options(populate_existing=True)


def laid(actor: Actor, sanction: Sanction) -> SanctionLaid:
    """The fact that a measure holds."""
    return SanctionLaid(
        actor_id=actor.member_id,
        sanction_id=sanction.id,
        decision_id=sanction.decision_id,
        member_id=sanction.member_id,
        kind=sanction.kind,
        path=sanction.path,
        until=sanction.until,
        restriction_id=sanction.restriction_id,
    )
