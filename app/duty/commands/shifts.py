"""The rota is kept: shifts are made and ended, single turns given up and taken."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import select

from app.accounts.actor import Actor
from app.accounts.queries import actor_of
from app.core import clock
from app.core.command import command, publish
from app.core.db import db
from app.core.policy import Conflict, Invalid, NotFound, require
from app.core.settings import store
from app.core.wording import zone_named
from app.duty import policies
from app.duty.events import RotaChanged
from app.duty.inputs import ShiftInput
from app.duty.models import DutyChange, DutyShift
from app.duty.queries.rota import RIGHT_NOW, read_rota
from app.duty.rota import ONE_DAY, Turn
from app.duty.settings import IS_KEPT
from app.help.opening import parse
from app.moderation.commands.escalating import leads_of
from app.notifications.commands import notify_many

GAP = "duty_gap"
"""The notice that a turn is nobody's."""


@command
def add_shift(actor: Actor, given: ShiftInput) -> int:
    """Put somebody on the rota; answers the shift's id.

    Raises Forbidden ('not_your_group'); Invalid: 'hours', 'zone', 'ends_before', 'over' (fields of the same part), 'not_there' (the member
    does not moderate the place).
    """
    require(policies.keep_rota(actor, given.path))
    _check(given)
    row = DutyShift(
        member_id=given.member_id, scope_path=given.path, hours=given.hours.strip(), zone=given.zone,
        from_on=given.from_on, until_on=given.until_on,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    if not IS_KEPT.get():
        store(IS_KEPT.name, True)
    _changed(actor, row)
    return row.id


@command
def end_shift(actor: Actor, shift_id: int) -> None:
    """It is over from now on. Raises NotFound."""
    row = _locked(actor, shift_id)
    row.end(_today(row) - ONE_DAY)
    _changed(actor, row)


@command
def take_turn(actor: Actor, shift_id: int, day: date) -> None:
    """The actor does the turn that begins on `day`. Raises NotFound; Conflict: 'no_turn' (there is none, or it is over)."""
    row = _locked(actor, shift_id)
    _turn_on(row, day)
    _set(row, day, actor.member_id)
    _changed(actor, row)


@command
def give_up_turn(actor: Actor, shift_id: int, day: date) -> None:
    """The actor cannot do a turn of theirs, and the leads hear of it. Raises NotFound; Conflict: 'no_turn', 'not_yours'."""
    row = _locked(actor, shift_id)
    turn = _turn_on(row, day)
    if turn.member_id != actor.member_id:
        raise Conflict("not_yours")
    _set(row, day, None)
    _changed(actor, row)
    tell_gap(row, f"{row.id}:{day:%Y-%m-%d}", actor.member_id)


@command
def end_shifts_of(member_id: int, actor_id: int | None = None) -> int:
    """Somebody leaves, or moderates a place no more: their shifts there end, and the leads hear of it. Answers how many did.

    Of somebody who leaves altogether nothing moderates any more; what they still moderate stays theirs.
    """
    theirs = select(DutyShift).where(DutyShift.member_id == member_id).order_by(DutyShift.id).with_for_update()
    ended = 0
    for row in db.session.scalars(theirs):
        last = _today(row) - ONE_DAY
        if row.until_on is None or row.until_on > last:
            row.end(last)
            ended += 1
            publish(RotaChanged(actor_id=actor_id, shift_id=row.id, scope_path=row.scope_path))
            tell_gap(row, str(row.id), member_id)
    RIGHT_NOW.changed()
    return ended


@command
def end_shifts_without_role(member_id: int, actor_id: int | None) -> None:
    """A role was taken back: shifts at places that the member moderates no more end."""
    db.session.flush()
    still, rows = actor_of(member_id), select(DutyShift).where(DutyShift.member_id == member_id).with_for_update()
    for row in db.session.scalars(rows.order_by(DutyShift.id)):
        last = _today(row) - ONE_DAY
        if not still.moderates(row.scope_path) and (row.until_on is None or row.until_on > last):
            row.end(last)
            publish(RotaChanged(actor_id=actor_id, shift_id=row.id, scope_path=row.scope_path))
            tell_gap(row, str(row.id), member_id)
    RIGHT_NOW.changed()


@command
def note_rest(member_id: int, key: str) -> None:
    """Somebody was limited: turns at places where their role rests now are nobody's meanwhile, and the leads hear of it."""
    db.session.flush()
    still, now = actor_of(member_id), clock.now()
    for row in db.session.scalars(select(DutyShift).where(DutyShift.member_id == member_id).order_by(DutyShift.id)):
        if not still.moderates(row.scope_path) and (row.until_on is None or row.until_on >= now.date()):
            tell_gap(row, f"{row.id}:{key}", member_id)
    RIGHT_NOW.changed()


def tell_gap(row: DutyShift, key: str, but: int | None) -> None:
    """Tell the leads of a place that somebody is missing on the rota."""
    leads = leads_of(row.scope_path) - {but or 0}
    notify_many(leads, GAP, key=f"{GAP}:{key}", subject_kind="duty_shift", subject_id=row.id)


def _check(given: ShiftInput) -> None:
    try:
        hours = parse(given.hours)
    except ValueError as error:
        raise Invalid("hours", field="hours") from error
    if not hours.spans:
        raise Invalid("hours", field="hours")
    try:
        zone = zone_named(given.zone)
    except ValueError as error:
        raise Invalid("zone", field="zone") from error
    if given.until_on is not None and given.until_on < given.from_on:
        raise Invalid("ends_before", field="until_on")
    if given.until_on is not None and given.until_on < clock.now().astimezone(zone).date():
        raise Invalid("over", field="until_on")
    if not _moderates(given.member_id, given.path):
        raise Invalid("not_there", field="member")


def _moderates(member_id: int, path: str) -> bool:
    try:
        return actor_of(member_id).moderates(path)
    except NotFound:
        return False


def _locked(actor: Actor, shift_id: int) -> DutyShift:
    row = db.session.scalars(select(DutyShift).where(DutyShift.id == shift_id).with_for_update()).one_or_none()
    if row is None or not policies.keep_rota(actor, row.scope_path):
        raise NotFound
    return row


def _turn_on(row: DutyShift, day: date) -> Turn:
    now = clock.now()
    rota = read_rota(DutyShift.id == row.id)
    found = rota.turns(row.scope_path, now, _latest(day, now))
    turn = next((turn for turn in found if turn.day == day and turn.ends > now), None)
    if turn is None:
        raise Conflict("no_turn")
    return turn


def _latest(day: date, now: datetime) -> datetime:
    """A moment after every turn of a day in any zone, and not further than a year away."""
    return now + min(max(day - now.date(), timedelta(0)) + 3 * ONE_DAY, timedelta(days=365))


def _set(row: DutyShift, day: date, member_id: int | None) -> None:
    known = db.session.scalars(select(DutyChange).where(DutyChange.shift_id == row.id, DutyChange.day == day))
    change = known.one_or_none()
    if member_id is not None and member_id == row.member_id:
        if change is not None:
            db.session.delete(change)
        return
    if change is None:
        change = DutyChange(shift_id=row.id, day=day)
        db.session.add(change)
    change.taken_by = member_id


def _today(row: DutyShift) -> date:
    return clock.now().astimezone(zone_named(row.zone)).date()


def _changed(actor: Actor, row: DutyShift) -> None:
    publish(RotaChanged(actor_id=actor.member_id, shift_id=row.id, scope_path=row.scope_path))
    RIGHT_NOW.changed()
