"""The rota from the database: kept in memory for whoever writes, read anew for the page of those who keep it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, func, or_, select, true

from app.accounts.actor import ADMIN, MODERATOR, Actor
from app.accounts.models import Grant, Member
from app.accounts.queries import MemberCard, member_cards
from app.accounts.registry import names_of_paths
from app.core import clock
from app.core.db import db
from app.core.kept import Kept
from app.core.policy import NotFound
from app.core.scope import ROOT, ancestors, within_any
from app.core.wording import zone_named
from app.duty import policies
from app.duty.models import DutyChange, DutyShift
from app.duty.queries.away import away
from app.duty.rota import Change, Gap, Rota, Shift, Turn
from app.duty.settings import IS_KEPT
from app.groups.models import Group
from app.groups.policies import moderated
from app.help.opening import parse, spoken

LOOK_AHEAD = timedelta(days=7)
"""How far the page shows turns and gaps, and how far whoever writes is told of the next one on duty."""

MOST_CHOICES = 500
SOMEBODY = "Somebody who has left"
WHOLE = "The whole community"


@dataclass(frozen=True)
class TurnShown:
    """A turn on the page. `by` does it ('' for nobody); `planned` has the shift, when that is somebody else."""

    turn: Turn
    place: str
    by: str
    planned: str
    is_mine: bool
    may_take: bool


@dataclass(frozen=True)
class ShiftShown:
    """A shift on the page."""

    id: int
    who: str
    place: str
    hours: str
    zone: str
    from_on: date
    until_on: date | None
    may_end: bool


@dataclass(frozen=True)
class PlaceShown:
    """Who is on duty for a place now, and when nobody is in the coming week."""

    path: str
    name: str
    now: tuple[str, ...]
    gaps: tuple[Gap, ...]


@dataclass(frozen=True)
class RotaPage:
    """The coming week."""

    places: tuple[PlaceShown, ...]
    turns: tuple[TurnShown, ...]
    shifts: tuple[ShiftShown, ...]


def read_rota(where: ColumnElement[bool] | None = None) -> Rota:
    """The rota as it stands; two statements."""
    rows = db.session.execute(
        select(DutyShift, DutyChange)
        .outerjoin(DutyChange, DutyChange.shift_id == DutyShift.id)
        .where(true() if where is None else where)
        .order_by(DutyShift.id, DutyChange.day)
    ).all()
    shifts = {row.id: row for row, _ in rows}
    changes = [change for _, change in rows if change is not None]
    does = [(row.member_id, row.scope_path) for row in shifts.values()]
    does += [(change.taken_by, shifts[change.shift_id].scope_path) for change in changes]
    return Rota(
        tuple(_plain(row) for row in shifts.values()),
        tuple(Change(change.shift_id, change.day, change.taken_by) for change in changes),
        away((member_id, path) for member_id, path in does if member_id is not None),
    )


RIGHT_NOW: Kept[Rota] = Kept("duty.rota", read_rota)
"""For whoever writes: no statement while it is fresh. What another process changed is seen after `settings.FRESH_SECONDS`; who is on
duty is reckoned from it at each moment, so that the end of a shift shows at once."""


def nobody_there(path: str) -> tuple[datetime | None] | None:
    """None while somebody is on duty for a place, or no rota is kept for it; else when the next one comes (None: not within a week)."""
    if not IS_KEPT.get():
        return None
    rota, now = RIGHT_NOW.get(), clock.now()
    if not rota.covers(path) or rota.on_duty(path, now):
        return None
    return (rota.next_turn(path, now, LOOK_AHEAD),)


def is_kept(path: str) -> bool:
    """Whether a rota is kept for a place."""
    return IS_KEPT.get() and RIGHT_NOW.get().covers(path)


def rota_page(actor: Actor) -> RotaPage:
    """The coming week, as far as it concerns the actor. Four statements. Raises NotFound for whoever has no desk."""
    if not policies.read_rota(actor):
        raise NotFound
    now = clock.now()
    rota = read_rota(policies.shifts_readable(actor))
    found = [turn for turn in _all_turns(rota, now) if turn.ends > now]
    paths = tuple(dict.fromkeys([*_own_places(actor), *(shift.path for shift in rota.shifts)]))
    names = place_names(actor, paths)
    people = [shift.member_id for shift in rota.shifts] + [turn.member_id for turn in found]
    cards = member_cards([*people, *(turn.planned_id for turn in found)])
    return RotaPage(
        tuple(_place(rota, path, names[path], cards, now) for path in paths),
        tuple(_turn(actor, turn, names, cards) for turn in found),
        tuple(_shift(actor, shift, names, cards) for shift in rota.shifts if _goes_on(shift, now)),
    )


def keepable_places(actor: Actor) -> list[tuple[str, str]]:
    """Path and name of the places whose rota the actor keeps, rooms after their group. One statement."""
    open_groups = select(Group.path, Group.name).where(moderated(actor), Group.archived_at.is_(None))
    rows = {path: name for path, name in db.session.execute(open_groups.order_by(Group.path).limit(MOST_CHOICES))}
    found = sorted((_along(path, rows), path) for path in rows)
    return [*([(ROOT, WHOLE)] if actor.moderates(ROOT) else []), *((path, ", room ".join(names)) for names, path in found)]


def people_to_choose(actor: Actor) -> list[tuple[int, str]]:
    """Everybody who moderates on the actor's paths, above or below them, by name. One statement."""
    mine = actor.paths(MODERATOR, ADMIN)
    above = {path for top in mine for path in ancestors(top)}
    called = func.coalesce(Member.staff_name, Member.display_name)
    staff = (
        select(Member.id, called)
        .join(Grant, Grant.member_id == Member.id)
        .where(
            Grant.kind.in_((MODERATOR, ADMIN)),
            Grant.in_force(clock.now()),
            or_(within_any(Grant.path, mine), Grant.path.in_(sorted(above))),
        )
        .distinct()
    )
    rows = db.session.execute(staff.order_by(called, Member.id).limit(MOST_CHOICES))
    return [(key, name) for key, name in rows]


