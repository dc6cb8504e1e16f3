"""Nobody is left waiting: after a day suitable followers are asked, after three days it stands on the review desk until answered."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.dialects import postgresql, sqlite

from app.core import clock
from app.core.command import command
from app.core.db import db
from app.discussions.models import Discussion
from app.groups.models import Group
from app.mentoring.followers import Answered, suitable
from app.mentoring.inputs import ASKED
from app.mentoring.models import Asked
from app.mentoring.queries.unanswered import (
    Waiting,
    answers_lately,
    asked_this_week,
    groups_to_ask,
    to_ask,
    to_put_on_desk,
)
from app.moderation.commands import open_item, rescope_items, withdraw_item
from app.moderation.inputs import CauseInput, OpenInput
from app.moderation.kinds import UNANSWERED
from app.moderation.models import OPEN, SEEN, ReviewItem
from app.notifications.commands import notify_many

AT_ONCE = 50
"""Discussions in one transaction."""


def ask_followers() -> int:
    """Ask suitable followers about discussions that wait for a day, each once. Answers how many it looked at; 0: none is left.

    Who answered in their groups is read before anything is held: it is the most of the work.
    """
    group_ids = groups_to_ask(AT_ONCE)
    return _ask(group_ids, answers_lately(group_ids)) if group_ids else 0


@command
def _ask(group_ids: Collection[int], answered: Mapping[int, Sequence[Answered]]) -> int:
    waiting = [one for one in to_ask(AT_ONCE) if one.group_id in group_ids]
    people = {each.member_id for group in answered.values() for each in group}
    asked = dict(asked_this_week(people)) if people else {}
    for one in waiting:
        chosen = suitable(one.title, one.author_id, answered.get(one.group_id, ()), asked)
        if not _note(one, Asked.asked_at.is_(None), asked_at=clock.now(), asked_count=len(chosen)):
            continue
        notify_many(chosen, ASKED, key=f"{ASKED}:{one.id}", subject_kind="discussion", subject_id=one.id)
        for member_id in chosen:
            asked[member_id] = asked.get(member_id, 0) + 1
    return len(waiting)


@command
def put_on_desk() -> int:
    """Put discussions that wait for three days on the review desk, each once. Answers how many it looked at; 0: none is left."""
    waiting = to_put_on_desk(AT_ONCE)
    for one in waiting:
        if _note(one, Asked.on_desk_at.is_(None), on_desk_at=clock.now()):
            open_item(_opening(one))
    return len(waiting)


@command
def end_waiting(discussion_id: int) -> None:
    """An answer came, or none can come: it leaves the desk. Idempotent."""
    withdraw_item(UNANSWERED, discussion_id)


@command
def wait_again(discussion_id: int) -> None:
    """The only answer is gone, or it can be answered again: it comes back to the desk if nobody answers."""
    _forget_desk(Asked.discussion_id == discussion_id)


@command
def follow_group(discussion_ids: Collection[int], group_id: int) -> None:
    """The discussions stand in another group: so does what waits on the desk for them."""
    path = db.session.scalar(select(Group.path).where(Group.id == group_id))
    if path is not None:
        rescope_items(UNANSWERED, discussion_ids, path)


@command
def end_waiting_in(group_id: int) -> None:
    """Nobody can answer in a group that is closed."""
    for discussion_id in _on_desk_in(group_id):
        withdraw_item(UNANSWERED, discussion_id)


@command
def wait_again_in(group_id: int) -> None:
    """A group is open again: what waited there comes back to the desk if nobody answers."""
    _forget_desk(Asked.discussion_id.in_(select(Discussion.id).where(Discussion.group_id == group_id)))


def _forget_desk(which: ColumnElement[bool]) -> None:
    """The next hour looks at these as if they had never been on the desk, but for those a moderator closed as seen."""
    seen = select(ReviewItem.subject_id).where(ReviewItem.subject_kind == UNANSWERED, ReviewItem.state == SEEN)
    again = update(Asked).where(which, Asked.on_desk_at.is_not(None), Asked.discussion_id.not_in(seen))
    db.session.execute(again.values(on_desk_at=None).execution_options(synchronize_session=False))


def _note(one: Waiting, not_done: ColumnElement[bool], **done: datetime | int) -> bool:
    """Write down that it is done; False when another worker was faster."""
    insert = postgresql.insert if db.session.get_bind().dialect.name == "postgresql" else sqlite.insert
    values: dict[str, Any] = {"discussion_id": one.id, "asked_count": 0, **done}
    row = insert(Asked).values(**values)
    noted = row.on_conflict_do_update(index_elements=["discussion_id"], set_=done, where=not_done)
    return db.session.execute(noted.returning(Asked.discussion_id)).first() is not None


def _opening(one: Waiting) -> OpenInput:
    cause = CauseInput(UNANSWERED, UNANSWERED, snapshot=one.words, revision_id=one.revision_id)
    return OpenInput(UNANSWERED, one.id, one.path, one.author_id, "discussion", (cause,))


def _on_desk_in(group_id: int) -> Sequence[int]:
    here = select(ReviewItem.subject_id).join(Discussion, Discussion.id == ReviewItem.subject_id)
    waiting = here.where(
        ReviewItem.subject_kind == UNANSWERED, ReviewItem.state == OPEN, Discussion.group_id == group_id
    )
    return db.session.scalars(waiting.order_by(ReviewItem.id)).all()
