"""The rooms of a plan and their rules, as commands and files need them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from app.core.db import db
from app.splitting.models import SplitRoom, SplitRule
from app.splitting.placing import Rule, Rules


def rooms_of(plan_id: int) -> Sequence[SplitRoom]:
    """The rooms in their order. 1 statement."""
    query = select(SplitRoom).where(SplitRoom.plan_id == plan_id).order_by(SplitRoom.position, SplitRoom.id)
    return db.session.scalars(query).all()


def stored_rules(plan_id: int) -> Sequence[SplitRule]:
    """The rules in the order of their rooms, then as they were made. 1 statement."""
    query = (
        select(SplitRule)
        .join(SplitRoom, SplitRoom.id == SplitRule.room_id)
        .where(SplitRule.plan_id == plan_id)
        .order_by(SplitRoom.position, SplitRoom.id, SplitRule.id)
    )
    return db.session.scalars(query).all()


def rules_of(plan_id: int) -> Rules:
    """The rules, ready to place discussions with. 1 statement."""
    return Rules.of(Rule(rule.room_id, rule.kind, rule.value) for rule in stored_rules(plan_id))
