"""Notices as pages, jobs and the header read them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select

from app.accounts.actor import SUSPENDED, Actor
from app.accounts.models import Restriction
from app.core import clock
from app.core.db import db
from app.core.paging import Page, pack_key, unpack_key
from app.core.policy import NotFound
from app.core.scope import ROOT
from app.notifications.models import MailChoice, Notice
from app.notifications.registry import KINDS, NoticeView, kinds_for

PAGE_SIZE = 25
UNREAD = "unread"
"""How many notices a member has not opened: asked at the door, since every page shows it."""


@dataclass(frozen=True)
class NoticeRow:
    """One notice on a page, with what its kind says about it."""

    id: int
    kind: str
    is_unread: bool
    at: datetime
    view: NoticeView


@dataclass(frozen=True)
class NoticesPage:
    """A page of notices, newest first.

    `unread` counts all that are unread, without those of this page that may not be seen any more; `newest_id` is the newest of this
    page, 0 when empty; `settled` are unread ones that need no opening: nothing is left to see, or their words say everything.
    """

    rows: Page[NoticeRow]
    unread: int
    newest_id: int
    settled: tuple[int, ...]


def unread_count(member_id: int, kinds: Collection[str] | None = None) -> int:
    """How many notices a member has not opened, of all kinds or of `kinds`. One statement."""
    unread = select(func.count()).select_from(Notice).where(Notice.member_id == member_id, Notice.read_at.is_(None))
    if kinds is not None:
        unread = unread.where(Notice.kind.in_(kinds))
    return int(db.session.scalar(unread) or 0)


def unread_for(actor: Actor) -> int:
    """The count beside "For you": unread, and of a kind that the actor may read at present."""
    if actor.member_id is None:
        return 0
    return unread_count(actor.member_id, kinds_for(actor) if actor.is_suspended else None)


def notices_page(actor: Actor, before: str | None = None) -> NoticesPage:
    """The actor's notices before the key `before`. Two statements, and those of each kind on the page."""
    found = list(db.session.scalars(_own(actor, unpack_key(before, 1)).limit(PAGE_SIZE + 1)))
    shown = found[:PAGE_SIZE]
    views = views_of(actor, shown)
    rows = [_row(notice, views[notice.id]) for notice in shown if notice.id in views]
    older = pack_key(shown[-1].id) if len(found) > PAGE_SIZE else None
    unread = [notice.id for notice in shown if notice.is_unread]
    gone = sum(notice_id not in views for notice_id in unread)
    settled = tuple(notice_id for notice_id in unread if not _needs_opening(views.get(notice_id)))
    return NoticesPage(Page(rows, older=older), unread_for(actor) - gone, shown[0].id if shown else 0, settled)


def newest(
    actor: Actor, limit: int = 5, *, unread: bool = False, kinds: Collection[str] | None = None
) -> list[NoticeRow]:
    """The actor's newest notices, or newest unread ones, of all kinds or of `kinds`, for a page that shows a few."""
    own = _own(actor, None).limit(limit)
    if kinds is not None:
        own = own.where(Notice.kind.in_(kinds))
    found = list(db.session.scalars(own.where(Notice.read_at.is_(None)) if unread else own))
    views = views_of(actor, found)
    return [_row(notice, views[notice.id]) for notice in found if notice.id in views]


def notice_row(actor: Actor, notice_id: int) -> NoticeRow:
    """One notice of the actor. Raises NotFound when it is not theirs, or what it is about is not for them any more."""
    notice = db.session.scalar(_own(actor, None).where(Notice.id == notice_id))
    views = views_of(actor, [notice]) if notice else {}
    if notice is None or notice.id not in views:
        raise NotFound
    return _row(notice, views[notice.id])


def views_of(actor: Actor, notices: Sequence[Notice]) -> dict[int, NoticeView]:
    """What each kind says about its notices; those that the actor may not see are left out."""
    by_kind: defaultdict[str, list[Notice]] = defaultdict(list)
    for notice in notices:
        by_kind[notice.kind].append(notice)
    views: dict[int, NoticeView] = {}
    for kind in kinds_for(actor) & by_kind.keys():
        views.update(KINDS[kind].load(actor, by_kind[kind]))
    return views


def suspension_of(member_id: int) -> Restriction | None:
    """What keeps a suspended member out, the one that lasts longest; None when nothing does."""
    in_force = select(Restriction).where(
        Restriction.member_id == member_id,
        Restriction.kind == SUSPENDED,
        Restriction.path == ROOT,
        Restriction.in_force(clock.now()),
    )
    return db.session.scalars(in_force.order_by(Restriction.until.desc().nulls_first(), Restriction.id.desc())).first()


def mail_choice(member_id: int) -> MailChoice:
    """What a member wants by mail; everything while they never chose."""
    kept = db.session.get(MailChoice, member_id)
    return kept or MailChoice(member_id=member_id, is_on=True, off_kinds=[])


def _own(actor: Actor, before: tuple[int, ...] | None) -> Select[Notice]:
    own = select(Notice).where(Notice.member_id == actor.member_id, Notice.kind.in_(kinds_for(actor)))
    if before:
        own = own.where(Notice.id < before[0])
    return own.order_by(Notice.id.desc())


def _row(notice: Notice, view: NoticeView) -> NoticeRow:
    return NoticeRow(notice.id, notice.kind, notice.is_unread, view.when or notice.created_at, view)


def _needs_opening(view: NoticeView | None) -> bool:
    return view is not None and view.url != ""
