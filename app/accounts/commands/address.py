"""Changing the mail address: asked for with the password, confirmed at the new address, told to the old one."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.accounts import limits, policies
from app.accounts.actor import Actor
from app.accounts.commands.letters import good_token, promise_letter
from app.accounts.commands.members import tidy_address
from app.accounts.commands.passwords import check_own_password
from app.accounts.events import AddressChanged
from app.accounts.exclusion import is_excluded
from app.accounts.letters import ADDRESS, EXCLUDED, KNOWN, MOVED
from app.accounts.models import Member
from app.accounts.queries import own_member
from app.core import clock
from app.core.command import command, publish
from app.core.db import db
from app.core.limits import count
from app.core.policy import Invalid, require


def ask_new_address(actor: Actor, email: str, password: str) -> None:
    """Send a link to the new address; until it is used nothing changes. The answer is the same for an address of another account.

    Raises Forbidden, Invalid (malformed, the same, or a wrong password), TooMany.
    """
    require(policies.manage_account(actor, actor.member_id or 0))
    address = tidy_address(email)
    if address == own_member(actor).email:
        raise Invalid("address_same", field="email")
    check_own_password(actor, password)
    count(limits.MOVE_BY_ACCOUNT, actor.member_id or 0)
    _promise_link(actor, address)


@command
def _promise_link(actor: Actor, address: str) -> None:
    if is_excluded(address):
        promise_letter(EXCLUDED, address)
        return
    known = db.session.scalar(select(Member.id).where(Member.email == address))
    kind, member_id = (KNOWN, known) if known is not None else (ADDRESS, own_member(actor).id)
    promise_letter(kind, address, member_id=member_id)


@command
def confirm_address(token: str) -> None:
    """Spend the link: the account has the new address and the old one is told. Raises Invalid('link_spent')."""
    row = good_token(token, ADDRESS)
    member = db.session.get(Member, row.member_id)
    others = db.session.scalar(select(Member.id).where(Member.email == row.email, Member.id != row.member_id))
    if member is None or others is not None:
        raise Invalid("link_spent")
    former, now = member.email, clock.now()
    row.use(now)
    try:
        with db.session.begin_nested():
            member.email, member.email_confirmed_at = row.email, now
    except IntegrityError as error:
        raise Invalid("link_spent") from error
    publish(AddressChanged(actor_id=member.id, member_id=member.id))
    if former:
        promise_letter(MOVED, former, member_id=member.id)
