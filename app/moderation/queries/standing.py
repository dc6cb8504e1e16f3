"""Reads of what counts for a member: for themselves, for the desk, and in the place where a limit holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Row, select

from app.accounts.actor import ADMIN, MODERATOR, SUSPENDED, Actor
from app.accounts.models import Restriction
from app.core import clock
from app.core.db import db
from app.core.policy import require
from app.core.scope import ROOT, is_within
from app.groups.models import Group
from app.moderation import policies
from app.moderation.measure_words import limit_words, standing_words
from app.moderation.measures import rank
from app.moderation.models import Decision, Sanction
from app.moderation.standing import Part, Standing, standing

GONE = "a group that is no more"
NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class LimitHere:
    """What keeps a member from writing on `path`. `place` is the group's name, '' for the whole community; `words` says it all in a line.

    `reason` is what the member was told. `decision_id` and `clause` are None for a limit from before decisions were kept.
    """

    kind: str
    path: str
    place: str
    until: datetime | None
    reason: str
    decision_id: int | None
    clause: int | None
    clause_title: str

    @property
    def words(self) -> str:
        return limit_words(self.kind, self.place, self.until)

    @property
    def gravity(self) -> tuple[int, datetime]:
        """The gravest is the largest; of equals the one that lasts longest."""
        return rank(self.kind), self.until or NEVER


@dataclass(frozen=True)
class Limits:
    """Every limit on somebody now. Pages ask it about the places they show."""

    held: tuple[LimitHere, ...] = ()

    def at(self, path: str) -> LimitHere | None:
        """The gravest limit that holds in this place."""
        covering = [limit for limit in self.held if is_within(path, limit.path)]
        return max(covering, key=lambda limit: limit.gravity, default=None)

    @property
    def shut_out(self) -> LimitHere | None:
        """What keeps them out of the whole community."""
        found = [limit for limit in self.held if limit.kind == SUSPENDED and limit.path == ROOT]
        return max(found, key=lambda limit: limit.gravity, default=None)


def standing_of(member_id: int, now: datetime, viewer: Actor | None = None) -> Standing:
    """What counts for a member at `now`. `viewer`: only what holds where that moderator looks after things. 1 statement."""
    rows = db.session.execute(
        select(Sanction, Decision.clause, Decision.clause_title, Decision.statement, Group.name)
        .join(Decision, Decision.id == Sanction.decision_id)
        .outerjoin(Group, Group.path == Sanction.path)
        .where(Sanction.member_id == member_id, Sanction.counting(now))
        .order_by(Sanction.from_at.desc(), Sanction.id.desc())
    ).all()
    kept = (row for row in rows if viewer is None or _concerns(viewer, row[0].path))
    return standing(tuple(_part(row, now) for row in kept))


def own_standing(actor: Actor) -> Standing:
    """What counts for the actor, for themselves; suspended members too. Raises Forbidden for a visitor. 1 statement."""
    require(policies.read_standing(actor))
    return standing_of(actor.member_id or 0, clock.now())


def standing_fact(actor: Actor, member_id: int) -> tuple[str, str] | None:
    """What counts most for a member where the actor moderates, as a figure for the desk; None when nothing does. 1 statement."""
    found = standing_of(member_id, clock.now(), actor)
    if not found.parts:
        return None
    gravest = found.limits[0] if found.limits else max(found.parts, key=lambda part: rank(part.kind))
    until = gravest.until if gravest.is_in_effect else None
    words = standing_words(gravest.kind, gravest.place, until, gravest.fades_at)
    return "Standing", words if len(found.parts) == 1 else f"{words}, and {len(found.parts) - 1} more"


def limits_on(actor: Actor) -> Limits:
    """What keeps the actor from writing, and where. 1 statement, none for who has no limit."""
    if not actor.restrictions:
        return Limits()
    rows = db.session.execute(
        select(Restriction, Decision.id, Decision.clause, Decision.clause_title, Group.name)
        .outerjoin(Sanction, Sanction.restriction_id == Restriction.id)
        .outerjoin(Decision, Decision.id == Sanction.decision_id)
        .outerjoin(Group, Group.path == Restriction.path)
        .where(Restriction.member_id == actor.member_id, Restriction.in_force(clock.now()))
        .order_by(Restriction.id)
    )
    return Limits(tuple(_here(*row) for row in rows))


def _here(
    restriction: Restriction, decision_id: int | None, clause: int | None, clause_title: str | None, name: str | None
) -> LimitHere:
    return LimitHere(
        kind=restriction.kind,
        path=restriction.path,
        place=_place(restriction.path, name),
        until=restriction.until,
        reason=restriction.reason,
        decision_id=decision_id,
        clause=clause,
        clause_title=clause_title or "",
    )


def _concerns(viewer: Actor, path: str) -> bool:
    tops = viewer.paths(MODERATOR, ADMIN)
    return any(is_within(path, top) or is_within(top, path) for top in tops)


def _place(path: str, name: str | None) -> str:
    """The group's name; the member was told it, so nothing is hidden here."""
    return "" if path == ROOT else name or GONE


def _part(row: Row[Sanction, int, str, str, str], now: datetime) -> Part:
    sanction, clause, clause_title, statement, name = row
    return Part(
        sanction_id=sanction.id,
        decision_id=sanction.decision_id,
        kind=sanction.kind,
        path=sanction.path,
        place=_place(sanction.path, name),
        from_at=sanction.from_at,
        until=sanction.until,
        fades_at=sanction.fades_at,
        lifted_at=sanction.lifted_at,
        lifted_because=sanction.lifted_because,
        is_in_effect=sanction.is_in_effect(now),
        clause=clause,
        clause_title=clause_title,
        statement=statement,
    )
