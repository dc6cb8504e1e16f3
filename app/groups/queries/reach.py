"""Who would gain when something goes from one group to another: asked before anything that was meant for a group alone is moved."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import exists, func, select
from sqlalchemy.orm import aliased

from app.accounts.models import Grant
from app.core import clock
from app.core.db import db
from app.core.scope import ancestors
from app.groups.audience import is_wider
from app.groups.models import Group, Membership
from app.groups.policies import INSIDE


@dataclass(frozen=True)
class Widening:
    """What moving would open. `opens`: the target itself is open to more. `people`: how many are in the target and not in the source.

    False when nobody gains.
    """

    opens: bool
    people: int

    def __bool__(self) -> bool:
        return self.opens or self.people > 0


def widening(source: Group, target: Group) -> Widening:
    """Who could read in `target` what only `source` was meant to read. 1 statement.

    Memberships and access count. Whoever reads the source by a role there gains nothing; whoever reads the target by a role is not
    counted, since roles are given by hand. The suspended count: a suspension ends.
    """
    return Widening(is_wider(target.access, source.access), _gaining(target, source, roles_count=True))


def joining_gains(joining: Group, into: Group) -> int:
    """How many members of `joining` do not belong to `into`: they would come to read what is meant for it alone. 1 statement."""
    return _gaining(joining, into, roles_count=False)


def _gaining(members_of: Group, inside: Group, *, roles_count: bool) -> int:
    there = aliased(Membership)
    belongs = exists().where(there.group_id == inside.id, there.member_id == Membership.member_id)
    gaining = select(func.count()).where(Membership.group_id == members_of.id, ~belongs)
    if roles_count:
        held = (Grant.kind.in_(INSIDE), Grant.path.in_(ancestors(inside.path)), Grant.in_force(clock.now()))
        gaining = gaining.where(~exists().where(Grant.member_id == Membership.member_id, *held))
    return db.session.scalar(gaining) or 0
