"""The guidelines as pages, checks and decisions read them. The version in force is kept in memory."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, select

from app.core.db import db
from app.core.kept import Kept
from app.core.policy import NotFound
from app.guidelines.models import Acceptance, Clause, GuidelinesVersion


@dataclass(frozen=True)
class ClauseText:
    """One guideline as people read it."""

    number: int
    title: str
    words: str
    example_fine: str
    example_not: str
    why: str


@dataclass(frozen=True)
class VersionText:
    """A published version: its clauses by number, and in one sentence what is new in it."""

    id: int
    number: int
    published_at: datetime
    summary: str
    clauses: tuple[ClauseText, ...]


@dataclass(frozen=True)
class VersionLine:
    """A version in a list of all."""

    number: int
    published_at: datetime
    summary: str


def current() -> VersionText | None:
    """The version in force; None until the first one is published. No statement while it is in memory."""
    return _current.get()


def clause(number: int) -> ClauseText | None:
    """The guideline of that number in the version in force."""
    version = current()
    clauses = version.clauses if version else ()
    return next((found for found in clauses if found.number == number), None)


def clause_title(number: int) -> str:
    """Its title, or '' when no guideline in force has that number."""
    found = clause(number)
    return found.title if found else ""


def clause_title_at(number: int, moment: datetime) -> str:
    """The title that the guideline of that number had then, or ''. No statement while the titles are in memory."""
    held = [titles for published_at, titles in _titles.get() if published_at <= moment]
    return held[-1].get(number, "") if held else ""


def version_text(number: int) -> VersionText:
    """A published version, in force or past. Raises NotFound."""
    row = db.session.scalar(select(GuidelinesVersion).where(GuidelinesVersion.number == number))
    if row is None:
        raise NotFound
    return _text(row)


def versions() -> list[VersionLine]:
    """All published versions, newest first; one statement."""
    rows = db.session.execute(
        select(GuidelinesVersion.number, GuidelinesVersion.published_at, GuidelinesVersion.summary)
        .where(GuidelinesVersion.published_at.is_not(None))
        .order_by(GuidelinesVersion.number.desc())
    )
    return [
        VersionLine(number, published_at, summary) for number, published_at, summary in rows if number and published_at
    ]


def draft() -> GuidelinesVersion | None:
    """The version that is being written, if there is one."""
    return db.session.scalar(select(GuidelinesVersion).where(GuidelinesVersion.published_at.is_(None)))


def has_accepted(member_id: int) -> bool:
    """Whether a member accepted the version in force; True while there is none. One statement."""
    version = current()
    if version is None:
        return True
    found = exists().where(Acceptance.member_id == member_id, Acceptance.version_id == version.id)
    return bool(db.session.scalar(select(found)))


def guidelines_changed() -> None:
    """Called by the commands: what is kept in memory is old once they commit."""
    _current.changed()
    _titles.changed()


def _read_current() -> VersionText | None:
    newest = (
        select(GuidelinesVersion)
        .where(GuidelinesVersion.published_at.is_not(None))
        .order_by(GuidelinesVersion.number.desc())
        .limit(1)
    )
    row = db.session.scalar(newest)
    return _text(row) if row else None


def _read_titles() -> list[tuple[datetime, dict[int, str]]]:
    """When each version came, oldest first, with the titles in it."""
    rows = db.session.execute(
        select(GuidelinesVersion.published_at, Clause.number, Clause.title)
        .join(Clause, Clause.version_id == GuidelinesVersion.id)
        .where(GuidelinesVersion.published_at.is_not(None))
        .order_by(GuidelinesVersion.number)
    )
    held: dict[datetime, dict[int, str]] = {}
    for published_at, number, title in rows:
        if published_at:
            held.setdefault(published_at, {})[number] = title
    return list(held.items())


def _text(row: GuidelinesVersion) -> VersionText:
    if row.number is None or row.published_at is None:
        raise NotFound
    return VersionText(row.id, row.number, row.published_at, row.summary, tuple(_clause(one) for one in row.clauses))


def _clause(row: Clause) -> ClauseText:
    return ClauseText(row.number, row.title, row.words, row.example_fine, row.example_not, row.why)


_current: Kept[VersionText | None] = Kept("guidelines.current", _read_current)
_titles: Kept[list[tuple[datetime, dict[int, str]]]] = Kept("guidelines.titles", _read_titles)
