"""Keeping the directory: adding, changing, checking and removing lines, and loading the first ones."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass

from sqlalchemy import func, select, update

from app.accounts.actor import Actor
from app.accounts.countries import COUNTRIES
from app.core import clock
from app.core.command import command, publish
from app.core.db import db
from app.core.policy import Invalid, refuse_faults, require
from app.core.wording import zone_named
from app.help import opening, policies
from app.help.dates import last_good_day
from app.help.events import (
    HelpLineAdded,
    HelpLineChanged,
    HelpLineChecked,
    HelpLineExpired,
    HelpLinePutBack,
    HelpLineRemoved,
)
from app.help.first import first_rows, key_of_row
from app.help.models import HelpLine
from app.help.queries import kept_line, lines_changed


@dataclass(frozen=True)
class LineInput:
    """What staff write about a service; see `HelpLine` for the shapes. `is_checked`: they made sure of all of it today."""

    country: str
    emergency: str
    service: str
    phone: str = ""
    text: str = ""
    hours: str = ""
    opens: str = ""
    zone: str = ""
    languages: str = ""
    website: str = ""
    source: str = ""
    source_date: str = ""
    is_checked: bool = False


@command
def add_line(actor: Actor, new: LineInput) -> int:
    """Add a line at the end of its country; answers its id. Raises Forbidden, or Invalid with the field at fault."""
    require(policies.manage(actor))
    line = HelpLine(**_facts(new), position=_next_position(new.country))
    _date(line, actor, new)
    db.session.add(line)
    _share_emergency(new)
    db.session.flush()
    lines_changed()
    publish(HelpLineAdded(actor_id=actor.member_id, line_id=line.id))
    return line.id


@command
def change_line(actor: Actor, line_id: int, changed: LineInput) -> None:
    """Change a line. Without `is_checked` it counts as unchecked again. Raises Forbidden, NotFound or Invalid."""
    line = kept_line(actor, line_id)
    for name, value in _facts(changed).items():
        setattr(line, name, value)
    _date(line, actor, changed)
    _share_emergency(changed)
    lines_changed()
    publish(HelpLineChanged(actor_id=actor.member_id, line_id=line_id))


@command
def check_line(actor: Actor, line_id: int) -> None:
    """The actor made sure that the line is right. Raises Forbidden or NotFound."""
    kept_line(actor, line_id).check(actor.member_id, clock.now())
    lines_changed()
    publish(HelpLineChecked(actor_id=actor.member_id, line_id=line_id))


@command
def remove_line(actor: Actor, line_id: int) -> None:
    """Take a line off the page. Raises Forbidden or NotFound."""
    kept_line(actor, line_id).remove(clock.now())
    lines_changed()
    publish(HelpLineRemoved(actor_id=actor.member_id, line_id=line_id))


@command
def put_back_line(actor: Actor, line_id: int) -> None:
    """Show a removed line again. Raises Forbidden or NotFound."""
    kept_line(actor, line_id).put_back()
    lines_changed()
    publish(HelpLinePutBack(actor_id=actor.member_id, line_id=line_id))


@command
def load_first_lines(actor: Actor) -> int:
    """Load the directory that Dayroom comes with; answers how many lines are new. What staff changed or removed stays so.

    Nobody here has checked these lines: each page says so until somebody has. Raises Forbidden.
    """
    require(policies.manage(actor))
    known = set(db.session.scalars(select(HelpLine.first_key)))
    added = [line for line in _first_lines() if line.first_key not in known]
    db.session.add_all(added)
    db.session.flush()
    lines_changed()
    for line in added:
        publish(HelpLineAdded(actor_id=actor.member_id, line_id=line.id))
    return len(added)


@command
def tell_expired() -> int:
    """Tell, once for each, of the lines whose date of check has passed; answers how many. Two workers at once tell each of it once."""
    sure = func.coalesce(HelpLine.checked_at, HelpLine.touched_at)
    due = update(HelpLine).where(HelpLine.removed_at.is_(None), HelpLine.expired_at.is_(None), sure < last_good_day())
    found = list(db.session.scalars(due.values(expired_at=clock.now()).returning(HelpLine.id)))
    for line_id in sorted(found):
        publish(HelpLineExpired(actor_id=None, line_id=line_id))
    return len(found)


def _first_lines() -> list[HelpLine]:
    return [HelpLine(**row, position=place, first_key=key_of_row(row)) for place, row in enumerate(first_rows(), 1)]


def _date(line: HelpLine, actor: Actor, typed: LineInput) -> None:
    """From when the time to check it counts."""
    if typed.is_checked:
        line.check(actor.member_id, clock.now())
    else:
        line.doubt(clock.now())


def faults_of(typed: LineInput) -> Iterator[Invalid]:
    """Everything that is wrong with a line as it was typed, with the field of each."""
    facts = _tidy(typed)
    if facts["country"] not in COUNTRIES:
        yield Invalid("country_unknown", field="country")
    if not facts["service"]:
        yield Invalid("service_missing", field="service")
    if not facts["phone"] and not facts["text"]:
        yield Invalid("way_missing", field="phone")
    if facts["website"] and not facts["website"].startswith(("https://", "http://")):
        yield Invalid("website_shape", field="website")
    yield from _faults_of_hours(facts["opens"], facts["zone"])


def _facts(typed: LineInput) -> dict[str, str]:
    """The columns as they are stored. Raises Faults."""
    refuse_faults(faults_of(typed))
    return _tidy(typed)


def _tidy(typed: LineInput) -> dict[str, str]:
    return {name: " ".join(value.split()) for name, value in asdict(typed).items() if name != "is_checked"}


def _faults_of_hours(opens: str, zone: str) -> Iterator[Invalid]:
    """Hours that cannot be read, or that no clock goes with."""
    try:
        hours = opening.parse(opens) if opens else None
    except ValueError:
        yield Invalid("opens_shape", field="opens")
        hours = None
    if hours is not None and not hours.never_closes and not zone:
        yield Invalid("zone_missing", field="zone")
    try:
        zone_named(zone or "UTC")
    except ValueError:
        yield Invalid("zone_unknown", field="zone")


def _share_emergency(typed: LineInput) -> None:
    """A country has one emergency number: what is written in one of its lines holds in all."""
    others = update(HelpLine).where(HelpLine.country == typed.country)
    db.session.execute(others.values(emergency=" ".join(typed.emergency.split())))


def _next_position(country: str) -> int:
    last = db.session.scalar(select(func.max(HelpLine.position)).where(HelpLine.country == country))
    return (last or 0) + 1
