"""What time and others' decisions end: newcomers settle, and claims go back to the desk when a mentor cannot go on."""

from __future__ import annotations

from datetime import date

from sqlalchemy import and_, or_, select

from app.accounts.actor import Actor
from app.accounts.queries import actor_of
from app.core import clock
from app.core.command import command
from app.core.db import db
from app.mentoring import policies
from app.mentoring.clocks import SETTLED, SETTLED_GREETED
from app.mentoring.commands.ending import end_claim
from app.mentoring.commands.newcomers import settle_old
from app.mentoring.models import AWAY, FULL, ROLE_ENDED, Mentor, Newcomer, Welcome
from app.mentoring.queries.newcomer import standings

AT_ONCE = 200
"""Newcomers in one transaction."""


def settle_newcomers() -> int:
    """Everybody whose time as a newcomer is over settles; answers how many. Safe to run again at any point."""
    number = 0
    while found := _due():
        settle_old(found)
        number += len(found)
    return number


def review_every_claim() -> None:
    """Look at every mentor who holds somebody: roles end by their date, and absences begin on theirs."""
    for mentor_id in db.session.scalars(select(Welcome.mentor_id).where(Welcome.ended_at.is_(None)).distinct()).all():
        review_claims(mentor_id)


@command
def review_claims(mentor_id: int) -> int:
    """Offer again whom this mentor cannot go on welcoming; answers how many that are.

    All of them when they are no mentor any more, suspended or away; else those who are on no path of theirs any more, and, beyond
    what they can hold, the latest claims, those whom nobody has greeted first.
    """
    # Whoever ever claimed has a row; holding it keeps out a claim that was begun just before.
    mentor = db.session.get(Mentor, mentor_id, with_for_update=True)
    held = _claims_of(mentor_id) if mentor is not None else []
    if mentor is None or not held:
        return 0
    endings = _endings(actor_of(mentor_id), mentor, held, clock.now().date())
    for welcome, ending in endings:
        end_claim(welcome, ending)
    return len(endings)


def _endings(
    holder: Actor, mentor: Mentor, held: list[tuple[Welcome, Newcomer]], today: date
) -> list[tuple[Welcome, str]]:
    if not policies.is_mentor(holder):
        return [(welcome, ROLE_ENDED) for welcome, _ in held]
    if mentor.is_away(today):
        return [(welcome, AWAY) for welcome, _ in held]
    where = standings([welcome.newcomer_id for welcome, _ in held])
    lost = [
        (welcome, ROLE_ENDED)
        for welcome, _ in held
        if not where[welcome.newcomer_id].is_suspended
        and not policies.see_newcomer(holder, where[welcome.newcomer_id], as_mentor=True)
    ]
    gone = {welcome.id for welcome, _ in lost}
    kept = [one for one in held if one[0].id not in gone]
    kept.sort(key=lambda one: (one[1].greeted_at is None, one[0].claimed_at, one[0].id))
    return lost + [(welcome, FULL) for welcome, _ in kept[mentor.capacity :]]


def _claims_of(mentor_id: int) -> list[tuple[Welcome, Newcomer]]:
    rows = db.session.execute(
        select(Welcome, Newcomer)
        .join(Newcomer, Newcomer.member_id == Welcome.newcomer_id)
        .where(Welcome.mentor_id == mentor_id, Welcome.ended_at.is_(None))
        .order_by(Welcome.id)
        .with_for_update(of=Welcome)
        .execution_options(populate_existing=True)
    )
    return [(welcome, newcomer) for welcome, newcomer in rows]


def _due() -> list[int]:
    now = clock.now()
    greeted = and_(Newcomer.greeted_at.is_not(None), Newcomer.arrived_at <= now - SETTLED_GREETED)
    over = or_(Newcomer.arrived_at <= now - SETTLED, greeted)
    # In the order of the desk, whose index has nobody who has settled.
    due = select(Newcomer.member_id).where(Newcomer.settled_at.is_(None), over)
    due = due.order_by(Newcomer.waiting_since, Newcomer.member_id)
    return list(db.session.scalars(due.limit(AT_ONCE)))
