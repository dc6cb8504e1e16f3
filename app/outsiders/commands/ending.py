"""What the desk does reaches the notices on its items. Nested in the desk's own commands."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Select, select, update

from app.core import clock
from app.core.command import command, publish
from app.core.db import db
from app.core.jobs import defer
from app.moderation.kinds import KINDS, NOTICE
from app.moderation.letters import was_erased
from app.moderation.models import Decision, ReviewItem
from app.outsiders.events import OutsiderNoticeSettled
from app.outsiders.models import WAITING, OutsiderNotice
from app.outsiders.queries import what_came

MAY_HOLD = frozenset(KINDS[: KINDS.index(NOTICE) + 1])
"""Kinds of items that a notice may be a cause of: an item goes by its gravest cause."""


@command
def note_claim(item_id: int) -> None:
    """A moderator looks at an item: so they look at its notices. Only the first time counts."""
    item = db.session.get(ReviewItem, item_id)
    if item is None or item.kind not in MAY_HOLD:
        return
    fresh = update(OutsiderNotice).where(OutsiderNotice.item_id == item_id, OutsiderNotice.looked_at.is_(None))
    db.session.execute(fresh.values(looked_at=clock.now()))


@command
def settle(item_id: int, decision_id: int | None) -> None:
    """An item ended: so did every notice on it, and each sender is told by a letter of their own."""
    item = db.session.get(ReviewItem, item_id)
    if item is None or item.kind not in MAY_HOLD:
        return
    rows = select(OutsiderNotice).where(OutsiderNotice.item_id == item_id, OutsiderNotice.state == WAITING)
    for notice in _locked(rows):
        notice.end(decision_id, clock.now())
        publish(_settled(notice, item))
        defer("outsiders.send_answer", notice_id=notice.id)


@command
def look_again(decision_id: int, outcome_id: int) -> None:
    """Somebody else decided on an appeal: each sender whom that tells something new has a letter, and their page says so."""
    first, outcome = db.session.get_one(Decision, decision_id), db.session.get_one(Decision, outcome_id)
    if was_erased(first.action, first.item_kind):
        # Whatever comes of the appeal, it can be read no more.
        return
    item = db.session.get_one(ReviewItem, first.item_id)
    for notice in _locked(select(OutsiderNotice).where(OutsiderNotice.decision_id == decision_id)):
        if what_came(notice, first) == what_came(notice, outcome):
            continue
        notice.decide_again(outcome.id)
        publish(_settled(notice, item))
        defer("outsiders.send_answer", notice_id=notice.id)


def _locked(rows: Select[OutsiderNotice]) -> Sequence[OutsiderNotice]:
    locked = rows.order_by(OutsiderNotice.id).with_for_update().execution_options(populate_existing=True)
    return db.session.scalars(locked).all()


def _settled(notice: OutsiderNotice, item: ReviewItem) -> OutsiderNoticeSettled:
    return OutsiderNoticeSettled(
        actor_id=None,
        notice_id=notice.id,
        item_id=item.id,
        author_id=item.author_id,
        decision_id=notice.decision_id,
        scope_path=item.scope_path,
    )
