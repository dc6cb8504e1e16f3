"""Members and what belongs to their accounts: profiles, grants, restrictions, sessions, consents, sign-ups and mail tokens."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import JSON, ColumnElement, ForeignKey, Index, Text, and_, or_
from sqlalchemy.orm import Mapped, mapped_column

from app.core import scope
from app.core.db import Base, Id, primary_key
from app.core.text import skeleton
from app.core.versions import Key, shows
from app.core.wording import initial

SESSION_LASTS = timedelta(days=30)
"""A session ends this long after it was last used."""

SESSION_KEPT = timedelta(days=60)
"""A session that ran out is remembered until then, so that what its owner was writing can be kept for them."""

SIGN_UP_LASTS = timedelta(days=7)

PEOPLE = Key("people")
"""How people are called on pages, and the roles beside their names."""


class Member(Base):
    """A person with an account. `skeleton` is what makes look-alike names equal; `username` is the handle in addresses.

    `staff_name` is how a moderator or admin is called where they act as one; without it they are "a moderator" to members.
    `profile_version` counts what became of the name and the line that others see, so that nobody rules on another profile than they read.
    """

    __tablename__ = "members"

    id: Mapped[int] = primary_key()
    username: Mapped[str] = mapped_column(Text, unique=True)
    display_name: Mapped[str] = mapped_column(Text)
    skeleton: Mapped[str] = mapped_column(Text, unique=True)
    email: Mapped[str | None] = mapped_column(Text, unique=True)
    email_confirmed_at: Mapped[datetime | None]
    password_hash: Mapped[str | None] = mapped_column(Text)
    joined_at: Mapped[datetime]
    about: Mapped[str] = mapped_column(Text, default="")
    country: Mapped[str] = mapped_column(Text, default="")
    theme: Mapped[str] = mapped_column(Text, default="")
    contrast: Mapped[str] = mapped_column(Text, default="")
    text_size: Mapped[str] = mapped_column(Text, default="")
    leaves_at: Mapped[datetime | None]
    """When they leave, unless they think better of it."""
    staff_name: Mapped[str | None] = mapped_column(Text)
    staff_skeleton: Mapped[str | None] = mapped_column(Text)
    profile_version: Mapped[int] = mapped_column(default=0, server_default="0")

    __table_args__ = (Index("uq_members_staff_skeleton", "staff_skeleton", unique=True),)

    @property
    def initial(self) -> str:
        return initial(self.display_name)

    def be_called(self, name: str) -> None:
        """Take a name that others see."""
        self.display_name, self.skeleton = name, skeleton(name)
        self.profile_version += 1

    def say(self, about: str) -> None:
        """Take a line about oneself; the same one changes nothing."""
        if about != self.about:
            self.about = about
            self.profile_version += 1

    def act_as(self, name: str | None) -> None:
        """Take a name for acting as staff; None for none."""
        self.staff_name, self.staff_skeleton = name, skeleton(name) if name else None


NAME, ABOUT = "name", "about"
"""What moderators can take from a profile."""

TAKEN_KEPT = timedelta(days=220)
"""As long as somebody may appeal, and some weeks for the answer."""


class TakenPart(Base):
    """What moderators took from a profile: `part` is NAME or ABOUT, `words` what stood there, `replacement` what stands there instead.

    Kept for an appeal, and so that it is not simply put up again. `moved_on_at`: the member has written something else since.
    """

    __tablename__ = "taken_profile_parts"

    id: Mapped[int] = primary_key()
    member_id: Mapped[int] = mapped_column(Id, ForeignKey("members.id", ondelete="CASCADE"), index=True)
    part: Mapped[str] = mapped_column(Text)
    words: Mapped[str] = mapped_column(Text)
    replacement: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(index=True)
    moved_on_at: Mapped[datetime | None]

    def move_on(self, now: datetime) -> None:
        """Another one stands there by now; only the first time counts."""
        self.moved_on_at = self.moved_on_at or now


class Grant(Base):
    """A role held on a path of the group tree, and below it."""

    __tablename__ = "grants"
    __table_args__ = (Index("ix_grants_path_kind", "path", "kind"),)

    id: Mapped[int] = primary_key()
    member_id: Mapped[int] = mapped_column(Id, ForeignKey("members.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(Text)
    path: Mapped[str] = mapped_column(Text)
    granted_at: Mapped[datetime]
    granted_by: Mapped[int | None] = mapped_column(Id, ForeignKey("members.id", ondelete="SET NULL"))
    until: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]

    @staticmethod
    def in_force(now: datetime) -> ColumnElement[bool]:
        """SQL for: held at `now`."""
        return and_(Grant.revoked_at.is_(None), or_(Grant.until.is_(None), Grant.until > now))

    def is_in_force(self, now: datetime) -> bool:
        return self.revoked_at is None and (self.until is None or self.until > now)

    def revoke(self, now: datetime) -> None:
        self.revoked_at = self.revoked_at or now


class Restriction(Base):
    """A limit laid on a member on a path, and below it. `reason` is what the member is told."""

    __tablename__ = "restrictions"

    id: Mapped[int] = primary_key()
    member_id: Mapped[int] = mapped_column(Id, ForeignKey("members.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(Text)
    path: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    from_at: Mapped[datetime]
    until: Mapped[datetime | None]
    lifted_at: Mapped[datetime | None]
    by_id: Mapped[int | None] = mapped_column(Id, ForeignKey("members.id", ondelete="SET NULL"), index=True)

    @staticmethod
    def in_force(now: datetime) -> ColumnElement[bool]:
        """SQL for: laid on the member at `now`."""
        return and_(Restriction.lifted_at.is_(None), or_(Restriction.until.is_(None), Restriction.until > now))

    def is_in_force(self, now: datetime) -> bool:
        return self.lifted_at is None and (self.until is None or self.until > now)

    def lift(self, now: datetime) -> None:
        self.lifted_at = self.lifted_at or now


class SignInSession(Base):
    """One browser that is signed in. The browser holds the token, we its hash; no network address is kept."""

    __tablename__ = "sign_in_sessions"

    id: Mapped[int] = primary_key()
    member_id: Mapped[int] = mapped_column(Id, ForeignKey("members.id", ondelete="CASCADE"), index=True)
    token_hash: Mapped[str] = mapped_column(Text, unique=True)
    device: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime] = mapped_column(index=True)
    ended_at: Mapped[datetime | None]

    @property
    def is_ended(self) -> bool:
        """Signed out or revoked: it opens nothing and keeps nothing."""
        return self.ended_at is not None

    def has_run_out(self, now: datetime) -> bool:
        return now - self.last_seen_at > SESSION_LASTS

    def is_open(self, now: datetime) -> bool:
        return not self.is_ended and not self.has_run_out(now)

    @staticmethod
    def open_at(now: datetime) -> ColumnElement[bool]:
        """SQL for `is_open`."""
        return and_(SignInSession.ended_at.is_(None), SignInSession.last_seen_at >= now - SESSION_LASTS)


class Consent(Base):
    """What a member agreed to, in which version: kind 'privacy' or 'guidelines'."""

    __tablename__ = "consents"

    id: Mapped[int] = primary_key()
    member_id: Mapped[int] = mapped_column(Id, ForeignKey("members.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(Text)
    version: Mapped[str] = mapped_column(Text)
    given_at: Mapped[datetime]


class SignUp(Base):
    """Somebody who asked to join and has not confirmed the address yet. Not a member: nobody sees them. Gone after a week."""

    __tablename__ = "sign_ups"

    id: Mapped[int] = primary_key()
    display_name: Mapped[str] = mapped_column(Text)
    skeleton: Mapped[str] = mapped_column(Text, index=True)
    email: Mapped[str] = mapped_column(Text, index=True)
    password_hash: Mapped[str] = mapped_column(Text)
    privacy_version: Mapped[str] = mapped_column(Text)
    guidelines_version: Mapped[str] = mapped_column(Text)
    wanted_page: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(index=True)


class MailToken(Base):
    """A letter that accounts send to `email`, most with a one-use link: see `letters.py` for the purposes.

    The token itself is made when the letter is written; before that, and for letters without a link, there is no hash.
    """

    __tablename__ = "mail_tokens"

    id: Mapped[int] = primary_key()
    purpose: Mapped[str] = mapped_column(Text)
    member_id: Mapped[int | None] = mapped_column(Id, ForeignKey("members.id", ondelete="CASCADE"), index=True)
    sign_up_id: Mapped[int | None] = mapped_column(Id, ForeignKey("sign_ups.id", ondelete="CASCADE"), index=True)
    email: Mapped[str] = mapped_column(Text)
    token_hash: Mapped[str | None] = mapped_column(Text, unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    used_at: Mapped[datetime | None]

    def is_good(self, now: datetime) -> bool:
        return self.used_at is None and self.expires_at > now

    def use(self, now: datetime) -> None:
        self.used_at = self.used_at or now


class Leaving(Base):
    """A member leaves at `leaves_at`, and can stay until then. `begun_at` is set once it is under way.

    `choice` is one of `holdings.CHOICES`; `done` names the endings that are through, `cursor` is where the next one goes on; `email` is
    where the receipt goes. `asked_by` is set when staff did it for them, who asked by letter.
    """

    __tablename__ = "leavings"

    member_id: Mapped[int] = mapped_column(
        Id, ForeignKey("members.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    choice: Mapped[str] = mapped_column(Text)
    asked_at: Mapped[datetime]
    asked_by: Mapped[int | None] = mapped_column(Id, ForeignKey("members.id", ondelete="SET NULL"))
    leaves_at: Mapped[datetime] = mapped_column(index=True)
    begun_at: Mapped[datetime | None]
    email: Mapped[str] = mapped_column(Text, default="")
    done: Mapped[list[str]] = mapped_column(JSON, default=list)
    cursor: Mapped[int] = mapped_column(Id, default=0)

    @property
    def is_begun(self) -> bool:
        return self.begun_at is not None

    def begin(self, email: str, at: datetime) -> None:
        """From now on there is no way back. Only the first time counts."""
        if not self.is_begun:
            self.begun_at, self.email = at, email

    def go_on(self, name: str, cursor: int | None) -> None:
        """The ending `name` goes on at `cursor`; None: it is through."""
        self.cursor = cursor or 0
        if cursor is None and name not in self.done:
            self.done = [*self.done, name]


class GoneMember(Base):
    """Somebody who has left: their number, which nobody gets again, since the record names it.

    Who left while excluded is known again by `address_mark`, a keyed digest of the mail address, until `excluded_until` (None: for good).
    """

    __tablename__ = "gone_members"

    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    left_at: Mapped[datetime]
    choice: Mapped[str] = mapped_column(Text)
    address_mark: Mapped[str | None] = mapped_column(Text, index=True)
    excluded_until: Mapped[datetime | None]


class DataExport(Base):
    """A member's own data as one file, made by a job and kept for a week. `file` is '' until it is there."""

    __tablename__ = "data_exports"

    id: Mapped[int] = primary_key()
    member_id: Mapped[int] = mapped_column(Id, ForeignKey("members.id", ondelete="CASCADE"), index=True)
    asked_at: Mapped[datetime]
    ready_at: Mapped[datetime | None]
    file: Mapped[str] = mapped_column(Text, default="")
    size: Mapped[int] = mapped_column(Id, default=0)

    @property
    def is_ready(self) -> bool:
        return self.ready_at is not None

    def be_ready(self, file: str, size: int, at: datetime) -> None:
        self.file, self.size, self.ready_at = file, size, at


scope.holds_path(Grant.path, rights=True)
scope.holds_path(Restriction.path, rights=True)
shows(
    Member,
    PEOPLE,
    but=(
        *("email", "email_confirmed_at", "password_hash", "skeleton", "staff_skeleton"),
        *("country", "theme", "contrast", "text_size", "leaves_at"),
    ),
    born=False,
)
shows(Grant, PEOPLE)
shows(Restriction, PEOPLE)
