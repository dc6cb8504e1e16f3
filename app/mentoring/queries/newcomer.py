"""One newcomer as a mentor or staff may see them: the groups they share with the reader, their first post, and who welcomes them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, select

from app.accounts.actor import SUSPENDED, Actor
from app.accounts.models import Member, Restriction
from app.accounts.queries import MemberCard, card
from app.accounts.shapes import SeenBy
from app.core import clock
from app.core.among import among, numbers
from app.core.db import db
from app.core.policy import NotFound
from app.core.scope import ROOT, within_any
from app.discussions import policies as discussion_policies
from app.discussions.models import Discussion, Post
from app.discussions.models.post import PUBLISHED
from app.groups.models import Group, Membership
from app.groups.policies import readable
from app.mentoring import policies
from app.mentoring.models import Newcomer, Welcome


@dataclass(frozen=True)
class Standing:
    """What decides on whose desk a newcomer stands; see `policies.Stands`."""

    member_id: int
    paths: tuple[str, ...]
    in_a_group: bool
    is_suspended: bool


@dataclass(frozen=True)
class GroupShown:
    """A group that the reader looks after and the newcomer belongs to."""

    id: int
    name: str
    url: str
    path: str


@dataclass(frozen=True)
class FirstPost:
    """What a newcomer wrote first, published and readable for whoever looks. `html` is safe to show."""

    post_id: int
    discussion_id: int
    title: str
    excerpt: str
    html: str
    at: datetime
    group: GroupShown

    @property
    def url(self) -> str:
        """The address of the post."""
        return f"/posts/{self.post_id}"


@dataclass(frozen=True)
class Holder:
    """The mentor who welcomes a newcomer. `note` came with it from `from_name`, '' when nobody handed them over."""

    welcome_id: int
    member_id: int
    name: str
    since: datetime
    note: str = ""
    from_name: str = ""


@dataclass(frozen=True)
class NewcomerSeen:
    """A newcomer on the reader's desk, with everything a page about them shows."""

    row: Newcomer
    card: MemberCard
    standing: Standing
    groups: tuple[GroupShown, ...]
    first: FirstPost | None
    holder: Holder | None
    is_mine: bool

    @property
    def name(self) -> str:
        return self.card.display_name


def find_newcomer(actor: Actor, member_id: int) -> NewcomerSeen:
    """A newcomer on the actor's desk, settled or not. Raises NotFound, also when they have left. 6 statements."""
    found = db.session.execute(
        select(Newcomer, Member).join(Member, Member.id == Newcomer.member_id).where(Newcomer.member_id == member_id)
    ).one_or_none()
    standing = standings([member_id]).get(member_id)
    if found is None or standing is None or not policies.see_newcomer(actor, standing):
        raise NotFound
    newcomer, member = found
    holder = holder_of(member_id)
    return NewcomerSeen(
        row=newcomer,
        card=card(member),
        standing=standing,
        groups=shared_groups(actor, [member_id]).get(member_id, ()),
        first=first_posts(actor, [newcomer.first_post_id]).get(newcomer.first_post_id or 0),
        holder=holder,
        is_mine=holder is not None and holder.member_id == actor.member_id,
    )


def standings(member_ids: Collection[int]) -> dict[int, Standing]:
    """On whose desk each stands; who is no newcomer is left out. 2 statements."""
    suspended = exists().where(
        Restriction.member_id == Newcomer.member_id,
        Restriction.kind == SUSPENDED,
        Restriction.path == ROOT,
        Restriction.in_force(clock.now()),
    )
    rows = db.session.execute(
        select(Newcomer.member_id, suspended, Group.path)
        .outerjoin(Group, Group.id == Newcomer.group_id)
        .where(Newcomer.member_id.in_(member_ids))
    ).all()
    joined: dict[int, list[str]] = {}
    for member_id, path in db.session.execute(
        select(Membership.member_id, Group.path)
        .join(Group, Group.id == Membership.group_id)
        .where(Membership.member_id.in_(member_ids))
    ):
        joined.setdefault(member_id, []).append(path)
    return {
        member_id: Standing(
            member_id=member_id,
            paths=(*joined.get(member_id, ()), *((path,) if path else ())),
            in_a_group=path is not None,
            is_suspended=bool(is_suspended),
        )
        for member_id, is_suspended, path in rows
    }


def holder_of(member_id: int) -> Holder | None:
    """Who welcomes this newcomer now. 1 statement, 2 when they were handed over."""
    row = db.session.execute(
        select(Welcome, Member.display_name)
        .join(Member, Member.id == Welcome.mentor_id)
        .where(Welcome.newcomer_id == member_id, Welcome.ended_at.is_(None))
    ).one_or_none()
    if row is None:
        return None
    held, name = row
    giver = db.session.get(Member, held.from_id) if held.from_id is not None else None
    return Holder(held.id, held.mentor_id, name, held.claimed_at, held.note, giver.display_name if giver else "")


def shared_groups(actor: Actor, member_ids: Collection[int]) -> dict[int, tuple[GroupShown, ...]]:
    """The groups each belongs to, of those the actor looks after and may read, by name. 1 statement."""
    found: dict[int, list[GroupShown]] = {}
    for row in _SHARED.rows(actor, members=member_ids):
        found.setdefault(row.member_id, []).append(group_shown(row.id, row.name, row.slug, row.path))
    return {member_id: tuple(groups) for member_id, groups in found.items()}


def first_posts(actor: Actor, post_ids: Collection[int | None]) -> dict[int, FirstPost]:
    """First posts by their id, those that are published and that the actor may read. 1 statement."""
    rows = _FIRST.rows(actor, posts={key for key in post_ids if key is not None})
    return {
        row.id: FirstPost(
            post_id=row.id,
            discussion_id=row.discussion_id,
            title=row.title,
            excerpt=row.excerpt,
            html=row.html,
            at=row.published_at or row.created_at,
            group=group_shown(row.group_id, row.name, row.slug, row.path),
        )
        for row in rows
    }


def looked_after(actor: Actor) -> ColumnElement[bool]:
    """SQL for: the actor looks after the group, and may read it."""
    return and_(within_any(Group.path, actor.paths(*policies.LOOKS)), readable(actor))


def group_shown(group_id: int, name: str, slug: str, path: str) -> GroupShown:
    """A group from its columns."""
    return GroupShown(group_id, name, f"/groups/{slug}", path)


def _shared(actor: Actor) -> Any:
    return (
        select(Membership.member_id, Group.id, Group.name, Group.slug, Group.path)
        .join(Group, Group.id == Membership.group_id)
        .where(among(Membership.member_id, [numbers("members")]), looked_after(actor))
        .order_by(Group.name, Group.id)
    )


def _first(actor: Actor) -> Any:
    post = (Post.id, Post.discussion_id, Post.excerpt, Post.html, Post.published_at, Post.created_at)
    return (
        select(*post, Discussion.title, Discussion.group_id, Group.name, Group.slug, Group.path)
        .join(Discussion, Discussion.id == Post.discussion_id)
        .join(Group, Group.id == Discussion.group_id)
        .where(
            among(Post.id, [numbers("posts")]),
            Post.state == PUBLISHED,
            Discussion.removed_at.is_(None),
            discussion_policies.posts_seen(actor),
        )
    )


_SHARED = SeenBy(_shared)
_FIRST = SeenBy(_first)
