"""Adding members: by staff, by an import, and at the end of joining."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from email_validator import EmailNotValidError, validate_email
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from app.accounts import names, policies
from app.accounts.actor import Actor
from app.accounts.events import MemberJoined
from app.accounts.models import GoneMember, Member
from app.accounts.passwords import hash_password
from app.core import clock
from app.core.command import command, publish
from app.core.db import db
from app.core.policy import Invalid, require
from app.core.text import skeleton


@dataclass(frozen=True)
class NewMember:
    """A member to add. The name is the username when empty; the address counts as confirmed; without a password they reset it.

    `imported`: tell nobody, and give a number to a name or handle that is taken instead of refusing the person.
    """

    username: str
    display_name: str = ""
    email: str | None = None
    password: str | None = None
    about: str = ""
    country: str = ""
    joined_at: datetime | None = None
    imported: bool = False


@command
def add_member(actor: Actor, new: NewMember) -> int:
    """Add a member; answers the id. Raises Forbidden, or Invalid for a handle, name or address that is malformed or taken."""
    require(policies.add_member(actor))
    password_hash = hash_password(new.password) if new.password else None
    email = tidy_address(new.email) if new.email else None
    name = names.tidy_name(new.display_name or new.username)
    handle = new.username
    if new.imported:
        handle, name = names.free_handle(handle), names.free_name(name)
    handle = names.check_handle(handle)
    if names.is_taken(name) or not skeleton(name):
        raise Invalid("name_taken", field="display_name")
    joined_at = new.joined_at or clock.now()
    member = Member(
        username=handle,
        display_name=name,
        email=email,
        email_confirmed_at=joined_at if email else None,
        password_hash=password_hash,
        joined_at=joined_at,
        about=new.about.strip(),
        country=new.country,
    )
    insert_member(member)
    publish(MemberJoined(actor_id=actor.member_id, member_id=member.id, imported=new.imported))
    return member.id


def insert_member(member: Member) -> None:
    """Put a member into the running transaction. Raises Invalid when handle, name or address is taken, also only just now."""
    member.skeleton = skeleton(member.display_name)
    member.id = next(iter(unused_ids(1)), None)  # type: ignore[assignment]
    taken = db.session.execute(
        select(Member.username, Member.email).where(
            (Member.username == member.username) | ((Member.email == member.email) & (Member.email.is_not(None)))
        )
    ).first()
    if taken is not None:
        if taken.username == member.username:
            raise Invalid("username_taken", field="username")
        raise Invalid("address_taken", field="email")
    try:
        with db.session.begin_nested():
            db.session.add(member)
    except IntegrityError as error:
        raise Invalid("name_taken", field="display_name") from error


def unused_ids(number: int) -> list[int]:
    """Ids that nobody has or had, for SQLite, which would give that of the newest member again once they have left.

    Empty where the database never does, and while nobody has left.
    """
    if db.session.get_bind().dialect.name != "sqlite":
        return []
    gone = db.session.scalar(select(func.max(GoneMember.id)))
    if gone is None:
        return []
    last = max(gone, db.session.scalar(select(func.max(Member.id))) or 0)
    return list(range(last + 1, last + 1 + number))


def tidy_address(email: str) -> str:
    """The mail address in its one spelling, lower case. Raises Invalid (field 'email')."""
    try:
        found = validate_email(email.strip(), check_deliverability=False, test_environment=True)
    except EmailNotValidError as error:
        raise Invalid("address_shape", field="email") from error
    return str(found.normalized).lower()
