"""A notice is sent, its mail address is proved, and it comes to the desk."""

from __future__ import annotations

import secrets

from sqlalchemy import delete, select

from app.accounts.actor import Actor
from app.accounts.commands.members import tidy_address
from app.core import clock
from app.core.command import command, publish
from app.core.db import db
from app.core.jobs import defer
from app.core.limits import count
from app.core.policy import NotFound
from app.core.tokens import token_hash
from app.moderation.commands.items import open_item
from app.moderation.inputs import CauseInput, OpenInput
from app.moderation.kinds import NOTICE
from app.moderation.models import ReviewItem
from app.moderation.registry import SubjectView, subject_views
from app.outsiders import limits
from app.outsiders.address import Target, target_of
from app.outsiders.checking import faults
from app.outsiders.commands.keys import make_key
from app.outsiders.events import OutsiderNoticeOpened
from app.outsiders.inputs import NoticeInput, Sent, Site
from app.outsiders.models import CONFIRM, STATUS, UNCONFIRMED, OutsiderKey, OutsiderNotice
from app.outsiders.queries import confirmed_by, subject_of
from app.outsiders.reasons import CHILD, REASONS

OWN = "outsider_notice"
"""The subject of an item whose notice leads to nothing on the desk: the notice itself."""

LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Of numbers: none that is mistaken for another one on paper or on the telephone."""


def tell(actor: Actor, given: NoticeInput, site: Site) -> Sent:
    """Keep a notice; its sender may be anybody. It comes to the desk once the mail address is proved, or at once for child abuse.

    The answer is the same whether the address leads to something, to something hidden or to nothing. Raises the first Invalid of
    `checking.faults`, TooMany.
    """
    for fault in faults(given, site):
        raise fault
    email = tidy_address(given.email) if given.email.strip() else ""
    count(limits.BY_CLIENT, site.client)
    count(limits.BY_MAIL, email) if email else count(limits.UNNAMED_BY_CLIENT, site.client)
    count(limits.BY_ALL, "all")
    return _keep(actor, given, email, target_of(given.address, site))


@command
def confirm(token: str) -> str:
    """Prove the mail address: the notice is on the desk from now on. Answers the token of its status page.

    Raises NotFound for a link that is unknown, spent or has run out.
    """
    notice = _locked(confirmed_by(token).id)
    if not db.session.scalar(select(OutsiderKey.notice_id).where(OutsiderKey.token_hash == token_hash(token))):
        raise NotFound
    notice.confirm(clock.now())
    db.session.execute(delete(OutsiderKey).where(OutsiderKey.notice_id == notice.id, OutsiderKey.purpose == CONFIRM))
    if notice.state == UNCONFIRMED:
        _put_on_desk(notice)
    defer("outsiders.send_receipt", notice_id=notice.id)
    return make_key(notice, STATUS)


@command
def _keep(actor: Actor, given: NoticeInput, email: str, target: Target) -> Sent:
    subject = subject_of(actor, target)
    notice = OutsiderNotice(
        number=_number(),
        reason=given.reason,
        address=given.address.strip(),
        subject_kind=subject.kind,
        subject_id=subject.id,
        is_seen=subject.is_seen,
        words=given.words.strip(),
        name=given.name.strip(),
        email=email,
        member_id=actor.member_id,
        made_at=clock.now(),
    )
    db.session.add(notice)
    db.session.flush()
    if given.reason == CHILD:
        _put_on_desk(notice)
    if not email:
        return Sent(notice.id, make_key(notice, STATUS))
    defer("outsiders.send_confirmation", notice_id=notice.id)
    return Sent(notice.id)


def _locked(notice_id: int) -> OutsiderNotice:
    """The notice, locked until the transaction ends. Raises NotFound."""
    rows = select(OutsiderNotice).where(OutsiderNotice.id == notice_id).with_for_update()
    found = db.session.scalars(rows.execution_options(populate_existing=True)).one_or_none()
    if found is None:
        raise NotFound
    return found


def _put_on_desk(notice: OutsiderNotice) -> None:
    """Join the item of what it is about, or make one; where there is nothing to judge, one of its own."""
    view = _view(notice)
    reason = REASONS[notice.reason]
    # The words stay with the notice: there they can be forgotten.
    cause = CauseInput(NOTICE, reason.code, reason.risk, view.text, view.revision_id)
    opened = OpenInput(view.kind, view.id, view.scope_path, view.author_id, view.what, (cause,))
    item_id = open_item(opened)
    notice.wait_on(item_id)
    db.session.flush()
    path = db.session.get_one(ReviewItem, item_id).scope_path
    publish(
        OutsiderNoticeOpened(
            actor_id=None,
            notice_id=notice.id,
            item_id=item_id,
            author_id=view.author_id,
            reason=notice.reason,
            scope_path=path,
        )
    )


def _view(notice: OutsiderNotice) -> SubjectView:
    own = (OWN, notice.id)
    meant = (notice.subject_kind, notice.subject_id) if notice.subject_id is not None else own
    views = subject_views([meant, own])
    return views.get(meant) or views[own]


def _number() -> str:
    """Such as K7QF-2M9P: it says neither how many there are nor when it came."""
    letters = [secrets.choice(LETTERS) for _ in range(8)]
    return f"{''.join(letters[:4])}-{''.join(letters[4:])}"
