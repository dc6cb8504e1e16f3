"""Names for people who come from elsewhere: nobody is refused, nobody looks like somebody else, nobody poses as staff."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Collection, Sequence

from sqlalchemy import select

from app.accounts import names
from app.accounts.models import Member
from app.core.db import db
from app.core.policy import Invalid
from app.core.text import skeleton, slugify
from app.imports.queries import in_parts

NOBODY = "Someone"
_SIGNS = " .'’-_"


def fitting(written: str, username: str, is_staff: bool) -> str:
    """The name, or the nearest that may stand here: without odd signs, cut to length; else the username; else 'Someone'.

    Who holds a role in the export may be called by it.
    """
    for candidate in (written, username.replace("-", " ").replace("_", " ")):
        plain = "".join(
            char for char in names.tidy_name(candidate) if unicodedata.category(char)[0] in "LMN" or char in _SIGNS
        )
        cut = plain[: names.LONGEST].strip()
        try:
            return names.check_name(cut)
        except Invalid as refused:
            if refused.reason == "name_reserved" and is_staff:
                return cut
    return NOBODY


class Names:
    """Gives out names and handles that are free here and in this run. Two statements for each 500 people, and for each round of clashes."""

    def __init__(self) -> None:
        self.handles: set[str] = set()
        self.keys: set[str] = set()

    def give_handles(self, wanted: Sequence[str]) -> list[str]:
        """A free handle for each: 'quiet-river', 'quiet-river-2', …"""
        starts = [slugify(each, 34) or "member" for each in wanted]
        return _numbered(starts, "{}-{}", lambda handle: handle, self.handles, _taken_handles)

    def give_names(self, wanted: Sequence[str]) -> list[str]:
        """A free name for each: 'Quiet River', 'Quiet River 2', …"""
        return _numbered(wanted, "{} {}", skeleton, self.keys, _taken_keys)


def _numbered(
    wanted: Sequence[str],
    shape: str,
    key_of: Callable[[str], str],
    given: set[str],
    taken_among: Callable[[Collection[str]], set[str]],
) -> list[str]:
    found: dict[int, str] = {}
    number = 1
    waiting = list(range(len(wanted)))
    while waiting:
        tried = {
            index: wanted[index] if number == 1 else shape.format(wanted[index][:36].rstrip(), number)
            for index in waiting
        }
        taken = taken_among([key_of(each) for each in tried.values()])
        for index, each in tried.items():
            key = key_of(each)
            if key and key not in taken and key not in given:
                given.add(key)
                found[index] = each
        waiting = [index for index in waiting if index not in found]
        number += 1
    return [found[index] for index in range(len(wanted))]


def _taken_handles(handles: Collection[str]) -> set[str]:
    found: set[str] = set()
    for some in in_parts(handles):
        found.update(db.session.scalars(select(Member.username).where(Member.username.in_(some))))
    return found


def _taken_keys(keys: Collection[str]) -> set[str]:
    found: set[str] = set()
    for some in in_parts(keys):
        found |= names.taken_among(some)
    return found
