"""What groups tell the packages below: who belongs where and how paths are called; and the notices about asking to join."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, select

from app.accounts import registry
from app.accounts.actor import ADMIN, MODERATOR, Actor
from app.accounts.models import Member
from app.accounts.shapes import SeenBy
from app.core.among import among, texts
from app.core.db import db
from app.core.rows import rows_of
from app.groups import wording
from app.groups.inputs import ANSWERED, ASKED, TAKEN_OUT
from app.groups.models import FormerAddress, Group, JoinRequest, Membership
from app.groups.policies import listed, moderated
from app.notifications.models import Notice
from app.notifications.registry import DECIDED, DUTIES, NoticeKind, NoticeView, register_kind


@registry.belongs_to
def groups_of(member_id: int) -> frozenset[int]:
    """The groups a member belongs to. 1 statement."""
    return frozenset(db.session.scalars(select(Membership.group_id).where(Membership.member_id == member_id)))


@registry.at_the_door("group_ids")
def groups_at_the_door(member_id: Any) -> Select[Any]:
    """The same, for the statement that finds out who asks."""
    return select(rows_of(Membership.group_id)).where(Membership.member_id == member_id)


@registry.knows_paths
def path_of(slug: str) -> str | None:
    """The path of the group that has, or had, this address."""
    wanted = slug.lower()
    now = db.session.scalar(select(Group.path).where(Group.slug == wanted))
    if now is not None:
        return now
    former = select(Group.path).join(FormerAddress, FormerAddress.group_id == Group.id)
    return db.session.scalar(former.where(FormerAddress.slug == wanted))


@registry.names_paths
def names_of(actor: Actor, paths: tuple[str, ...]) -> dict[str, str]:
    """Names of the groups at `paths` that the actor may know of. 1 statement, none for no path."""
    return {path: name for path, name in _NAMES.rows(actor, paths=paths)} if paths else {}


_NAMES = SeenBy(lambda actor: select(Group.path, Group.name).where(among(Group.path, [texts("paths")]), listed(actor)))


def asked_views(actor: Actor, notices: Sequence[Notice]) -> dict[int, NoticeView]:
    """Somebody asks to join a group that the actor moderates. 1 statement."""
    rows = db.session.execute(
        select(JoinRequest, Group, Member.display_name)
        .join(Group, Group.id == JoinRequest.group_id)
        .join(Member, Member.id == JoinRequest.member_id)
        .where(JoinRequest.id.in_([notice.subject_id for notice in notices]), moderated(actor))
    )
    found = {request.id: (request, group, name) for request, group, name in rows}
    return {notice.id: _asked_view(*found[notice.subject_id]) for notice in notices if notice.subject_id in found}


def answered_views(actor: Actor, notices: Sequence[Notice]) -> dict[int, NoticeView]:
    """The actor's own asking was answered. 1 statement."""
    found = _own_answers(actor, notices)
    return {notice.id: _answered_view(*found[notice.subject_id]) for notice in notices if notice.subject_id in found}


def taken_out_views(actor: Actor, notices: Sequence[Notice]) -> dict[int, NoticeView]:
    """A moderator took the actor out of a group, and says why. 1 statement."""
    found = _own_answers(actor, notices)
    return {notice.id: _taken_out_view(*found[notice.subject_id]) for notice in notices if notice.subject_id in found}


def _own_answers(actor: Actor, notices: Sequence[Notice]) -> dict[int | None, tuple[JoinRequest, Group]]:
    rows = db.session.execute(
        select(JoinRequest, Group)
        .join(Group, Group.id == JoinRequest.group_id)
        .where(
            JoinRequest.id.in_([notice.subject_id for notice in notices]),
            JoinRequest.member_id == actor.member_id,
            JoinRequest.answered_at.is_not(None),
            listed(actor),
        )
    )
    return {request.id: (request, group) for request, group in rows}


def _asked_view(request: JoinRequest, group: Group, name: str) -> NoticeView:
    words = request.words if request.is_open else wording.ASKING_ANSWERED
    title = wording.ASKED_TITLE.format(name=name, group=group.name)
    return NoticeView(title=title, words=words, url=f"{group.url}/asks", who=name)


def _answered_view(request: JoinRequest, group: Group) -> NoticeView:
    title = wording.ACCEPTED_TITLE if request.accepted else wording.DECLINED_TITLE
    plain = wording.ACCEPTED_WORDS if request.accepted else wording.DECLINED_WORDS
    return NoticeView(title=title.format(group=group.name), words=request.answer_words or plain, url=group.url)


def _taken_out_view(request: JoinRequest, group: Group) -> NoticeView:
    title = wording.TAKEN_OUT_TITLE.format(group=group.name)
    return NoticeView(title=title, words=request.answer_words, url=group.url)


register_kind(
    NoticeKind(
        name=ASKED,
        label="When somebody asks to join a group I look after",
        mail_words="Somebody is waiting for your answer",
        load=asked_views,
        topic=DUTIES,
        for_roles=(MODERATOR, ADMIN),
    )
)
register_kind(
    NoticeKind(
        name=ANSWERED,
        label="What comes of my asking to join a group",
        mail_words="What you asked has an answer",
        load=answered_views,
    )
)
register_kind(
    NoticeKind(
        name=TAKEN_OUT,
        label="When a moderator takes me out of a group",
        mail_words="A moderator has written to you",
        load=taken_out_views,
        topic=DECIDED,
    )
)
