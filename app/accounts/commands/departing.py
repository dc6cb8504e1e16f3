"""Somebody leaves, after their week: the door is shut, each package ends its part in short transactions, and the row goes.

Every step can run twice and be broken off anywhere: where it stands is in the row of `leavings`.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select

from app.accounts.actor import SUSPENDED, SYSTEM
from app.accounts.commands.leaving import is_only_admin
from app.accounts.commands.letters import promise_letter
from app.accounts.commands.roles import revoke_role
from app.accounts.commands.sessions import end_sessions
from app.accounts.events import LeavingTakenBack, MemberLeft
from app.accounts.exclusion import mark_of
from app.accounts.holdings import Leaver, endings
from app.accounts.letters import LEFT, LEFT_EXCLUDED
from app.accounts.models import GoneMember, Grant, Leaving, MailToken, Member, Restriction
from app.core import clock
from app.core.command import command, publish
from app.core.db import db
from app.core.jobs import defer
from app.core.kept import forget_everywhere
from app.core.scope import ROOT


@command
def send_off() -> int:
    """Promise the leaving of everybody whose week is over; answers how many. Also takes up again what was broken off."""
    due = select(Leaving.member_id).where(Leaving.leaves_at <= clock.now()).order_by(Leaving.member_id)
    ids = db.session.scalars(due).all()
    for member_id in ids:
        defer("accounts.depart", member_id=member_id)
    return len(ids)


def depart(member_id: int) -> None:
    """Let somebody leave whose time has come: for a job. Nothing happens for who stays or is gone."""
    if not _begin(member_id):
        return
    for name, _ in endings():
        while _step(member_id, name):
            pass
    _finish(member_id)


@command
def _begin(member_id: int) -> bool:
    """Shut the door: roles and sessions end, and nobody signs in with this account any more. False when they do not leave now."""
    member, leaving = _both(member_id)
    if member is None or leaving is None or leaving.leaves_at > clock.now():
        return False
    if leaving.is_begun:
        return True
    if is_only_admin(member_id):
        # Somebody who laid the role down meanwhile left them alone with it: they are asked again.
        db.session.delete(leaving)
        member.leaves_at = None
        publish(LeavingTakenBack(actor_id=None, member_id=member_id))
        return False
    leaving.begin(member.email or "", clock.now())
    held = select(Grant.id).where(Grant.member_id == member_id, Grant.in_force(clock.now())).order_by(Grant.id)
    for grant_id in db.session.scalars(held).all():
        revoke_role(SYSTEM, grant_id)
    end_sessions(SYSTEM, member_id, "left")
    db.session.execute(delete(MailToken).where(MailToken.member_id == member_id))
    member.email = member.password_hash = None
    member.about = member.country = ""
    member.act_as(None)
    return True


@command
def _step(member_id: int, name: str) -> bool:
    """One step of one ending; whether there is more of it."""
    leaving, member = _held(member_id), db.session.get(Member, member_id)
    if leaving is None or member is None or leaving.begun_at is None or name in leaving.done:
        return False
    leaver = Leaver(member_id, member.username, member.display_name, leaving.choice, leaving.begun_at)
    cursor = dict(endings())[name](leaver, leaving.cursor)
    leaving.go_on(name, cursor)
    return cursor is not None


@command
def _finish(member_id: int) -> None:
    """The row goes, and with it what foreign keys take along; the number and, of somebody excluded, a mark of the address stay."""
    _member, leaving = _both(member_id)
    if leaving is None or any(name not in leaving.done for name, _ in endings()):
        return
    excluded, until = _exclusion(member_id)
    db.session.add(
        GoneMember(
            id=member_id,
            left_at=clock.now(),
            choice=leaving.choice,
            address_mark=mark_of(leaving.email) if excluded and leaving.email else None,
            excluded_until=until,
        )
    )
    if leaving.email:
        promise_letter(LEFT_EXCLUDED if excluded else LEFT, leaving.email)
    publish(MemberLeft(actor_id=leaving.asked_by or member_id, member_id=member_id, choice=leaving.choice))
    forget_everywhere()
    db.session.flush()
    db.session.execute(delete(Member).where(Member.id == member_id).execution_options(synchronize_session=False))
    db.session.expire_all()


def _both(member_id: int) -> tuple[Member | None, Leaving | None]:
    """Both rows, held: the member's first, as whoever asks to leave or stays takes them."""
    row = select(Member).where(Member.id == member_id).with_for_update()
    member = db.session.scalars(row.execution_options(populate_existing=True)).one_or_none()
    return member, _held(member_id)


def _held(member_id: int) -> Leaving | None:
    row = select(Leaving).where(Leaving.member_id == member_id).with_for_update()
    return db.session.scalars(row.execution_options(populate_existing=True)).one_or_none()


def _exclusion(member_id: int) -> tuple[bool, datetime | None]:
    """Whether they are excluded from the whole community, and until when (None: for good)."""
    laid = select(Restriction.until).where(
        Restriction.member_id == member_id,
        Restriction.kind == SUSPENDED,
        Restriction.path == ROOT,
        Restriction.in_force(clock.now()),
    )
    ends = db.session.scalars(laid).all()
    if not ends:
        return False, None
    return True, None if None in ends else max(end for end in ends if end is not None)
