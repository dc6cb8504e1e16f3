"""Asking again: a day and a week after somebody was looked after, whoever decided is reminded to see how they are."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from app.accounts.actor import Actor
from app.core import clock
from app.core.command import command
from app.core.db import db
from app.core.jobs import defer
from app.core.policy import Conflict, Invalid, NotFound
from app.duty.codes import DAY, WEEK
from app.duty.models import IS_WAITING, Alarm, FollowUp
from app.duty.wording import SPAN_WORDS
from app.moderation import policies as desk
from app.moderation.commands import close_as_seen, open_item, withdraw_item
from app.moderation.inputs import CauseInput, OpenInput
from app.moderation.kinds import FOLLOWUP, HIGH
from app.moderation.models import OPEN, ReviewItem
from app.notifications.commands import notify

SPANS = {DAY: timedelta(hours=24), WEEK: timedelta(days=7)}
LONGEST_WORDS = 500
AT_ONCE = 100


def promise_follow_ups(alarm: Alarm, member_id: int | None) -> None:
    """Inside the decision: remember both, for whoever decided. Nothing where there is nobody to ask about."""
    if alarm.about_id is None:
        return
    now = clock.now()
    rows = [
        FollowUp(alarm_id=alarm.id, span=span, due_at=now + wait, assigned_to=member_id) for span, wait in SPANS.items()
    ]
    db.session.add_all(rows)
    db.session.flush()
    for row in rows:
        defer("duty.open_follow_up", after=SPANS[row.span], follow_up_id=row.id)


@command
def open_follow_up(follow_up_id: int) -> bool:
    """It is time: put it on the desk and tell whom it is for. False when it is there already, or nobody need ask any more."""
    row = _locked(follow_up_id)
    if row is None or row.opened_at is not None or row.ended_at is not None:
        return False
    alarm, now = db.session.get_one(Alarm, row.alarm_id), clock.now()
    if alarm.about_id is None:
        # They have left: there is nobody to ask.
        row.end(None, "", now)
        return False
    row.opened_at = now
    words = f"It is {SPAN_WORDS[row.span]} since a moderator looked after somebody here."
    cause = CauseInput(FOLLOWUP, FOLLOWUP, HIGH, words)
    open_item(OpenInput(FOLLOWUP, row.id, alarm.scope_path, alarm.about_id, "follow-up", (cause,)))
    if row.assigned_to is not None:
        notify(row.assigned_to, FOLLOWUP, key=f"followup:{row.id}", subject_kind=FOLLOWUP, subject_id=row.id)
    return True


def open_lost() -> int:
    """Follow-ups whose time has come and whose job was lost; answers how many came to the desk."""
    due = select(FollowUp.id).where(IS_WAITING, FollowUp.due_at <= clock.now()).order_by(FollowUp.due_at).limit(AT_ONCE)
    ids = db.session.scalars(due).all()
    db.session.rollback()
    return sum(open_follow_up(follow_up_id) for follow_up_id in ids)


@command
def close_follow_up(actor: Actor, follow_up_id: int, words: str) -> None:
    """Somebody has asked, and says in a word how it went.

    Raises NotFound; Invalid 'needs_word' or 'too_long' (`words`); Conflict: 'settled', 'claimed' (with `who`, `until`).
    """
    item = _item_of(follow_up_id)
    if item is None or not desk.claim(actor, item):
        raise NotFound
    said = words.strip()
    if not said or len(said) > LONGEST_WORDS:
        raise Invalid("too_long" if said else "needs_word", field="words")
    row = db.session.get_one(FollowUp, follow_up_id)
    if row.ended_at is not None:
        raise Conflict("settled", item_id=item.id)
    row.end(actor.member_id, said, clock.now())
    close_as_seen(actor, item.id)


@command
def must_have_words(follow_up_id: int) -> None:
    """A follow-up leaves the desk as seen only with a word on how it went. Raises Conflict 'not_now'."""
    row = db.session.get(FollowUp, follow_up_id)
    if row is not None and row.ended_at is None:
        raise Conflict("not_now")


def end_follow_ups(alarm_id: int, member_id: int | None) -> int:
    """Inside a command: drop what was promised and take what waits off the desk; answers how many were not over yet."""
    ids = db.session.scalars(select(FollowUp.id).where(FollowUp.alarm_id == alarm_id).order_by(FollowUp.id)).all()
    for follow_up_id in ids:
        withdraw_item(FOLLOWUP, follow_up_id)
    rows = [row for row in (_locked(follow_up_id) for follow_up_id in ids) if row is not None and row.ended_at is None]
    for row in rows:
        row.end(member_id, "", clock.now())
    return len(rows)


def _locked(follow_up_id: int) -> FollowUp | None:
    wanted = select(FollowUp).where(FollowUp.id == follow_up_id).with_for_update()
    return db.session.scalars(wanted.execution_options(populate_existing=True)).one_or_none()


def _item_of(follow_up_id: int) -> ReviewItem | None:
    """Its item, the newest one, locked while it is open."""
    of = select(ReviewItem).where(ReviewItem.subject_kind == FOLLOWUP, ReviewItem.subject_id == follow_up_id)
    found = db.session.scalars(of.where(ReviewItem.state == OPEN).with_for_update()).one_or_none()
    return found or db.session.scalars(of.order_by(ReviewItem.id.desc()).limit(1)).one_or_none()
