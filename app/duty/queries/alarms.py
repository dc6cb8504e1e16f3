"""Alarms as their pages show them, and what the panel of a follow-up reads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from app.accounts.actor import Actor
from app.accounts.queries import MemberCard, member_cards
from app.core.db import db
from app.core.policy import NotFound
from app.duty import policies
from app.duty.models import Alarm, AlarmStep, FollowUp
from app.duty.queries.rota import SOMEBODY, name_in, place_names

LATEST = 20


@dataclass(frozen=True)
class StepShown:
    """One call. `who` is '' for the team's address, or when there was nobody."""

    rung: str
    who: str
    how: str
    outcome: str
    at: datetime
    ended_at: datetime | None


@dataclass(frozen=True)
class FollowUpShown:
    """A promise to ask again."""

    span: str
    due_at: datetime
    who: str
    opened_at: datetime | None
    ended_at: datetime | None
    ended_by: str
    words: str


@dataclass(frozen=True)
class AlarmShown:
    """An alarm in a list. `by` answered it, `after` that long; both are missing while it rings."""

    alarm: Alarm
    place: str
    by: str
    after: timedelta | None


@dataclass(frozen=True)
class AlarmPage:
    """One alarm with everything that happened. `may_drop`: the reader can say that nobody need ask again."""

    shown: AlarmShown
    steps: tuple[StepShown, ...]
    follow_ups: tuple[FollowUpShown, ...]
    enough_by: str
    may_drop: bool


@dataclass(frozen=True)
class FollowUpPanel:
    """What whoever asks again reads. `person` is whom it is about, None when they have left."""

    follow_up: FollowUp
    alarm: Alarm
    who: str
    person: MemberCard | None
    decided_at: datetime | None


def latest_alarms(actor: Actor) -> tuple[AlarmShown, ...]:
    """The latest alarms that the actor may read, newest first. Three statements at most."""
    wanted = select(Alarm).where(policies.alarms_readable(actor)).order_by(Alarm.raised_at.desc(), Alarm.id.desc())
    found = db.session.scalars(wanted.limit(LATEST)).all()
    cards = member_cards([alarm.acknowledged_by for alarm in found])
    names = place_names(actor, tuple({alarm.scope_path for alarm in found}))
    return tuple(_shown(alarm, names, cards) for alarm in found)


def alarm_page(actor: Actor, alarm_id: int) -> AlarmPage:
    """One alarm. Five statements at most. Raises NotFound."""
    alarm = db.session.get(Alarm, alarm_id)
    if alarm is None or not policies.read_alarm(actor, alarm):
        raise NotFound
    steps = db.session.scalars(select(AlarmStep).where(AlarmStep.alarm_id == alarm_id).order_by(AlarmStep.id)).all()
    rows = db.session.scalars(select(FollowUp).where(FollowUp.alarm_id == alarm_id).order_by(FollowUp.due_at)).all()
    people = [step.member_id for step in steps] + [alarm.acknowledged_by, alarm.enough_by]
    cards = member_cards([*people, *(key for row in rows for key in (row.assigned_to, row.ended_by))])
    shown = _shown(alarm, place_names(actor, (alarm.scope_path,)), cards)
    return AlarmPage(
        shown,
        tuple(_step(step, cards) for step in steps),
        tuple(_follow_up(row, cards) for row in rows),
        name_in(cards, alarm.enough_by) if alarm.enough_words else "",
        bool(policies.answer_alarm(actor, alarm)) and any(row.ended_at is None for row in rows),
    )


def follow_up_panel(follow_up_id: int) -> FollowUpPanel | None:
    """What the desk shows beside a follow-up; None when it is gone. Two statements."""
    row = db.session.get(FollowUp, follow_up_id)
    alarm = db.session.get(Alarm, row.alarm_id) if row is not None else None
    if row is None or alarm is None:
        return None
    cards = member_cards([row.assigned_to, alarm.about_id])
    return FollowUpPanel(row, alarm, name_in(cards, row.assigned_to), cards.get(alarm.about_id or 0), alarm.ended_at)


def _shown(alarm: Alarm, names: dict[str, str], cards: dict[int, MemberCard]) -> AlarmShown:
    by = name_in(cards, alarm.acknowledged_by) if alarm.acknowledged_at else ""
    after = alarm.acknowledged_at - alarm.raised_at if alarm.acknowledged_at else None
    return AlarmShown(alarm, names[alarm.scope_path], by, after)


def _step(step: AlarmStep, cards: dict[int, MemberCard]) -> StepShown:
    is_team = step.member_id is None and step.hook_id is not None
    who = "" if is_team or step.member_id not in cards else cards[step.member_id].as_staff
    return StepShown(step.rung, who, step.how, step.outcome, step.at, step.ended_at)


def _follow_up(row: FollowUp, cards: dict[int, MemberCard]) -> FollowUpShown:
    who = cards[row.assigned_to].as_staff if row.assigned_to in cards else SOMEBODY
    by = name_in(cards, row.ended_by) if row.ended_by is not None else ""
    return FollowUpShown(row.span, row.due_at, who, row.opened_at, row.ended_at, by, row.words)
