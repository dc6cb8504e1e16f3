"""What the composer shows beside the words: where they will stand, whom they answer, who can read them."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from app.accounts.actor import Actor
from app.core.db import db
from app.core.policy import ALLOW, NotFound, Verdict
from app.core.scope import ROOT
from app.discussions import policies
from app.discussions.models import Discussion, Post, Revision
from app.discussions.queries.people import authors
from app.discussions.queries.revisions import waiting_revision
from app.groups import queries as groups
from app.groups.audience import AUDIENCE_WORDS, Audience, widest
from app.groups.models import Group
from app.groups.policies import read
from app.guidelines.queries import has_accepted


@dataclass(frozen=True)
class Place:
    """Where words will stand. `may_post` carries the reason when it is not possible now; words can be kept all the same."""

    kind: str
    group: Group
    discussion: Discussion | None
    post: Post | None
    answered: Post | None
    answered_name: str
    audience: Audience
    widest: Audience
    may_post: Verdict
    accepted: bool
    words: str = ""
    title: str | None = None
    rooms: tuple[Group, ...] = ()
    """Where a discussion can be started instead, when its group was divided."""

    @property
    def audience_choices(self) -> list[tuple[int, str]]:
        """Audiences that the group allows, widest first."""
        return [(int(item), AUDIENCE_WORDS[item]) for item in Audience if item >= self.widest]


def start_place(actor: Actor, slug: str) -> Place:
    """The place of a new discussion. Raises NotFound."""
    found = groups.find_group(actor, slug)
    if not found.can_read:
        raise NotFound
    return _start(actor, found.group)


def start_place_by_id(actor: Actor, group_id: int) -> Place:
    """The same for a draft. Raises NotFound."""
    return _start(actor, groups.group_by_id(actor, group_id))


def discussion_place(actor: Actor, discussion_id: int, reply_to_id: int | None) -> Place:
    """The place of a reply. Raises NotFound."""
    row = db.session.execute(
        select(Discussion, Group).join(Group, Discussion.group_id == Group.id).where(Discussion.id == discussion_id)
    ).first()
    if row is None or not policies.see_discussion(actor, row[0], row[1]):
        raise NotFound
    answered = db.session.get(Post, reply_to_id) if reply_to_id else None
    if answered is not None and (answered.discussion_id != discussion_id or not answered.is_published):
        answered = None
    return _reply(actor, row[0], row[1], answered)


def reply_place(actor: Actor, post_id: int) -> Place:
    """The place of a reply to one post. Raises NotFound."""
    discussion_id = db.session.scalar(select(Post.discussion_id).where(Post.id == post_id))
    if discussion_id is None:
        raise NotFound
    place = discussion_place(actor, discussion_id, post_id)
    if place.answered is None:
        raise NotFound
    return place


def edit_place(actor: Actor, post_id: int) -> Place:
    """The place of an edit, with the words as they are or wait to be. Raises NotFound for anybody but the author."""
    row = db.session.execute(
        select(Post, Discussion, Group)
        .join(Discussion, Post.discussion_id == Discussion.id)
        .join(Group, Discussion.group_id == Group.id)
        .where(Post.id == post_id)
    ).first()
    if row is None or not policies.see_post(actor, row[0], row[1], row[2]) or row[0].author_id != actor.member_id:
        raise NotFound
    post, discussion, group = row
    newest: Revision | None = waiting_revision(post.id)
    is_opening = post.id == discussion.opening_id
    waiting_title = newest.title if newest else None
    return Place(
        kind="edit",
        group=group,
        discussion=discussion,
        post=post,
        answered=None,
        answered_name="",
        audience=Audience(post.audience),
        widest=Audience(post.audience),
        may_post=policies.edit(actor, post, discussion, group),
        accepted=True,
        words=newest.body if newest else post.body,
        title=(waiting_title or discussion.title) if is_opening else None,
    )


def path_of(
    actor: Actor, *, group_id: int | None = None, discussion_id: int | None = None, post_id: int | None = None
) -> str:
    """Where words that are being typed are meant to stand; the whole community for a place that the actor may not see. 1 statement."""
    if post_id is not None or discussion_id is not None:
        found = select(Discussion, Group).join(Group, Discussion.group_id == Group.id)
        if post_id is not None:
            found = found.join(Post, Post.discussion_id == Discussion.id).where(Post.id == post_id)
        else:
            found = found.where(Discussion.id == discussion_id)
        row = db.session.execute(found).first()
        return row[1].path if row is not None and policies.see_discussion(actor, row[0], row[1]) else ROOT
    group = db.session.get(Group, group_id) if group_id is not None else None
    return group.path if group is not None and read(actor, group) else ROOT


def group_id_of(slug: str) -> int | None:
    """The id behind a group's address, for keeping words of somebody who is signed out; it is shown to nobody."""
    return groups.group_id_at(slug)


def _start(actor: Actor, group: Group) -> Place:
    limit, rooms = widest(group.access), _rooms(actor, group)
    return Place(
        kind="discussion",
        group=group,
        discussion=None,
        post=None,
        answered=None,
        answered_name="",
        audience=limit,
        widest=limit,
        may_post=ALLOW if rooms else policies.start(actor, group),
        accepted=has_accepted(actor.member_id or 0),
        rooms=rooms,
    )


def _rooms(actor: Actor, group: Group) -> tuple[Group, ...]:
    """The rooms of a divided group in which the actor may start something. 1 statement, none for any other group."""
    inside = groups.rooms_inside(group) if group.is_divided else ()
    return tuple(room for room in inside if policies.start(actor, room))


def _reply(actor: Actor, discussion: Discussion, group: Group, answered: Post | None) -> Place:
    name = authors(actor, {answered.author_id}, group.path)[answered.author_id].name if answered else ""
    return Place(
        kind="reply",
        group=group,
        discussion=discussion,
        post=None,
        answered=answered,
        answered_name=name,
        audience=Audience(discussion.audience),
        widest=Audience(discussion.audience),
        may_post=policies.reply(actor, discussion, group),
        accepted=has_accepted(actor.member_id or 0),
    )
