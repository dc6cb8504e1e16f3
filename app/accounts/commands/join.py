"""Joining: asking, and confirming by the link in the letter. Until then there is no member."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import delete, select

from app.accounts import consent, limits, names, registry
from app.accounts.commands.letters import good_token, promise_letter
from app.accounts.commands.members import insert_member, tidy_address
from app.accounts.commands.sessions import OpenedSession, open_session
from app.accounts.events import MemberJoined
from app.accounts.exclusion import is_excluded
from app.accounts.letters import CONFIRM, EXCLUDED, KNOWN
from app.accounts.models import Consent, Member, SignUp
from app.accounts.passwords import check_strength, hash_password
from app.core import clock
from app.core.command import command, publish
from app.core.db import db
from app.core.limits import count
from app.core.policy import Invalid
from app.core.text import skeleton


@dataclass(frozen=True)
class JoinInput:
    """What somebody who joins gives. `age` is looked at and not kept; `keeps_name`: although it resembles the address."""

    age: int
    display_name: str
    email: str
    password: str
    keeps_name: bool = False
    wanted_page: str = ""


@dataclass(frozen=True)
class Confirmed:
    """A member from now on, signed in on this browser."""

    opened: OpenedSession
    wanted_page: str


def is_old_enough(age: int) -> bool:
    """Whether somebody of `age` years may join here."""
    return age >= consent.MINIMUM_AGE.get()


def join(new: JoinInput, client: str) -> bool:
    """Ask to join from the network address `client`; False when too young, and then nothing at all is kept.

    The answer is the same whether the mail address is known or not: what follows is in the letter. Raises Invalid, TooMany.
    """
    if not is_old_enough(new.age):
        return False
    email = tidy_address(new.email)
    name = names.check_name(new.display_name)
    check_strength(new.password, (name, email))
    if not new.keeps_name and names.resembles_address(name, email):
        raise Invalid("name_resembles_address", field="display_name")
    count(limits.JOIN_BY_ADDRESS, client)
    count(limits.JOIN_BY_MAIL, email)
    _keep_sign_up(name, email, hash_password(new.password), new.wanted_page)
    return True


@command
def _keep_sign_up(name: str, email: str, password_hash: str, wanted_page: str) -> None:
    if names.is_taken(name, but_email=email):
        raise Invalid("name_taken", field="display_name")
    if is_excluded(email):
        promise_letter(EXCLUDED, email)
        return
    known = db.session.scalar(select(Member).where(Member.email == email))
    if known is not None:
        promise_letter(KNOWN, email, member_id=known.id)
        return
    asked = SignUp(
        display_name=name,
        skeleton=skeleton(name),
        email=email,
        password_hash=password_hash,
        privacy_version=consent.PRIVACY_VERSION,
        guidelines_version=registry.guidelines_version(),
        wanted_page=wanted_page,
        created_at=clock.now(),
    )
    db.session.add(asked)
    db.session.flush()
    promise_letter(CONFIRM, email, sign_up_id=asked.id)


@command
def confirm_sign_up(token: str, device: str) -> Confirmed:
    """Spend the link: the member exists, has agreed to what they agreed to, and is signed in. Raises Invalid('link_spent')."""
    row = good_token(token, CONFIRM)
    asked = db.session.get(SignUp, row.sign_up_id)
    if asked is None:
        raise Invalid("link_spent")
    now = clock.now()
    row.use(now)
    member = Member(
        username=names.free_handle(asked.display_name),
        display_name=asked.display_name,
        email=asked.email,
        email_confirmed_at=now,
        password_hash=asked.password_hash,
        joined_at=now,
    )
    try:
        insert_member(member)
    except Invalid as taken:
        raise Invalid("link_spent") from taken
    _keep_consents(member.id, asked)
    wanted_page, version = asked.wanted_page, asked.guidelines_version
    # Other asks with this address end with it, and their links.
    db.session.execute(delete(SignUp).where(SignUp.email == asked.email).execution_options(synchronize_session=False))
    publish(MemberJoined(actor_id=member.id, member_id=member.id, guidelines_version=version))
    return Confirmed(open_session(member.id, device), wanted_page)


def _keep_consents(member_id: int, asked: SignUp) -> None:
    given = {"privacy": asked.privacy_version, "guidelines": asked.guidelines_version}
    for kind, version in given.items():
        if version:
            db.session.add(Consent(member_id=member_id, kind=kind, version=version, given_at=asked.created_at))
