"""What the duty holds about a member, and what of it ends when they leave."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select

from app.accounts.holdings import Leaver, ending, not_taken, own_data, rows
from app.duty.commands.shifts import end_shifts_of
from app.duty.models import Alarm, AlarmStep, DutyChange, DutyHook, DutyShift, FollowUp


@own_data(
    "duty",
    "Your crisis duty",
    "Your shifts (days and hours, from when until when), single days you took over, addresses that calls for you were sent to, and what "
    "you were called for: when, how, and whether it went out; calls you answered or started as a drill; and where you asked again how "
    "somebody was, with your words. Not about whom.",
    "duty_shifts.member_id",
    "duty_changes.taken_by",
    "duty_hooks.member_id",
    "duty_steps.member_id",
    "duty_alarms.acknowledged_by",
    "duty_alarms.started_by",
    "duty_alarms.enough_by",
    "duty_follow_ups.assigned_to",
    "duty_follow_ups.ended_by",
)
def duty(member_id: int) -> Iterable[Mapping[str, Any]]:
    shifts = select(DutyShift.hours, DutyShift.zone, DutyShift.from_on, DutyShift.until_on)
    yield from rows(shifts.where(DutyShift.member_id == member_id).order_by(DutyShift.id))
    yield from rows(select(DutyChange.day).where(DutyChange.taken_by == member_id).order_by(DutyChange.id))
    yield from rows(select(DutyHook.url).where(DutyHook.member_id == member_id).order_by(DutyHook.id))
    calls = select(AlarmStep.at.label("called_at"), AlarmStep.how, AlarmStep.outcome)
    yield from rows(calls.where(AlarmStep.member_id == member_id).order_by(AlarmStep.id))
    answered = select(Alarm.acknowledged_at.label("answered_at"), Alarm.is_drill)
    yield from rows(answered.where(Alarm.acknowledged_by == member_id).order_by(Alarm.id))
    drills = select(Alarm.raised_at.label("drill_started_at")).where(Alarm.started_by == member_id)
    yield from rows(drills.order_by(Alarm.id))
    enough = select(Alarm.enough_words.label("why_no_follow_up")).where(Alarm.enough_by == member_id)
    yield from rows(enough.order_by(Alarm.id))
    asked = select(FollowUp.due_at, FollowUp.ended_at, FollowUp.words)
    mine = (FollowUp.assigned_to == member_id) | (FollowUp.ended_by == member_id)
    yield from rows(asked.where(mine).order_by(FollowUp.id))


@ending("duty.shifts")
def shifts(leaver: Leaver, _cursor: int) -> int | None:
    """Their shifts end, and whoever leads is told that somebody is missing."""
    end_shifts_of(leaver.member_id)
    return None


not_taken("It stands with what moderators looked at of theirs.", "duty_alarms.about_id")
