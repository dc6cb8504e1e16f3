"""A call goes to the next ones: whoever is on duty, one after the other, then the leads, the moderators, the admins, and all again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from sqlalchemy import select

from app.accounts.actor import ADMIN, MODERATOR
from app.accounts.models import Member
from app.accounts.queries import holder_ids
from app.core import clock
from app.core.command import command, publish
from app.core.db import db
from app.core.jobs import defer
from app.core.scope import ROOT, ancestors
from app.duty.codes import ADMINS, AGAIN, DUTY, LEADS, MAIL, MODERATORS, NO_ADDRESS, NOBODY, PROMISED, WEBHOOK
from app.duty.events import AlarmPassedOn
from app.duty.models import IS_RINGING, Alarm, AlarmStep, DutyHook
from app.duty.queries.rota import read_rota
from app.duty.settings import MINUTES
from app.moderation.commands.escalating import leads_of
from app.moderation.models import OPEN, ReviewItem

AGAIN_AFTER = timedelta(hours=1)
"""Once everybody was called, all are called again each hour, until somebody looks."""

AT_ONCE = 100
SWEEP_AFTER = timedelta(seconds=60)
"""A call that should have gone on this long ago was lost on its way, and is picked up by the sweep."""


@command
def go_on(alarm_id: int, number: int) -> bool:
    """Call the next ones, unless somebody looks by now or the call went on already (`number`: how often it had). False: nothing to do.

    Two that run this at once: the second finds another round.
    """
    alarm = locked_alarm(alarm_id)
    if alarm is None or not alarm.is_ringing or alarm.round != number:
        return False
    now = clock.now()
    if not alarm.is_drill and not _still_waits(alarm):
        alarm.end(now)
        return False
    rung, people = _next(alarm)
    wait = timedelta(minutes=MINUTES.get()) if rung not in (AGAIN, NOBODY) else AGAIN_AFTER
    alarm.go_on(rung, now + wait)
    _call(alarm, people, now)
    if alarm.round > 1:
        publish(
            AlarmPassedOn(actor_id=None, alarm_id=alarm.id, rung=rung, round=alarm.round, scope_path=alarm.scope_path)
        )
    defer("duty.go_on", after=wait, alarm_id=alarm.id, number=alarm.round)
    return True


def go_on_with_lost() -> int:
    """Calls whose time has passed and whose job was lost; answers how many went on."""
    late = select(Alarm.id, Alarm.round).where(IS_RINGING, Alarm.next_at <= clock.now() - SWEEP_AFTER)
    rows = db.session.execute(late.order_by(Alarm.next_at).limit(AT_ONCE)).all()
    db.session.rollback()
    return sum(go_on(alarm_id, number) for alarm_id, number in rows)


def locked_alarm(alarm_id: int) -> Alarm | None:
    """The alarm, locked until the transaction ends. Locked after its item, where both are."""
    wanted = select(Alarm).where(Alarm.id == alarm_id).with_for_update()
    return db.session.scalars(wanted.execution_options(populate_existing=True)).one_or_none()


def _still_waits(alarm: Alarm) -> bool:
    return db.session.scalar(select(ReviewItem.state).where(ReviewItem.id == alarm.item_id)) == OPEN


def _next(alarm: Alarm) -> tuple[str, list[int]]:
    """The rung, and who is called on it. A rung on which nobody has a mail address is called and passed in the same breath."""
    asked = set(
        db.session.scalars(
            select(AlarmStep.member_id).where(AlarmStep.alarm_id == alarm.id, AlarmStep.member_id.is_not(None))
        )
    )
    unreachable: list[int] = []
    everybody: list[int] = []
    for rung, people in _ladder(alarm):
        everybody += [member_id for member_id in people if member_id not in everybody]
        new = [member_id for member_id in people if member_id not in asked and member_id not in unreachable]
        # Whoever is on duty is called one after the other; all others of a rung together.
        new = new[:1] if rung == DUTY else new
        if new and _addresses(new):
            return rung, [*unreachable, *new]
        unreachable += new
    return (AGAIN, everybody) if everybody else (NOBODY, [])


def _ladder(alarm: Alarm) -> Iterator[tuple[str, list[int]]]:
    """Who is on each rung, in order. Only people who may look at it now: nobody whose role rests, nor whose words they are."""
    path, there = alarm.scope_path, holder_ids(alarm.scope_path, (MODERATOR, ADMIN)) - {alarm.about_id or 0}
    on_duty = read_rota().on_duty(path, clock.now())
    # Each of them is a rung of their own: the next one is called when the first one does not answer.
    yield from ((DUTY, [member_id]) for member_id in on_duty if member_id in there)
    yield LEADS, sorted(leads_of(path) & there)
    yield MODERATORS, sorted(holder_ids(path, (MODERATOR,)) & there)
    yield ADMINS, sorted(holder_ids(ROOT, (ADMIN,)) & there)


def _call(alarm: Alarm, people: list[int], now: datetime) -> None:
    """One step for each person and way, and a promise for each that can go out."""
    addresses = _addresses(people)
    steps = [
        _step(alarm, now, MAIL, member_id, None, PROMISED if member_id in addresses else NO_ADDRESS)
        for member_id in people
    ]
    steps += [_step(alarm, now, WEBHOOK, hook.member_id, hook.id, PROMISED) for hook in _hooks(alarm, people)]
    if not steps:
        steps = [_step(alarm, now, MAIL, None, None, NO_ADDRESS)]
    db.session.add_all(steps)
    db.session.flush()
    for step in steps:
        if step.outcome == PROMISED:
            defer("duty.send_mail" if step.how == MAIL else "duty.call_hook", step_id=step.id)


def _step(alarm: Alarm, now: datetime, how: str, member_id: int | None, hook_id: int | None, outcome: str) -> AlarmStep:
    return AlarmStep(
        alarm_id=alarm.id, round=alarm.round, rung=alarm.rung, member_id=member_id, hook_id=hook_id, how=how,
        outcome=outcome, at=now,
    )  # fmt: skip


def _hooks(alarm: Alarm, people: list[int]) -> Iterable[DutyHook]:
    """The addresses of these people, and the team's at the place or above it."""
    own = DutyHook.member_id.in_(people)
    team = DutyHook.member_id.is_(None) & DutyHook.scope_path.in_(ancestors(alarm.scope_path))
    return db.session.scalars(select(DutyHook).where(own | team).order_by(DutyHook.id)).all()


def _addresses(people: Iterable[int]) -> set[int]:
    """Those of them who have a mail address."""
    wanted = select(Member.id).where(Member.id.in_(list(people)), Member.email.is_not(None))
    return set(db.session.scalars(wanted))
