"""Newcomers for tests: one at a time as they come, or very many at once, put in by hand where only reading them matters."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import bindparam, select, text

from app.accounts.actor import SYSTEM
from app.accounts.commands import NewMember, add_member
from app.accounts.queries import actor_of
from app.core import clock
from app.core.db import UtcDateTime, db
from app.groups.commands import join
from app.mentoring.models import Welcome

NUMBERS = "WITH RECURSIVE numbers(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM numbers WHERE i < :number) "
MEMBERS = """INSERT INTO members (id, username, display_name, skeleton, joined_at, about, country, theme, contrast, text_size)
SELECT 1000000 + i, 'many-' || i, 'Many ' || i, '~' || i, :wrote, '', '', '', '', '' FROM numbers"""
NEWCOMERS = """INSERT INTO newcomers
(member_id, arrived_at, group_id, first_post_at, seen_at, waiting_since, answered_at, greeted_at, returned_at)
SELECT 1000000 + i, :wrote, :group_id, :wrote, CASE WHEN i % 3 = 2 THEN :now ELSE :wrote END,
CASE WHEN i % 3 = 2 THEN :later ELSE :wrote END, CASE WHEN i % 3 > 0 THEN :wrote END, CASE WHEN i % 3 > 0 THEN :wrote END,
CASE WHEN i % 3 = 2 THEN :now END FROM numbers"""
MEMBERSHIPS = """INSERT INTO memberships (group_id, member_id, joined_at)
SELECT :group_id, 1000000 + i, :wrote FROM numbers"""


def newcomer(name: str, *group_ids: int, days: float = 0) -> int:
    """Somebody who joined `days` ago and belongs to these groups; answers their id."""
    joined_at = clock.now() - timedelta(days=days)
    member_id = add_member(SYSTEM, NewMember(name.lower(), name, joined_at=joined_at))
    for group_id in group_ids:
        join(actor_of(member_id), group_id)
    return member_id


def crowd(number: int, group_id: int) -> None:
    """Very many newcomers in one group: each third waits for an answer, was answered, or came back after one. Committed."""
    if db.engine.dialect.name == "postgresql":
        # The rows fit each other; looking up every one of their keys takes longer than the test.
        db.session.execute(text("SET LOCAL session_replication_role = replica"))
    now = clock.now()
    moments = {"now": now, "wrote": now - timedelta(hours=30), "later": now + timedelta(days=14)}
    for words in (MEMBERS, NEWCOMERS, MEMBERSHIPS):
        used = [bindparam(name, type_=UtcDateTime()) for name in moments if f":{name}" in words]
        db.session.execute(text(NUMBERS + words).bindparams(*used), {"number": number, "group_id": group_id, **moments})
    db.session.execute(text("ANALYZE"))
    db.session.commit()


def held(mentor_id: int) -> set[int]:
    """Whom a mentor welcomes now."""
    db.session.expire_all()
    found = select(Welcome.newcomer_id).where(Welcome.mentor_id == mentor_id, Welcome.ended_at.is_(None))
    return set(db.session.scalars(found))


def endings(newcomer_id: int) -> Sequence[str]:
    """How the claims of a newcomer ended, oldest first."""
    db.session.expire_all()
    found = select(Welcome.ending).where(Welcome.newcomer_id == newcomer_id).order_by(Welcome.id)
    return db.session.scalars(found).all()
