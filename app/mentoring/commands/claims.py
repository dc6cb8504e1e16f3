"""Claims: a mentor welcomes a newcomer, lets them go, or hands them over. Nobody holds more than they said they can.

Whoever changes claims locks the mentors concerned first, by id, and then the newcomer; so two at once wait for each other in one order.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from app.accounts.actor import Actor
from app.accounts.models import Member
from app.accounts.queries import actor_of, member_cards
from app.core import clock
from app.core.command import command, publish
from app.core.db import db
from app.core.policy import Conflict, Invalid, NotFound, require
from app.mentoring import policies
from app.mentoring.commands.ending import end_claim
from app.mentoring.events import NewcomerClaimed
from app.mentoring.inputs import HandOverInput
from app.mentoring.models import HANDED_OVER, LET_GO, USUAL_CAPACITY, Mentor, Newcomer, Welcome
from app.mentoring.queries.load import Load, load_of
from app.mentoring.queries.newcomer import Standing, standings
from app.notifications.commands import notify

LONGEST_NOTE = 2000
"""Letters of what one mentor tells the next."""

HANDED = "handed_over"
TAKE_OVER = "take_over"
WELCOME = "welcome"
"""Kinds of notices, and what they are about."""


@command
def claim(actor: Actor, newcomer_id: int) -> int:
    """The actor welcomes this newcomer from now on; answers the claim's id. Claimed already by them, it is that claim.

    Raises Forbidden ('no_mentor'), NotFound, Conflict ('claimed' with `who`; 'settled', 'suspended', 'away', 'full'), each with `name`.
    """
    require(policies.claim(actor))
    mentor_id = actor.member_id or 0
    lock_mentors([mentor_id])
    # The role may have ended since the page was asked for; under the lock it is known for good.
    mentor = actor_of(mentor_id)
    require(policies.claim(mentor))
    newcomer = locked_newcomer(mentor, newcomer_id)
    held = _held(newcomer_id)
    if held is not None and held.mentor_id == mentor_id:
        return held.id
    if held is not None:
        raise Conflict("claimed", who=name_of(held.mentor_id), name=name_of(newcomer_id))
    _must_have_room(load_of(mentor_id), newcomer_id)
    return _take(newcomer, mentor_id, None, "")


@command
def let_go(actor: Actor, newcomer_id: int) -> None:
    """The newcomer is offered to others again. Raises Forbidden ('no_mentor'), NotFound, Conflict ('not_yours')."""
    require(policies.claim(actor))
    end_claim(_own_claim(actor, newcomer_id), LET_GO, actor_id=actor.member_id)


@command
def hand_over(actor: Actor, newcomer_id: int, given: HandOverInput) -> None:
    """A colleague welcomes the newcomer from now on, and is told.

    Raises Forbidden, NotFound, Conflict ('not_yours', 'settled', 'suspended'), Invalid (`mentor_id`: 'mentor_missing',
    'taker_elsewhere', 'taker_away', 'taker_full', with `who` and `name`; `note`: 'too_long_note').
    """
    require(policies.claim(actor))
    if len(given.note) > LONGEST_NOTE:
        raise Invalid("too_long_note", field="note")
    lock_mentors([actor.member_id or 0, given.mentor_id])
    newcomer = held_newcomer(actor, newcomer_id)
    _must_be_able(actor, given.mentor_id, newcomer_id)
    end_claim(_own_claim(actor, newcomer_id), HANDED_OVER, actor_id=actor.member_id)
    welcome_id = _take(newcomer, given.mentor_id, actor.member_id, given.note.strip())
    key = f"{HANDED}:{welcome_id}"
    notify(given.mentor_id, HANDED, key=key, subject_kind=WELCOME, subject_id=welcome_id, actor_id=actor.member_id)


@command
def offer_to_take_over(actor: Actor, newcomer_id: int) -> str:
    """Ask the colleague who welcomes this newcomer whether the actor shall go on; answers their name. Asked twice is once.

    Raises Forbidden, NotFound, Conflict ('free': nobody holds them any more; 'settled', 'suspended', 'away', 'full').
    """
    require(policies.claim(actor))
    locked_newcomer(actor, newcomer_id)
    held = _held(newcomer_id)
    if held is None or held.mentor_id == actor.member_id:
        raise Conflict("free", name=name_of(newcomer_id))
    _must_have_room(load_of(actor.member_id or 0), newcomer_id)
    key = f"{TAKE_OVER}:{held.id}:{actor.member_id}"
    notify(held.mentor_id, TAKE_OVER, key=key, subject_kind=WELCOME, subject_id=held.id, actor_id=actor.member_id)
    return name_of(held.mentor_id)


@command
def held_newcomer(actor: Actor, newcomer_id: int) -> Newcomer:
    """A newcomer whom the actor welcomes, locked. Nested, for what only their mentor does: welcoming, handing over.

    Raises Forbidden ('no_mentor'), NotFound, Conflict ('claimed' with `who`; 'not_yours', 'settled', 'suspended'), with `name`.
    """
    require(policies.claim(actor))
    newcomer = locked_newcomer(actor, newcomer_id)
    held = _held(newcomer_id)
    if held is None:
        raise Conflict("not_yours", name=name_of(newcomer_id))
    if held.mentor_id != actor.member_id:
        raise Conflict("claimed", who=name_of(held.mentor_id), name=name_of(newcomer_id))
    return newcomer


@command
def locked_newcomer(actor: Actor, newcomer_id: int) -> Newcomer:
    """A newcomer on the actor's desk as a mentor, locked. Raises NotFound, Conflict ('settled', 'suspended')."""
    found = select(Newcomer).where(Newcomer.member_id == newcomer_id).with_for_update()
    newcomer = db.session.scalars(found.execution_options(populate_existing=True)).one_or_none()
    standing = standings([newcomer_id]).get(newcomer_id)
    if newcomer is None or standing is None or not _would_see(actor, standing):
        raise NotFound
    if standing.is_suspended:
        raise Conflict("suspended", name=name_of(newcomer_id))
    if newcomer.settled_at is not None:
        raise Conflict("settled", name=name_of(newcomer_id))
    return newcomer


