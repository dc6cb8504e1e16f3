"""The directory as pages, the footer and the checks read it. Lines that are shown are kept in memory."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import select

from app.accounts.actor import Actor
from app.accounts.countries import COUNTRIES
from app.accounts.models import Member
from app.core.db import db
from app.core.kept import Kept
from app.core.policy import NotFound, require
from app.core.settings import Setting, declare
from app.core.wording import dialled
from app.help import policies, wording
from app.help.models import HelpLine

FIRST_LINES = Path(__file__).parent / "first_lines.csv"
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
class Line:
    """One help line as people read it; what is missing is ''. `checked_at` is None while nobody here made sure of it."""

    id: int
    country: str
    emergency: str
    service: str
    phone: str
    text: str
    hours: str
    languages: str
    website: str
    source: str
    source_date: str
    checked_at: datetime | None

    @property
    def way_to_write(self) -> str:
        return wording.way_to_write(self.text)


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
    """A line for staff: with who checked it, and whether it is off the page."""

    line: HelpLine
    country: str
    checker: str


def lines_for(country: str) -> tuple[Line, ...]:
    """The lines of one country, in the order in which they are offered."""
    return tuple(line for line in _lines.get() if line.country == country)


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
    lines = lines_for(country)
    first = next((line for line in lines if line.phone), None)
    if first is None:
        return HelpNow(country, lines[0].emergency if lines else "", "", "", "")
    return HelpNow(country, first.emergency, first.service, first.phone, first.hours)


def own_numbers() -> frozenset[str]:
    """Every number of the directory, as digits: a post that names one is never held for it."""
    return _numbers(words for line in _lines.get() for words in (line.emergency, line.phone, line.text))


def shipped_numbers() -> frozenset[str]:
    """The numbers of the lines that Dayroom comes with, as digits; for work that needs no database."""
    with FIRST_LINES.open(encoding="utf-8", newline="") as file:
        return _numbers(row[name] for row in csv.DictReader(file) for name in ("emergency", "phone", "text"))


def _numbers(written: Iterable[str]) -> frozenset[str]:
    return frozenset(dialled(number) for number in _NUMBER.findall(" ; ".join(written)))


def kept_lines(actor: Actor) -> list[KeptLine]:
    """All lines for staff, removed ones too; one statement. Raises Forbidden."""
    require(policies.manage(actor))
    rows = db.session.execute(
        select(HelpLine, Member.display_name)
        .outerjoin(Member, Member.id == HelpLine.checked_by)
        .order_by(HelpLine.country, HelpLine.position, HelpLine.id)
    )
    found = [KeptLine(line, country_name(line.country), checker or "") for line, checker in rows]
    return sorted(found, key=lambda kept: kept.country)


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
    )


_lines: Kept[tuple[Line, ...]] = Kept("help.lines", _read_lines)


def lines_changed() -> None:
    """Called by the commands: what is kept in memory is old once they commit."""
    _lines.changed()