def place_names(actor: Actor, paths: tuple[str, ...]) -> dict[str, str]:
    """What places are called. At most one statement."""
    names = names_of_paths(actor, tuple(path for path in paths if path != ROOT))
    return {path: WHOLE if path == ROOT else names.get(path, "One of your groups") for path in paths}


def name_in(cards: dict[int, MemberCard], member_id: int | None) -> str:
    """A name for colleagues."""
    return cards[member_id].as_staff if member_id in cards else SOMEBODY


def _along(path: str, rows: dict[str, str]) -> list[str]:
    return [name for top, name in sorted(rows.items(), key=lambda item: len(item[0])) if path.startswith(top)]


def _own_places(actor: Actor) -> tuple[str, ...]:
    return actor.paths(ADMIN, MODERATOR)


def _all_turns(rota: Rota, now: datetime) -> list[Turn]:
    tops = {shift.path for shift in rota.shifts}
    found = {
        (turn.shift_id, turn.day, turn.starts): turn for top in tops for turn in rota.turns(top, now, now + LOOK_AHEAD)
    }
    return sorted(found.values(), key=lambda turn: (turn.starts, turn.shift_id))


def _goes_on(shift: Shift, now: datetime) -> bool:
    return shift.until_on is None or shift.until_on >= now.astimezone(shift.zone).date()


def _plain(row: DutyShift) -> Shift:
    zone = zone_named(row.zone)
    return Shift(row.id, row.member_id, row.scope_path, parse(row.hours), zone, row.from_on, row.until_on, row.hours)


def _place(rota: Rota, path: str, name: str, cards: dict[int, MemberCard], now: datetime) -> PlaceShown:
    there = tuple(name_in(cards, member_id) for member_id in rota.on_duty(path, now))
    left = rota.gaps(path, now, now + LOOK_AHEAD) if rota.covers(path) else []
    return PlaceShown(path, name, there, tuple(left))


def _turn(actor: Actor, turn: Turn, names: dict[str, str], cards: dict[int, MemberCard]) -> TurnShown:
    is_mine = turn.member_id is not None and turn.member_id == actor.member_id
    return TurnShown(
        turn=turn,
        place=names[turn.path],
        by=name_in(cards, turn.member_id) if turn.member_id is not None else "",
        planned=name_in(cards, turn.planned_id) if turn.planned_id != turn.member_id else "",
        is_mine=is_mine,
        may_take=not is_mine and bool(policies.keep_rota(actor, turn.path)),
    )


def _shift(actor: Actor, shift: Shift, names: dict[str, str], cards: dict[int, MemberCard]) -> ShiftShown:
    return ShiftShown(
        shift.id, name_in(cards, shift.member_id), names[shift.path], spoken(shift.written), str(shift.zone), shift.from_on,
        shift.until_on, bool(policies.keep_rota(actor, shift.path)),
    )  # fmt: skip
