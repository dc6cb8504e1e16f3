"""Who asks is found out in one statement, and it is the same actor that jobs get by the member's number."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import select, update

from app.accounts.actor import MENTOR
from app.accounts.arriving import arrival
from app.accounts.models import Grant, Restriction
from app.accounts.queries import actor_of
from app.core import clock
from app.core.db import db
from app.notifications.models import Notice
from app.notifications.queries import UNREAD, unread_count
from tests.world import World


def test_who_asks_is_known_in_one_statement_with_all_that_is_in_force(
    world: World, count_statements: Callable[[], Any]
) -> None:
    for name in ("newcomer", "ingrid", "ana", "marta", "gus", "maren"):
        db.session.remove()
        with count_statements() as seen:
            found = arrival(world.token(name))
        assert len(seen) == 1 and found is not None
        known = actor_of(world.members[name])
        assert set(found.actor.grants) == set(known.grants)
        assert set(found.actor.restrictions) == set(known.restrictions)
        alike = replace(found.actor, grants=known.grants, restrictions=known.restrictions, session_id=None)
        assert alike == known
        assert found.known[UNREAD] == unread_count(world.members[name])
    assert arrival("no such token") is None


def test_what_has_ended_is_not_held_by_who_comes_in(world: World) -> None:
    now = clock.now()
    db.session.execute(update(Grant).where(Grant.kind == MENTOR).values(until=now - timedelta(seconds=1)))
    db.session.execute(update(Restriction).values(lifted_at=now))
    member_id = world.members["ruth"]
    for number, read_at in enumerate((None, None, now)):
        db.session.add(
            Notice(member_id=member_id, kind="x", subject_kind="x", key=f"x{number}", created_at=now, read_at=read_at)
        )
    before = unread_count(member_id)
    db.session.commit()
    ingrid, gus, ruth = (arrival(world.token(name)) for name in ("ingrid", "gus", "ruth"))
    assert ingrid and gus and ruth
    assert ingrid.actor.grants == () and gus.actor.restrictions == ()
    assert ruth.known[UNREAD] == before
    assert db.session.scalar(select(Notice.id).where(Notice.read_at.is_(None), Notice.key == "x0")) is not None
