"""A record that does not hold is on the desk, for admins, once; and again the next night, until it holds."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from app.audit.accepting import accept
from app.audit.jobs import look_at_the_record
from app.audit.models import AuditEntry
from app.audit.verifying import verify
from app.core.db import db
from app.core.policy import NotFound
from app.moderation.commands.claims import close_as_seen
from app.moderation.kinds import URGENT
from app.moderation.models import Cause
from app.moderation.queries.desk import inbox
from app.moderation.queries.opened import opened
from app.moderation.queries.which import Which
from tests.world import World


def _tamper(number: int) -> None:
    db.session.rollback()
    with db.engine.begin() as connection:
        connection.exec_driver_sql(f"UPDATE audit_entries SET actor_id = 99 WHERE id = {number}")


def _causes() -> int:
    return db.session.scalar(select(func.count(Cause.id)).where(Cause.kind == "record")) or 0


def test_a_broken_record_waits_for_an_admin_and_comes_back_until_it_holds(world: World) -> None:
    marta, ana = world.actor("marta"), world.actor("ana")
    which = Which.of("record", "")
    look_at_the_record()
    assert inbox(marta, which).items == []

    _tamper(2)
    look_at_the_record()
    look_at_the_record()
    row = inbox(marta, which).items[0]
    page = opened(marta, row.id)
    assert (page.item.risk, page.item.due_at > page.item.opened_at) == (URGENT, True)
    assert "Entry 2 was changed" in page.item.excerpt
    assert _causes() == 1, "the same is not said twice"
    assert inbox(ana, which).items == []
    with pytest.raises(NotFound):
        opened(ana, row.id)

    _tamper(1)
    look_at_the_record()
    assert _causes() == 2, "another fault is said"
    close_as_seen(marta, row.id)
    look_at_the_record()
    again = inbox(marta, which).items[0]
    assert again.id != row.id

    close_as_seen(marta, again.id)
    while (fault := verify().fault) is not None:
        accept(fault, "looked-into")
    look_at_the_record()
    assert inbox(marta, which).items == []
    told = db.session.scalars(select(AuditEntry.fact).order_by(AuditEntry.id.desc()).limit(3)).all()
    assert told == ["AuditAccepted", "AuditAccepted", "ItemSeen"]
