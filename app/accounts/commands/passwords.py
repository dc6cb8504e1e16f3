"""Changing a password, with the present one or with a link from a letter."""

from __future__ import annotations

from sqlalchemy import select

from app.accounts import limits, policies
from app.accounts.actor import VISITOR, Actor
from app.accounts.commands.letters import drop_links, good_token, promise_letter
from app.accounts.commands.members import tidy_address
from app.accounts.commands.sessions import end_sessions
from app.accounts.events import PasswordChanged
from app.accounts.letters import NOBODY, PASSWORD, RESET
from app.accounts.models import Member
from app.accounts.passwords import check_strength, hash_password, verify
from app.accounts.queries import own_member
from app.core import clock
from app.core.command import command, publish
from app.core.db import db
from app.core.limits import count
from app.core.policy import Invalid, NotFound, require


def check_own_password(actor: Actor, password: str) -> str:
    """The hash that the actor's present password was checked against. Raises Invalid('password_wrong'), TooMany."""
    member = own_member(actor)
    kept = member.password_hash
    count(limits.PASSWORD_BY_ACCOUNT, actor.member_id or 0)
    if not verify(password, kept) or kept is None:
        raise Invalid("password_wrong", field="present")
    return kept


def change_password(actor: Actor, present: str, wanted: str) -> None:
    """Replace one's password; every other session ends. Raises Forbidden, Invalid, TooMany."""
    require(policies.manage_account(actor, actor.member_id or 0))
    member = own_member(actor)
    check_strength(wanted, (member.display_name, member.username, member.email or ""), field="wanted")
    checked = check_own_password(actor, present)
    _replace(actor, hash_password(wanted), checked)


@command
def _replace(actor: Actor, wanted_hash: str, checked_hash: str) -> None:
    member = own_member(actor)
    if member.password_hash != checked_hash:
        raise Invalid("password_wrong", field="present")
    member.password_hash = wanted_hash
    drop_links(member.id)
    end_sessions(actor, member.id, "password", but=actor.session_id)
    publish(PasswordChanged(actor_id=actor.member_id, member_id=member.id, by_reset=False))
    if member.email:
        promise_letter(PASSWORD, member.email, member_id=member.id)


def ask_reset(email: str, client: str) -> None:
    """Ask for a link to choose a new password. The steps are the same for an unknown address. Raises Invalid, TooMany."""
    address = tidy_address(email)
    count(limits.RESET_BY_ADDRESS, client)
    count(limits.RESET_BY_MAIL, address)
    _promise_reset(address)


@command
def _promise_reset(address: str) -> None:
    member_id = db.session.scalar(select(Member.id).where(Member.email == address))
    if member_id is None:
        promise_letter(NOBODY, "")
    else:
        promise_letter(RESET, address, member_id=member_id)


def reset_password(token: str, wanted: str) -> None:
    """Choose a new password by link: the link is spent, every session ends. Raises Invalid (spent, or a weak password)."""
    member = _member_of(token)
    check_strength(wanted, (member.display_name, member.username, member.email or ""), field="wanted")
    _reset(token, hash_password(wanted))


@command
def _reset(token: str, wanted_hash: str) -> None:
    row = good_token(token, RESET)
    row.use(clock.now())
    member = _member_of_row(row.member_id)
    member.password_hash = wanted_hash
    member.email_confirmed_at = member.email_confirmed_at or clock.now()
    db.session.flush()
    drop_links(member.id)
    end_sessions(VISITOR, member.id, "reset")
    publish(PasswordChanged(actor_id=member.id, member_id=member.id, by_reset=True))
    promise_letter(PASSWORD, member.email or "", member_id=member.id)


def _member_of(token: str) -> Member:
    return _member_of_row(good_token(token, RESET).member_id)


def _member_of_row(member_id: int | None) -> Member:
    member = db.session.get(Member, member_id) if member_id is not None else None
    if member is None:
        raise NotFound
    return member
