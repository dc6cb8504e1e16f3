"""The breaker: a check that suddenly touches far more than usual only notes from now on, until a person has looked.

`unusual` holds the statistics. Crisis checks are never hushed: for them the desk is told, and nothing else changes.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql, sqlite

from app.core import clock
from app.core.command import command, publish
from app.core.db import db
from app.core.scope import ROOT, within_any
from app.discussions.inputs import SUBJECT
from app.guidelines.checks.order import CHECKS
from app.lab.events import CheckTripped
from app.lab.models import ALERT, IS_RUNNING, QUIET, RULES, RUNNING, CheckedDraft, CheckTouch, CheckTrip, LabRule
from app.lab.queries.stored import lab_changed
from app.lab.queries.trips import stopped_by
from app.lab.unusual import USUAL_FOR, WINDOW, Window, chance_of, is_unusual, usual_share
from app.lab.wording import what_of, why_tripped
from app.moderation.commands import open_item, put_ahead
from app.moderation.inputs import CauseInput, OpenInput
from app.moderation.kinds import BREAKER, HIGH

_FAMILIES = {check.name: check.family for check in CHECKS}


@command
def consider(name: str) -> bool:
    """Look at what a check touched lately, and trip when it is unusual. True when this call tripped it.

    Idempotent, in one process or in two: a check has one running trip at most, and only who made it opens the item. At most 4 reads.
    """
    place = _place_of(name)
    if place is None:
        return False
    scope_path, since = place
    drafts = _window(name, scope_path, since)
    window = Window(
        len(drafts),
        sum(touched for _, _, touched in drafts),
        len({author for _, author, touched in drafts if touched}),
    )
    if not window.is_enough:
        return False
    first = min(draft_id for draft_id, _, _ in drafts)
    usual = _usual(name, scope_path, first)
    return is_unusual(window, *usual) and _trip(name, scope_path, first, window, usual)


def family_of(name: str) -> str:
    """The family of a check by its name; that of staff's own for every other name."""
    return _FAMILIES.get(name, RULES)


def _place_of(name: str) -> tuple[str, datetime] | None:
    """Where the check holds, and since when its share counts: since it was changed, or put back. None while a trip runs."""
    last = select(CheckTrip).where(CheckTrip.check_name == name).order_by(CheckTrip.id.desc()).limit(1)
    trip = db.session.scalars(last).one_or_none()
    if trip is not None and trip.state in RUNNING:
        return None
    since = [clock.now() - USUAL_FOR]
    if trip is not None and trip.settled_at is not None:
        since.append(trip.settled_at)
    if name in _FAMILIES:
        return ROOT, max(since)
    number = name.partition(":")[2]
    rule = db.session.get(LabRule, int(number)) if number.isdigit() else None
    return (rule.scope_path, max(*since, rule.changed_at)) if rule is not None else None


def _window(name: str, scope_path: str, since: datetime) -> list[tuple[int, int | None, bool]]:
    """The last drafts that the check read: id, author, and whether it stopped them."""
    touched = (CheckTouch.draft_id == CheckedDraft.id) & (CheckTouch.check_name == name) & CheckTouch.is_strong
    wanted = (
        select(CheckedDraft.id, CheckedDraft.author_id, CheckTouch.draft_id)
        .outerjoin(CheckTouch, touched)
        .where(CheckedDraft.at > since, within_any(CheckedDraft.scope_path, (scope_path,)))
        .order_by(CheckedDraft.id.desc())
        .limit(WINDOW)
    )
    return [(draft_id, author, found is not None) for draft_id, author, found in db.session.execute(wanted)]


def _usual(name: str, scope_path: str, before_id: int) -> tuple[int, int]:
    """How many drafts were checked, and stopped, in the time before the window."""
    read = select(func.count(CheckedDraft.id)).where(
        CheckedDraft.at > clock.now() - USUAL_FOR,
        CheckedDraft.id < before_id,
        within_any(CheckedDraft.scope_path, (scope_path,)),
    )
    stopped = read.join(CheckTouch, CheckTouch.draft_id == CheckedDraft.id).where(
        CheckTouch.check_name == name, CheckTouch.is_strong
    )
    return db.session.scalar(read) or 0, db.session.scalar(stopped) or 0


def _trip(name: str, scope_path: str, first: int, window: Window, usual: tuple[int, int]) -> bool:
    insert = postgresql.insert if db.session.get_bind().dialect.name == "postgresql" else sqlite.insert
    is_quiet = family_of(name) != "crisis"
    row = insert(CheckTrip).values(
        check_name=name,
        scope_path=scope_path,
        state=QUIET if is_quiet else ALERT,
        at=clock.now(),
        first_draft_id=first,
        checked=window.checked,
        touched=window.touched,
        usual_checked=usual[0],
        usual_touched=usual[1],
        chance=chance_of(window, usual_share(*usual)),
    )
    once = row.on_conflict_do_nothing(index_elements=["check_name"], index_where=IS_RUNNING)
    trip_id = db.session.execute(once.returning(CheckTrip.id)).scalar_one_or_none()
    if trip_id is None:
        return False
    trip = db.session.get_one(CheckTrip, trip_id)
    cause = CauseInput(BREAKER, trip.state, HIGH, snapshot=why_tripped(trip, _title_of(name)))
    item_id = open_item(OpenInput(BREAKER, trip_id, scope_path, None, what_of(name), (cause,)))
    put_ahead(item_id, SUBJECT, stopped_by(trip))
    lab_changed()
    publish(CheckTripped(actor_id=None, trip_id=trip_id, check=name, is_quiet=is_quiet))
    return True


def _title_of(name: str) -> str:
    """A rule's title; '' for a built-in check, which has its own words."""
    if name in _FAMILIES:
        return ""
    rule = db.session.get(LabRule, int(name.partition(":")[2]))
    return rule.title if rule else ""
