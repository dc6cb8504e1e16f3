"""The directory as pages, the footer and the checks read it. Lines that are shown are kept in memory."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from flask import current_app
from sqlalchemy import select

from app.accounts.actor import Actor
from app.accounts.countries import COUNTRIES
from app.accounts.models import Member
from app.core import clock
from app.core.db import db
from app.core.kept import Kept
from app.core.policy import NotFound, require
from app.core.settings import Setting, declare
from app.core.wording import aware, dialled, zone_named
from app.help import opening, policies, wording
from app.help.dates import good_until, last_good_day
from app.help.first import Row, first_rows, key_of_row
from app.help.line import Line, Offered, offered
from app.help.models import HelpLine

_NUMBER = re.compile(r"\+?\d(?:[\d ()./-]*\d)?")

COUNTRY = declare(
    Setting(
        "help.country",
        "GB",
        "Country",
        "Whose emergency number and help lines come first. Members can choose their own.",
        choices=tuple(COUNTRIES.items()),
    )
)


@dataclass(frozen=True)
class HelpNow:
    """The first thing to know in danger: the emergency number and one line to call. '' where the country is not known here."""

    country: str
    emergency: str
    line_name: str
    line_phone: str
    line_hours: str


@dataclass(frozen=True)
class KeptLine:
    """A line for staff: with who checked it, and until when it is good; `is_past` is True for one that people do not see any more."""

    line: HelpLine
    country: str
    checker: str
    good_until: datetime | None
    is_past: bool


def lines_for(country: str) -> tuple[Line, ...]:
    """The lines of one country that can be relied on, in the order in which they are kept. No statement while they are in memory.

    One past its date of check is left out; where Dayroom came with it, it stands there again as it came.
    """
    last_good = last_good_day()
    kept = (line for line in _lines.get() if line.country == country)
    found = (_default_of(line) if line.is_past(last_good) else line for line in kept)
    return tuple(line for line in found if line is not None)


def lines_now(country: str) -> list[Offered]:
    """The same with what they are at this hour, those that are open first."""
    return offered(lines_for(country), clock.now(), zone_named(current_app.config["DAYROOM"].timezone))


def past_count(country: str) -> int:
    """How many lines of a country are past their date of check."""
    last_good = last_good_day()
    return sum(line.country == country and line.is_past(last_good) for line in _lines.get())


def emergency_of(country: str) -> str:
    """The number to call in danger; '' where none is known that can be relied on."""
    lines = lines_for(country)
    if lines:
        return lines[0].emergency
    known = (row["emergency"] for row in first_rows() if row["country"] == country and past_count(country))
    return next(known, "")


def country_name(code: str) -> str:
    """What people call a country; the code itself when it is unknown."""
    return COUNTRIES.get(code, code)


def place(code: str) -> str:
    """The same inside a sentence: 'the United Kingdom'."""
    return wording.place(code, country_name(code))


def countries() -> list[tuple[str, str]]:
    """(code, name) of the countries that have lines, by name."""
    codes = {line.country for line in _lines.get()}
    return sorted(((code, country_name(code)) for code in codes), key=lambda pair: pair[1])


def country_for(actor: Actor, wanted: str = "") -> str:
    """Whose lines come first: of the country asked for, else of the member's own, else of the community's."""
    asked = wanted.strip().upper()
    return next(code for code in (asked if asked in COUNTRIES else "", actor.country, COUNTRY.get()) if code)


def help_now(actor: Actor) -> HelpNow:
    """What every page says about danger, for the actor's country. No statement while the lines are in memory."""
    country = country_for(actor)
    first = next((each.line for each in lines_now(country) if each.line.phone), None)
    if first is None:
        return HelpNow(country, emergency_of(country), "", "", "")
    return HelpNow(country, first.emergency, first.service, first.phone, first.hours)


