"""What came of a call, and what a letter or a webhook must say. Between the two the job speaks to the network, outside any transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.accounts.models import Member
from app.core import clock
from app.core.command import command
from app.core.db import db
from app.duty.codes import NO_ADDRESS, NOT_NEEDED, PROMISED, SENT, WEBHOOK
from app.duty.models import Alarm, AlarmStep, DutyHook


@dataclass(frozen=True)
class Call:
    """What is said. `to` and `name` are a member's; `url` and `secret` a webhook's. `goes_on_at`: when the next ones are called."""

    step_id: int
    alarm_id: int
    item_id: int | None
    is_drill: bool
    raised_at: datetime
    goes_on_at: datetime
    to: str = ""
    name: str = ""
    url: str = ""
    secret: str = ""


@command
def prepare_call(step_id: int) -> Call | None:
    """What to send for a step; None when it went out before, is not needed any more, or has no address."""
    step = db.session.get(AlarmStep, step_id)
    if step is None or step.outcome == SENT:
        return None
    alarm, now = db.session.get_one(Alarm, step.alarm_id), clock.now()
    if not alarm.is_ringing:
        step.came_to(NOT_NEEDED, now)
        return None
    made = Call(step.id, alarm.id, alarm.item_id, alarm.is_drill, alarm.raised_at, alarm.next_at)
    found = _to_hook(step, made) if step.how == WEBHOOK else _to_member(step, made)
    if found is None:
        step.came_to(NO_ADDRESS, now)
    return found


@command
def note_outcome(step_id: int, outcome: str) -> None:
    """Keep what came of a call, one of `codes`."""
    step = db.session.get(AlarmStep, step_id)
    if step is not None and outcome != PROMISED:
        step.came_to(outcome, clock.now())


def _to_member(step: AlarmStep, made: Call) -> Call | None:
    member = db.session.get(Member, step.member_id) if step.member_id is not None else None
    if member is None or member.email is None:
        return None
    return Call(**{**vars(made), "to": member.email, "name": member.display_name})


def _to_hook(step: AlarmStep, made: Call) -> Call | None:
    hook = db.session.get(DutyHook, step.hook_id) if step.hook_id is not None else None
    return None if hook is None else Call(**{**vars(made), "url": hook.url, "secret": hook.secret})
