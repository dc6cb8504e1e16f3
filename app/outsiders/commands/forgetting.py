"""Notices that nobody confirmed vanish; of those that ended long ago, who sent them and what they wrote."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete, select

from app.core import clock
from app.core.command import command
from app.core.db import db
from app.core.settings import Setting, declare
from app.outsiders.commands.keys import CONFIRM_LASTS
from app.outsiders.models import UNCONFIRMED, OutsiderKey, OutsiderNotice

AT_ONCE = 200

KEPT_MONTHS = declare(
    Setting(
        "outsiders.kept_months",
        12,
        "Notices from outsiders: months until names, addresses and words are erased",
        "Counted from the decision. That there was a notice, its reason and its dates stay for the figures.",
        valid=lambda value: 1 <= value <= 12,
    )
)


def forget_unconfirmed() -> int:
    """Delete notices whose mail address nobody proved in time; answers how many."""
    number = 0
    while found := _delete_some():
        number += found
    return number


def forget_old() -> int:
    """Erase what was decided long enough ago; answers how many notices."""
    number = 0
    while found := _erase_some():
        number += found
    return number


@command
def forget_keys() -> None:
    """Delete the links that have run out."""
    db.session.execute(delete(OutsiderKey).where(OutsiderKey.good_until <= clock.now()))


@command
def forget_of(member_id: int) -> None:
    """Somebody leaves: what they told us and was decided is erased; what waits still goes on as anybody's from outside."""
    ended = OutsiderNotice.ended_at.is_not(None) & OutsiderNotice.erased_at.is_(None)
    for notice in db.session.scalars(select(OutsiderNotice).where(OutsiderNotice.member_id == member_id, ended)):
        _erase(notice)


@command
def _delete_some() -> int:
    old = clock.now() - CONFIRM_LASTS
    rows = select(OutsiderNotice).where(OutsiderNotice.state == UNCONFIRMED, OutsiderNotice.made_at <= old)
    free = rows.order_by(OutsiderNotice.made_at).limit(AT_ONCE).with_for_update(skip_locked=True)
    found = db.session.scalars(free).all()
    ids = [notice.id for notice in found]
    db.session.execute(delete(OutsiderKey).where(OutsiderKey.notice_id.in_(ids)))
    db.session.execute(delete(OutsiderNotice).where(OutsiderNotice.id.in_(ids)))
    return len(ids)


@command
def _erase_some() -> int:
    old = clock.now() - timedelta(days=30 * KEPT_MONTHS.get())
    rows = select(OutsiderNotice).where(OutsiderNotice.erased_at.is_(None), OutsiderNotice.ended_at <= old)
    free = rows.order_by(OutsiderNotice.ended_at).limit(AT_ONCE).with_for_update(skip_locked=True)
    found = db.session.scalars(free).all()
    for notice in found:
        _erase(notice)
    return len(found)


def _erase(notice: OutsiderNotice) -> None:
    notice.erase(clock.now())
    db.session.execute(delete(OutsiderKey).where(OutsiderKey.notice_id == notice.id))