def own_numbers() -> frozenset[str]:
    """Every number of the directory, as digits: a post that names one is never held for it. Those past their date count as well."""
    global _own_numbers
    lines, (known, found) = _lines.get(), _own_numbers
    if lines is not known:
        found = _numbers(words for line in lines for words in (line.emergency, line.phone, line.text))
        _own_numbers = lines, found
    return found


def shipped_numbers() -> frozenset[str]:
    """The numbers of the lines that Dayroom comes with, as digits; for work that needs no database."""
    return _numbers(row[name] for row in first_rows() for name in ("emergency", "phone", "text"))


def _numbers(written: Iterable[str]) -> frozenset[str]:
    return _numbers_in(" ; ".join(written))


@lru_cache(maxsize=8)
def _numbers_in(words: str) -> frozenset[str]:
    return frozenset(dialled(number) for number in _NUMBER.findall(words))


def kept_lines(actor: Actor) -> list[KeptLine]:
    """All lines for staff, removed ones too; one statement. Raises Forbidden."""
    require(policies.manage(actor))
    rows = db.session.execute(
        select(HelpLine, Member.display_name)
        .outerjoin(Member, Member.id == HelpLine.checked_by)
        .order_by(HelpLine.country, HelpLine.position, HelpLine.id)
    )
    return sorted((_kept(line, checker or "") for line, checker in rows), key=lambda kept: kept.country)


def kept_line(actor: Actor, line_id: int) -> HelpLine:
    """One line for staff. Raises Forbidden or NotFound."""
    require(policies.manage(actor))
    line = db.session.get(HelpLine, line_id)
    if line is None:
        raise NotFound
    return line


def _read_lines() -> tuple[Line, ...]:
    shown = (
        select(HelpLine).where(HelpLine.removed_at.is_(None)).order_by(HelpLine.country, HelpLine.position, HelpLine.id)
    )
    return tuple(_line(row) for row in db.session.scalars(shown))


def _line(row: HelpLine) -> Line:
    return Line(
        id=row.id,
        country=row.country,
        emergency=row.emergency,
        service=row.service,
        phone=row.phone,
        text=row.text,
        hours=wording.hours(row.hours),
        languages=wording.languages(row.languages),
        website=row.website,
        source=row.source,
        source_date=row.source_date,
        checked_at=row.checked_at,
        opens=_opens(row.opens, row.hours),
        zone=row.zone,
        first_key=row.first_key,
        sure_at=row.checked_at or row.touched_at,
    )


def _kept(line: HelpLine, checker: str) -> KeptLine:
    sure_at = line.checked_at or line.touched_at
    until = good_until(aware(sure_at)) if sure_at else None
    return KeptLine(line, country_name(line.country), checker, until, until is not None and until < clock.now())


def _default_of(line: Line) -> Line | None:
    """The same line as Dayroom came with it; None for one that staff added."""
    row = next((row for row in first_rows() if key_of_row(row) == line.first_key), None)
    return _default(line.id, row) if row is not None else None


def _default(line_id: int, row: Row) -> Line:
    return Line(
        id=line_id,
        country=row["country"],
        emergency=row["emergency"],
        service=row["service"],
        phone=row["phone"],
        text=row["text"],
        hours=wording.hours(row["hours"]),
        languages=wording.languages(row["languages"]),
        website=row["website"],
        source=row["source"],
        source_date=row["source_date"],
        checked_at=None,
        opens=_opens("", row["hours"]),
        first_key=key_of_row(row),
        is_default=True,
    )


def _opens(opens: str, hours: str) -> str:
    """Hours for the clock: as they were written, or known from words that say day and night."""
    return opens or (opening.ALWAYS if hours.strip() == opening.ALWAYS else "")


_lines: Kept[tuple[Line, ...]] = Kept("help.lines", _read_lines)
_own_numbers: tuple[tuple[Line, ...], frozenset[str]] = ((), frozenset())
"""Lines, and the numbers that were found in those very ones: they are asked for with every draft."""


def lines_changed() -> None:
    """Called by the commands: what is kept in memory is old once they commit."""
    _lines.changed()
