"""Eight moderators act on the same fifty items at once: one decision each, everybody else is told, and nobody waits for ever."""

from __future__ import annotations

import threading
from collections import Counter
from datetime import timedelta

from flask import Flask
from sqlalchemy import func, select, text

from app.accounts.actor import MODERATOR, SYSTEM, Actor
from app.accounts.commands.members import NewMember, add_member
from app.accounts.commands.roles import grant_role
from app.accounts.queries import actor_of
from app.audit.models import AuditEntry
from app.core import clock
from app.core.db import db
from app.core.policy import Conflict
from app.moderation.commands import decide
from app.moderation.inputs import DecisionInput
from app.moderation.models import Decision, ReviewItem, Sanction
from app.notifications.models import Notice
from tests.moderation.conftest import HEART, Room
from tests.moderation.notes import hold

ITEMS, MODERATORS = 50, 8
RING = "Ring me on 07700 900418."


def _given(place: int) -> DecisionInput:
    """Every other one lays a measure on the same member, so that all of them meet there too."""
    measure = ("", "note", "", "slow")[place % 4]
    until = clock.now() + timedelta(days=7) if measure == "slow" else None
    return DecisionInput(1, "remove", 6, "Strangers could ring it.", measure=measure, until=until)


def _work(app: Flask, actor: Actor, items: list[int], gate: threading.Barrier, answers: list[str]) -> None:
    with app.app_context():
        gate.wait(30)
        for place, item_id in enumerate(items):
            try:
                decide(actor, item_id, _given(place))
                answers.append("done")
            except Conflict as refused:
                answers.append(f"{refused.reason}, told by {bool(refused.facts['who'] and refused.facts['at'])}")
            except Exception as error:
                answers.append(f"{type(error).__name__}: {error}"[:200])
        db.session.remove()


def _deadlocks() -> int:
    """How often PostgreSQL had to end one of two that waited for each other; SQLite has one writer at a time."""
    if db.engine.dialect.name == "sqlite":
        return 0
    with db.engine.connect() as connection:
        connection.execute(text("SELECT pg_stat_clear_snapshot()"))
        return connection.scalar(text("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")) or 0


def test_eight_moderators_on_fifty_items_make_fifty_decisions(room: Room) -> None:
    team = [room.actor(name) for name in ("ana", "bea", "marta")]
    for number in range(MODERATORS - len(team)):
        member_id = add_member(SYSTEM, NewMember(f"mod{number}", f"Mod {number}", email=f"mod{number}@example.org"))
        grant_role(SYSTEM, member_id, MODERATOR, HEART)
        team.append(actor_of(member_id))
    items = [hold(room.ids["ruth"], HEART, f"{place} {RING}", marked="07700 900418")[1] for place in range(ITEMS)]
    db.session.rollback()
    before, gate = _deadlocks(), threading.Barrier(MODERATORS)
    answers: list[list[str]] = [[] for _ in team]
    threads = [
        threading.Thread(target=_work, args=(room.app, actor, items, gate, answers[place]))
        for place, actor in enumerate(team)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert not any(thread.is_alive() for thread in threads), "somebody waits for ever"
    db.session.rollback()
    told = Counter(answer for each in answers for answer in each)
    assert told == {"done": ITEMS, "decided, told by True": ITEMS * (MODERATORS - 1)}
    assert _deadlocks() == before
    _each_has_one_of_everything(room, items)


def _each_has_one_of_everything(room: Room, items: list[int]) -> None:
    decided = Counter(db.session.scalars(select(Decision.item_id)).all())
    assert decided == dict.fromkeys(items, 1)
    entries = db.session.scalars(select(AuditEntry).where(AuditEntry.fact == "ItemDecided")).all()
    assert Counter(entry.ids["item_id"] for entry in entries) == decided
    notices = select(Notice.subject_id).where(Notice.member_id == room.ids["ruth"], Notice.kind == "decision")
    told = db.session.scalars(notices).all()
    assert sorted(told) == sorted(db.session.scalars(select(Decision.id)).all())
    laid = db.session.execute(select(Sanction.decision_id, Sanction.kind)).all()
    wanted = select(Decision.id, Decision.measure).where(Decision.measure != "")
    assert sorted(map(tuple, laid)) == sorted(map(tuple, db.session.execute(wanted).all()))
    still_open = select(func.count(ReviewItem.id)).where(ReviewItem.state != "decided")
    assert db.session.scalar(still_open) == 0
