"""What the house rules say, written a second time and by hand: who reaches what, independent of any code in `app`."""

from __future__ import annotations

ROLES = ("visitor", "ruth", "maren", "kit", "ingrid", "samuel", "ana", "marta", "gus")
"""Visitor, author, member, member of another group, mentor, moderator of another branch, moderator, admin, suspended member."""
ACCESSES = ("public", "members", "private")
STATES = ("published", "held", "removed")
STAFF = ("ana", "marta")
INSIDERS = ("ruth", "maren", "ingrid", "ana", "marta")
"""Who is inside the private group: its members, its mentor, its moderator, the admin."""
BELONG = ("ruth", "maren")
"""Members of the three groups who may write; whoever moderates may as well."""


def reaches(role: str, access: str) -> bool:
    """May the role read what is in a group with this access?"""
    if role == "gus":
        return False
    if access == "public":
        return True
    if access == "members":
        return role != "visitor"
    return role in INSIDERS


def knows_of(role: str, access: str) -> bool:
    """May the role know that the group is there?"""
    return role != "gus" and (access != "private" or role != "visitor")


def sees(role: str, access: str, state: str, author: str = "ruth") -> bool:
    """May the role see something of `author` in this state?"""
    if not reaches(role, access):
        return False
    return state == "published" or role == author or role in STAFF


def writes(role: str, access: str) -> bool:
    """May the role write in the group?"""
    return reaches(role, access) and (role in BELONG or role in STAFF)


def door(role: str, method: str) -> int | None:
    """The answer before anything is looked up, on a page for members: visitors sign in, suspended members are refused."""
    if role == "visitor":
        return 303 if method == "GET" else 401
    return 403 if role == "gus" else None
