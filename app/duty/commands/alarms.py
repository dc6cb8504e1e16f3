"""Alarms are raised, answered and ended; drills are started."""

from __future__ import annotations

from sqlalchemy import select

from app.accounts.actor import Actor
from app.core import clock
from app.core.command import command, publish
from app.core.db import db
from app.core.jobs import defer
from app.core.policy import Conflict, Invalid, NotFound, require
from app.core.scope import ROOT
from app.duty import policies
from app.duty.commands.following import end_follow_ups, promise_follow_ups
from app.duty.commands.ringing import locked_alarm
from app.duty.events import AlarmAcknowledged, AlarmRaised, DrillStarted
from app.duty.models import Alarm
from app.groups.models import Group
from app.moderation.kinds import WORRIED
from app.moderation.models import ReviewItem

LONGEST_WORDS = 500


@command
def raise_alarm(item_id: int) -> int | None:
    """A matter of danger is on the desk: one alarm for it, however often this is said. Answers the alarm's id, None for other items.

    Nested in the command that opened the item, which holds the item's lock.
    """
    item = db.session.get(ReviewItem, item_id)
    if item is None or not item.is_open or item.kind != WORRIED:
        return None
    known = db.session.scalar(select(Alarm.id).where(Alarm.item_id == item_id))
    if known is not None:
        return known
    now = clock.now()
    alarm = Alarm(item_id=item_id, scope_path=item.scope_path, about_id=item.author_id, raised_at=now, next_at=now)
    return _begin(alarm, None)


@command
def start_drill(actor: Actor, path: str) -> int:
    """Try out the call for a place: everything is done as in earnest, and says that it is a drill. Answers the alarm's id.

    Raises Forbidden ('admins_only'); NotFound for a place that is not there.
    """
    require(policies.start_drill(actor))
    if path != ROOT and db.session.scalar(select(Group.id).where(Group.path == path)) is None:
        raise NotFound
    now = clock.now()
    alarm = Alarm(is_drill=True, scope_path=path, started_by=actor.member_id, raised_at=now, next_at=now)
    return _begin(alarm, actor)


@command
def acknowledge(actor: Actor, alarm_id: int) -> bool:
    """The actor looks: the call goes no further. False when somebody did before. Raises NotFound."""
    alarm = locked_alarm(alarm_id)
    if alarm is None or not policies.answer_alarm(actor, alarm):
        raise NotFound
    return _acknowledge(alarm, actor.member_id)


@command
def acknowledge_item(item_id: int, member_id: int | None) -> None:
    """Somebody looks at the item at the desk: that answers the call, too."""
    alarm = _alarm_of(item_id)
    if alarm is not None:
        _acknowledge(alarm, member_id)


@command
def end_alarm_of(item_id: int, member_id: int | None, *, is_decided: bool) -> None:
    """The item left the desk: the alarm is over. Decided, it is asked again after a day and a week."""
    alarm = _alarm_of(item_id)
    if alarm is None or alarm.ended_at is not None:
        return
    _acknowledge(alarm, member_id)
    alarm.end(clock.now())
    if is_decided:
        promise_follow_ups(alarm, member_id)


@command
def need_no_follow_up(actor: Actor, alarm_id: int, words: str) -> None:
    """Nobody need ask again, for a reason in words: what was promised is dropped, and what waits leaves the desk.

    Raises NotFound; Invalid 'needs_why' or 'too_long' (`words`); Conflict: 'not_decided', 'over_already'.
    """
    seen = db.session.get(Alarm, alarm_id)
    if seen is None or seen.is_drill or not policies.answer_alarm(actor, seen):
        raise NotFound
    said = words.strip()
    if not said or len(said) > LONGEST_WORDS:
        raise Invalid("too_long" if said else "needs_why", field="words")
    if seen.ended_at is None:
        raise Conflict("not_decided")
    # Items before alarms: whoever decides locks them in this order.
    ended = end_follow_ups(alarm_id, actor.member_id)
    alarm = locked_alarm(alarm_id)
    if alarm is None or alarm.enough_words or not ended:
        raise Conflict("over_already")
    alarm.enough(actor.member_id, said)


def _begin(alarm: Alarm, actor: Actor | None) -> int:
    """Keep it and promise the first call: nobody who posts waits for letters."""
    db.session.add(alarm)
    db.session.flush()
    if actor is not None:
        publish(DrillStarted(actor_id=actor.member_id, alarm_id=alarm.id, scope_path=alarm.scope_path))
    else:
        publish(AlarmRaised(actor_id=None, alarm_id=alarm.id, item_id=alarm.item_id, scope_path=alarm.scope_path))
    defer("duty.go_on", alarm_id=alarm.id, number=0)
    return alarm.id


def _alarm_of(item_id: int) -> Alarm | None:
    """The alarm of an item, locked; no statement for an item that never was about danger."""
    item = db.session.get(ReviewItem, item_id)
    if item is None or item.kind != WORRIED:
        return None
    wanted = select(Alarm).where(Alarm.item_id == item_id).with_for_update()
    return db.session.scalars(wanted.execution_options(populate_existing=True)).one_or_none()


def _acknowledge(alarm: Alarm, member_id: int | None) -> bool:
    if not alarm.acknowledge(member_id, clock.now()):
        return False
    publish(
        AlarmAcknowledged(actor_id=member_id, alarm_id=alarm.id, item_id=alarm.item_id, scope_path=alarm.scope_path)
    )
    return True
