"""The rules of names: which can be taken, which look like another's, which belong to staff. Pure but for `taken`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from sqlalchemy import select, true, union_all

from app.accounts.models import Member, SignUp
from app.core.db import db
from app.core.policy import Invalid
from app.core.text import skeleton, slugify

SHORTEST, LONGEST = 2, 40
HANDLES_AT_ONCE = 50
"""Handles that are looked up in one statement."""

_HANDLE = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")
_SIGNS = " .'’-_"
_LONG_NUMBER = re.compile(r"(?:\d[ .-]?){7,}")

STAFF_WORDS = (
    *("admin", "administrator", "moderator", "mod", "mentor", "staff", "team", "support", "helpdesk", "official"),
    *("system", "root", "webmaster", "postmaster", "dayroom", "clinician", "doctor", "doc", "dr", "nurse", "prof"),
    *("professor", "everyone", "member", "members", "account", "deleted", "anonymous"),
)
"""Words that would make others believe somebody speaks for the community or for a clinic."""

_ALONE = {skeleton(word) for word in STAFF_WORDS}
_INSIDE = {skeleton(word) for word in ("admin", "moderator", "official", "dayroom")}


def tidy_name(name: str) -> str:
    """One line, single spaces, composed letters."""
    return " ".join(unicodedata.normalize("NFC", name).split())


def check_name(name: str, field: str = "display_name") -> str:
    """The tidied name. Raises Invalid (`field`) for a name nobody can take."""
    tidy = tidy_name(name)
    if any(unicodedata.category(char)[0] not in "LMN" and char not in _SIGNS for char in tidy):
        raise Invalid("name_signs", field=field)
    if not SHORTEST <= len(tidy) <= LONGEST or sum(char.isalnum() for char in tidy) < SHORTEST:
        raise Invalid("name_length", field=field)
    if _LONG_NUMBER.search(tidy):
        raise Invalid("name_number", field=field)
    if is_reserved(tidy):
        raise Invalid("name_reserved", field=field)
    return tidy


def is_reserved(name: str) -> bool:
    """Whether the name sounds like staff: one of the words alone, or beside others."""
    words = {skeleton(word) for word in re.split(r"[\s._'’-]+", name)}
    whole = skeleton(name)
    return bool(words & _ALONE) or whole in _ALONE or any(word in whole for word in _INSIDE)


def check_handle(username: str) -> str:
    """The handle, lower case. Raises Invalid (field 'username') when it is not 1–40 of a-z, 0-9 and inner hyphens."""
    handle = username.strip().lower()
    if not _HANDLE.fullmatch(handle):
        raise Invalid("username_shape", field="username")
    return handle


def resembles_address(name: str, email: str) -> bool:
    """Whether the name gives away the mail address: it equals or contains the part before the @ (three signs or more)."""
    start, whole = skeleton(email.split("@", 1)[0].split("+", 1)[0]), skeleton(name)
    return bool(start) and (whole == start or (len(start) >= 3 and start in whole))


def is_taken(name: str, *, but_member: int | None = None, but_email: str = "") -> bool:
    """Whether the name looks like that of another member, also where they act as staff, or of somebody who is joining just now.

    One's own name counts neither for one's staff name nor the other way round; nor does who joins with `but_email`.
    """
    key = skeleton(name)
    other = Member.id != but_member if but_member is not None else true()
    # One for each index: with OR between the two SQLite reads all members.
    members = select(Member.id).where(Member.skeleton == key, other)
    staff = select(Member.id).where(Member.staff_skeleton == key, other)
    joining = select(SignUp.id).where(SignUp.skeleton == key, SignUp.email != but_email)
    return db.session.scalar(union_all(members, staff, joining).limit(1)) is not None


def taken_among(keys: Iterable[str]) -> set[str]:
    """Those of the skeletons that a member has, as themselves or as staff, or somebody who is joining; one statement."""
    wanted = list(keys)
    members = select(Member.skeleton).where(Member.skeleton.in_(wanted))
    staff = select(Member.staff_skeleton).where(Member.staff_skeleton.in_(wanted))
    joining = select(SignUp.skeleton).where(SignUp.skeleton.in_(wanted))
    return set(db.session.scalars(members.union(staff, joining)))


def free_handle(wanted: str) -> str:
    """`wanted` as a handle that nobody has: 'quiet-river', 'quiet-river-2', …"""
    start = slugify(wanted, 34) or "member"
    first = step = 1
    while True:
        handles = [f"{start}-{number}" if number > 1 else start for number in range(first, first + HANDLES_AT_ONCE)]
        used = set(db.session.scalars(select(Member.username).where(Member.username.in_(handles))))
        free = next((handle for handle in handles if handle not in used), None)
        if free is not None:
            return free
        # Where many are called so, numbers are left out rather than looked through one by one.
        first, step = first + step * HANDLES_AT_ONCE, 2 * step


def free_name(wanted: str) -> str:
    """`wanted`, or with the first number that makes it nobody's: for imports, which may not refuse a person."""
    number, name = 1, wanted
    while not skeleton(name) or is_taken(name):
        number += 1
        name = f"{wanted} {number}"
    return name
