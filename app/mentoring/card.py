"""What a card holds: its fields, who each is for, and the terms that matching compares. Pure."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from app.core.policy import Invalid
from app.core.wording import MONTHS

CONDITION = "condition"
SINCE = "since"
TREATMENT = "treatment"
ROLE = "role"
LIKES = "likes"
AVOIDS = "avoids"
FIELDS = (CONDITION, SINCE, TREATMENT, ROLE, LIKES, AVOIDS)

LABELS = {
    CONDITION: "Condition",
    SINCE: "Since",
    TREATMENT: "Treatment",
    ROLE: "Here as",
    LIKES: "Likes to talk about",
    AVOIDS: "Would rather not talk about",
}

ME = "me"
MENTORS = "mentors"
MEMBERS = "members"
AUDIENCES = (ME, MENTORS, MEMBERS)
"""Who may read a field, narrowest first."""

PATIENT = "patient"
CARER = "carer"
ROLES = {PATIENT: "A patient", CARER: "A carer"}

LONGEST = {CONDITION: 80, SINCE: 30, TREATMENT: 120, ROLE: 10, LIKES: 200, AVOIDS: 200}
"""Letters of each field."""

FIRST_YEAR = 1900

_BETWEEN = re.compile(r"[,;/|\n]+|\band\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+")
_YEAR = re.compile(r"(\d{4})")
_MONTH_FIRST = re.compile(r"(\d{1,2})[./ -](\d{4})")
_YEAR_FIRST = re.compile(r"(\d{4})[./ -](\d{1,2})")
_MONTH_NAMED = re.compile(r"([a-z]{3,9})\.? ?,? ?(\d{4})")


@dataclass(frozen=True)
class Since:
    """A year, or a month of it (1 to 12; None when only the year is known)."""

    year: int
    month: int | None = None

    @property
    def words(self) -> str:
        """'March 2024' or '2024'."""
        return f"{MONTHS[self.month - 1]} {self.year}" if self.month else str(self.year)

    @property
    def term(self) -> str:
        """'2024-03' or '2024'."""
        return f"{self.year}-{self.month:02}" if self.month else str(self.year)


def read_since(text: str, today: date) -> Since:
    """'2019', 'March 2024', '03/2024' or '2024-03'. Raises Invalid (field 'since'): 'since', or 'since_future'."""
    found = _since(" ".join(text.casefold().split()))
    if found is None or found.year < FIRST_YEAR:
        raise Invalid("since", field=SINCE)
    if (found.year, found.month or 1) > (today.year, today.month):
        raise Invalid("since_future", field=SINCE)
    return found


def since_of(term: str) -> Since | None:
    """The same, out of a stored term; None for what is none."""
    return _since(term)


def term_of(field: str, value: str) -> str:
    """What matching compares: a role and a time as they are, everything else as '|first thing|second thing|'.

    '' when no letter is left.
    """
    if field in (ROLE, SINCE):
        return value.casefold().strip()
    things = sorted({words for part in _BETWEEN.split(value) if (words := plain_words(part))})
    return f"|{'|'.join(things)}|" if things else ""


def things_of(term: str) -> frozenset[str]:
    """The things in a term, one by one."""
    return frozenset(thing for thing in term.split("|") if thing)


def plain_words(text: str) -> str:
    """Letters and digits alone, lower case, one space between words."""
    return " ".join(_WORD.findall(unicodedata.normalize("NFKC", text).casefold()))


def _since(text: str) -> Since | None:
    if found := _YEAR.fullmatch(text):
        return Since(int(found[1]))
    if found := _YEAR_FIRST.fullmatch(text):
        return _dated(int(found[1]), int(found[2]))
    if found := _MONTH_FIRST.fullmatch(text):
        return _dated(int(found[2]), int(found[1]))
    if found := _MONTH_NAMED.fullmatch(text):
        named = [number for number, name in enumerate(MONTHS, start=1) if name.casefold().startswith(found[1])]
        return _dated(int(found[2]), named[0]) if len(named) == 1 else None
    return None


def _dated(year: int, month: int) -> Since | None:
    return Since(year, month) if 1 <= month <= len(MONTHS) else None