@command
def lock_mentors(member_ids: Collection[int]) -> None:
    """Hold the rows of these mentors until the transaction ends, so that what they hold is counted in turn."""
    wanted = sorted(set(db.session.scalars(select(Member.id).where(Member.id.in_(member_ids)))))
    if not wanted:
        return
    insert = postgresql.insert if db.session.get_bind().dialect.name == "postgresql" else sqlite.insert
    rows = [
        {"member_id": key, "capacity": USUAL_CAPACITY, "hours": "", "languages": [], "subjects": [], "avoids": [],
         "changed_at": clock.now()}
        for key in wanted
    ]  # fmt: skip
    db.session.execute(insert(Mentor).values(rows).on_conflict_do_nothing())
    locked = select(Mentor).where(Mentor.member_id.in_(wanted)).order_by(Mentor.member_id).with_for_update()
    db.session.scalars(locked.execution_options(populate_existing=True)).all()


def name_of(member_id: int | None) -> str:
    """How a colleague or a newcomer is called; 'Somebody who has left' when the account is gone."""
    card = member_cards([member_id]).get(member_id or 0)
    return card.display_name if card else "Somebody who has left"


def _would_see(actor: Actor, standing: Standing) -> bool:
    """Whether the newcomer would stand on the actor's desk, were they not suspended."""
    open_to = Standing(standing.member_id, standing.paths, standing.in_a_group, is_suspended=False)
    return policies.see_newcomer(actor, open_to, as_mentor=True)


def _held(newcomer_id: int) -> Welcome | None:
    return db.session.scalars(
        select(Welcome).where(Welcome.newcomer_id == newcomer_id, Welcome.ended_at.is_(None))
    ).one_or_none()


def _own_claim(actor: Actor, newcomer_id: int) -> Welcome:
    locked = select(Welcome).where(Welcome.newcomer_id == newcomer_id, Welcome.ended_at.is_(None)).with_for_update()
    held = db.session.scalars(locked.execution_options(populate_existing=True)).one_or_none()
    if held is not None and held.mentor_id == actor.member_id:
        return held
    standing = standings([newcomer_id]).get(newcomer_id)
    if standing is None or not _would_see(actor, standing):
        raise NotFound
    raise Conflict("not_yours", name=name_of(newcomer_id))


def _must_have_room(load: Load, newcomer_id: int) -> None:
    if load.is_away:
        raise Conflict("away", name=name_of(newcomer_id))
    if load.is_full:
        raise Conflict("full", name=name_of(newcomer_id), held=load.held, capacity=load.capacity)


def _must_be_able(actor: Actor, mentor_id: int, newcomer_id: int) -> None:
    """Whether the colleague is a mentor for this newcomer, here, and has room."""
    if mentor_id in (0, actor.member_id) or db.session.get(Member, mentor_id) is None:
        raise Invalid("mentor_missing", field="mentor_id")
    standing, load = standings([newcomer_id])[newcomer_id], load_of(mentor_id)
    names = {"who": name_of(mentor_id), "name": name_of(newcomer_id)}
    if not policies.see_newcomer(actor_of(mentor_id), standing, as_mentor=True):
        raise Invalid("taker_elsewhere", field="mentor_id", **names)
    if load.is_away:
        raise Invalid("taker_away", field="mentor_id", **names)
    if load.is_full:
        raise Invalid("taker_full", field="mentor_id", **names)


def _take(newcomer: Newcomer, mentor_id: int, from_id: int | None, note: str) -> int:
    welcome = Welcome(
        newcomer_id=newcomer.member_id, mentor_id=mentor_id, claimed_at=clock.now(), from_id=from_id, note=note
    )
    db.session.add(welcome)
    db.session.flush()
    publish(
        NewcomerClaimed(
            actor_id=from_id or mentor_id,
            welcome_id=welcome.id,
            newcomer_id=newcomer.member_id,
            mentor_id=mentor_id,
            from_id=from_id,
        )
    )
    return welcome.id
