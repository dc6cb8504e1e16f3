"""Leaving: asked for, thought over for a week, taken back. What then happens is in `departing`."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import aliased

from app.accounts import policies
from app.accounts.actor import ADMIN, Actor
from app.accounts.commands.letters import drop_letters, good_token, promise_letter
from app.accounts.commands.passwords import check_own_password
from app.accounts.events import LeavingAsked, LeavingTakenBack
from app.accounts.holdings import CHOICES
from app.accounts.letters import LEAVING
from app.accounts.models import Grant, Leaving, Member
from app.core import clock
from app.core.command import command, publish
from app.core.db import db
from app.core.policy import Conflict, Invalid, NotFound, require
from app.core.scope import ROOT

THINKING = timedelta(days=7)
"""How long somebody who leaves can think better of it."""


def ask_to_leave(actor: Actor, choice: str, password: str) -> None:
    """The actor leaves in a week; asked again, the choice changes and the week goes on.

    Raises Forbidden, Invalid (a wrong password, no such choice), Conflict ('only_admin', 'leaving_begun'), TooMany.
    """
    member_id = actor.member_id or 0
    require(policies.leave(actor, member_id))
    check_own_password(actor, password)
    _ask(actor, choice)


@command
def _ask(actor: Actor, choice: str) -> None:
    member = locked_member(actor.member_id or 0)
    _note(actor, member, _wish(member, choice, None))


@command
def ask_for(actor: Actor, member_id: int, choice: str) -> Leaving:
    """Staff note that somebody asked by letter to leave: in a week they do, as if they had asked here. They are told by mail, and can
    change their mind until then; so one person may do it.

    Raises Forbidden, NotFound, Invalid (no such choice), Conflict ('only_admin', 'leaving_begun').
    """
    require(policies.let_leave(actor))
    member = locked_member(member_id)
    leaving = _wish(member, choice, actor.member_id)
    _note(actor, member, leaving)
    return leaving


@command
def leave_for(actor: Actor, member_id: int, choice: str) -> None:
    """Staff let somebody leave at once who asked for it by letter. Two people do this: the caller has made sure of the second.

    Raises Forbidden, NotFound, Invalid (no such choice), Conflict ('only_admin', 'leaving_begun').
    """
    require(policies.let_leave(actor))
    member = locked_member(member_id)
    leaving = _wish(member, choice, actor.member_id)
    leaving.leaves_at = member.leaves_at = clock.now()
    _tell(actor.member_id, leaving)


@command
def stay(actor: Actor) -> None:
    """The actor stays; who is not leaving does anyway. Raises Forbidden, Conflict ('leaving_begun')."""
    member_id = actor.member_id or 0
    require(policies.leave(actor, member_id))
    _stay(member_id, member_id)


@command
def stay_for(actor: Actor, member_id: int) -> None:
    """Staff note that somebody thought better of it. Raises Forbidden, NotFound, Conflict ('leaving_begun')."""
    require(policies.let_leave(actor))
    _stay(member_id, actor.member_id)


@command
def stay_by_link(token: str) -> None:
    """The same by the link in the letter, without signing in. Raises Invalid('link_spent'), Conflict ('leaving_begun')."""
    row = good_token(token, LEAVING)
    _stay(row.member_id or 0, row.member_id)


def is_only_admin(member_id: int) -> bool:
    """Whether nobody but this member holds the whole community: then they cannot leave before they named somebody else."""
    mine, other = aliased(Grant), aliased(Grant)
    return bool(
        db.session.scalar(
            select(
                exists().where(_runs_all(mine), mine.member_id == member_id)
                & ~exists().where(_runs_all(other), other.member_id != member_id, _stays(other))
            )
        )
    )


def locked_member(member_id: int) -> Member:
    """The member's row, held until the transaction ends. Raises NotFound."""
    held = select(Member).where(Member.id == member_id).with_for_update().execution_options(populate_existing=True)
    member = db.session.scalars(held).one_or_none()
    if member is None:
        raise NotFound
    return member


def _wish(member: Member, choice: str, asked_by: int | None) -> Leaving:
    if choice not in CHOICES:
        raise Invalid("unknown_choice", field="choice")
    if is_only_admin(member.id):
        raise Conflict("only_admin")
    leaving = db.session.get(Leaving, member.id)
    now = clock.now()
    if leaving is None:
        leaving = Leaving(
            member_id=member.id, asked_at=now, asked_by=asked_by, leaves_at=now + THINKING, done=[], email=""
        )
        db.session.add(leaving)
    if leaving.is_begun:
        raise Conflict("leaving_begun")
    leaving.choice = choice
    db.session.flush()
    return leaving


def _tell(actor_id: int | None, leaving: Leaving) -> None:
    fact = LeavingAsked(
        actor_id=actor_id, member_id=leaving.member_id, choice=leaving.choice, leaves_at=leaving.leaves_at
    )
    publish(fact)


def _note(actor: Actor, member: Member, leaving: Leaving) -> None:
    is_new = member.leaves_at is None
    member.leaves_at = leaving.leaves_at
    _tell(actor.member_id, leaving)
    if is_new and member.email:
        promise_letter(LEAVING, member.email, member_id=member.id)


def _stay(member_id: int, actor_id: int | None) -> None:
    member = locked_member(member_id)
    leaving = db.session.get(Leaving, member_id)
    if leaving is None:
        return
    if leaving.is_begun:
        raise Conflict("leaving_begun")
    db.session.delete(leaving)
    member.leaves_at = None
    drop_letters(member_id, LEAVING)
    publish(LeavingTakenBack(actor_id=actor_id, member_id=member_id))


def _runs_all(grant: type[Grant]) -> ColumnElement[bool]:
    now = clock.now()
    in_force = grant.revoked_at.is_(None) & (grant.until.is_(None) | (grant.until > now))
    return (grant.kind == ADMIN) & (grant.path == ROOT) & in_force


def _stays(grant: type[Grant]) -> ColumnElement[bool]:
    """Another admin who is leaving too does not count: two must not leave one after the other."""
    return ~exists().where(Leaving.member_id == grant.member_id)
