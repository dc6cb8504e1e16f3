"""What one statement says of a member who reads a page of discussions: stamps of what it is made of, and all that is theirs alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import current_app
from sqlalchemy import Select, Text, and_, bindparam, exists, or_, select

from app.accounts.actor import Actor
from app.accounts.models import PEOPLE
from app.accounts.shapes import SeenBy
from app.core import clock, limits
from app.core.among import among, numbers
from app.core.db import Id
from app.core.for_readers import Reading
from app.core.prepared import Prepared
from app.core.rows import rows_of
from app.core.versions import HOUSE, LAG, Key, reading, shape_of, stamp_values
from app.discussions.limits import POSTING
from app.discussions.models import FIGURES, TALK, TALKS, Discussion, Draft, Post, ReadMark, Revision, Watch
from app.discussions.models.post import HELD
from app.discussions.queries.lists import Told, new_since, news_of, number_of_new
from app.discussions.queries.thread import Place, first_new
from app.duty.queries.rota import nobody_there
from app.groups.audience import PRIVATE
from app.groups.models import GROUP, TREE, Group
from app.groups.policies import holds_role
from app.groups.queries.reader import asked_by, private_ids
from app.guidelines.models import Acceptance
from app.guidelines.queries import current

TALK_KEYS = (TREE, PEOPLE, TALKS, HOUSE)
"""What the page of a discussion is made of, besides the discussion itself."""

GROUP_KEYS = (TREE, PEOPLE, TALKS, HOUSE)
"""What the page of a group is made of, besides the group itself."""

MOST_KNOWN = 10_000
"""Members of whom a process knows how much they have written."""


@dataclass(frozen=True)
class Followed:
    """How far a reader had read before they asked, None for somebody who comes for the first time; and how far there is to read.

    `accepted`: they accepted the guidelines in force, or there are none. `wrote`: something of theirs stands there, or waits.
    """

    read_to: int | None
    last_seq: int
    accepted: bool
    wrote: bool


@dataclass(frozen=True)
class Shown:
    """What is kept beside the page of a discussion: how far it is read by whoever sees it, and the posts on it."""

    up_to: int
    places: tuple[Place, ...]


@dataclass(frozen=True)
class News:
    """How many discussions of a group have something new, and of some of them, by id: all of it, or how many posts."""

    number: int
    of: Mapping[int, tuple[bool, int]]


def reading_of_talk(actor: Actor, discussion_id: int, slug: str = "") -> Reading | None:
    """Of what kind a reader of a discussion is; None where the page is theirs alone, or there is none. 1 statement.

    Alike are all who hold the same roles, are both in its group or both outside, both follow it, have both accepted the guidelines, and
    to whom the same is new (`new_in`). Whoever wrote in it has a page of their own, since their posts have other buttons; with words
    there that wait, or a reply that was begun, it is not kept at all.
    """
    version = current()
    asked = {"talk": discussion_id, "me": actor.member_id, "version": version.id if version else 0}
    row = _OF_TALK.first(**_TALK_STAMPS, id_4=discussion_id, **asked)
    if row is None:
        return None
    *stamps, group_id, path, author_id, last_seq, read_to, watched, accepted, wrote, waits, began = row
    if waits or began:
        return None
    mine = wrote or author_id == actor.member_id
    has_accepted = bool(accepted) or version is None
    kind = (
        group_id in actor.group_ids,
        watched is not None,
        has_accepted,
        actor.member_id if mine else None,
        nobody_there(path),
    )
    followed = Followed(read_to, last_seq, has_accepted, bool(mine))
    return Reading(tuple(stamps), stamps[TALK_KEYS.index(HOUSE)], kind, followed)


def reading_of_group(actor: Actor, slug: str) -> Reading | None:
    """Of what kind a reader of a group is; None where it is closed to them, or was at another address. 1 statement, 2 the first time.

    Alike are all who hold the same roles, are both in it or both outside, belong to the same private groups and wait to be let into the
    same. What is new to each stands in slots, see `news_in`.
    """
    known: dict[str, int] = current_app.extensions.setdefault("group_ids", {})
    row = _read_group(actor, slug, known.get(slug, 0))
    if row is not None and row.id != known.get(slug):
        # The stamp that was read is that of another group, or of none.
        known[slug] = row.id
        row = _read_group(actor, slug, row.id)
    if row is None:
        return None
    *stamps, figures, group_id, path, access, asked, posted = row
    belongs = group_id in actor.group_ids
    if access == PRIVATE and not belongs and not holds_role(actor, path):
        return None
    private = private_ids(stamps[GROUP_KEYS.index(TREE)])
    kind = (belongs, actor.group_ids & private, frozenset([key for (key,) in asked]))
    house, exact = stamps[GROUP_KEYS.index(HOUSE)], _has_just_written(actor, posted)
    return Reading(tuple(stamps), house, kind, group_id, counts=(figures,), exact=exact)


def news_in(actor: Actor, group_id: int, told: Sequence[Told]) -> News:
    """What is new to the actor in a group, and in each of the discussions that a page of it lists. 1 statement."""
    since = new_since(actor)
    asked = {"group": group_id, "since": since, "talks": [talk.id for talk in told]}
    row = _NEWS.first(actor, **asked)
    marks: dict[int, int] = {key: seq for key, seq in row.marks}
    return News(row.new, {talk.id: news_of(actor, talk, marks.get(talk.id), since) for talk in told})


def new_in(actor: Actor, reading: Reading, shown: Shown) -> tuple[bool, int | None]:
    """Whether anything is new to the reader, and the first post of this page that is."""
    followed: Followed = reading.known
    is_new = followed.read_to is not None and followed.read_to < followed.last_seq
    return is_new, first_new(actor, shown.places, followed.read_to, followed.last_seq)


def _read_group(actor: Actor, slug: str, group_id: int) -> Any:
    posted = limits.asking(POSTING, actor.member_id or 0)
    return _OF_GROUP.first(**_GROUP_STAMPS, id_4=group_id, id_5=group_id, slug=slug, me=actor.member_id, **posted)


def _has_just_written(actor: Actor, posted: int | None) -> bool:
    """Whether the reader's number of posts is not what it was when this process last looked, or was not until a moment ago.

    Who has written wants to find it counted, wherever it was taken; who was never seen here may have.
    """
    known: dict[int | None, tuple[int | None, datetime]] = current_app.extensions.setdefault("posted", {})
    now, found = clock.now(), known.get(actor.member_id)
    if found is None or found[0] != posted:
        if len(known) >= MOST_KNOWN:
            known.clear()
        found = known[actor.member_id] = (posted, now)
    return timedelta() <= now - found[1] < LAG


def _of_group() -> Select[Any]:
    asked = asked_by(bindparam("me", type_=Id)).scalar_subquery()
    columns = (Group.id, Group.path, Group.access, asked.label("asked"), limits.used_in(POSTING).label("posted"))
    return (
        reading(shape_of((*GROUP_KEYS, Key(GROUP, 0), Key(FIGURES, 0))))
        .add_columns(*columns)
        .where(Group.slug == bindparam("slug", type_=Text()))
    )


def _news(actor: Actor) -> Select[Any]:
    mine = (ReadMark.member_id == actor.member_id, among(ReadMark.discussion_id, [numbers("talks")]))
    marks = select(rows_of(ReadMark.discussion_id, ReadMark.seq)).where(*mine)
    return select(number_of_new(actor).label("new"), marks.scalar_subquery().label("marks"))


def _of_talk() -> Select[Any]:
    shape = shape_of((*TALK_KEYS, Key(TALK, 0)))
    me, talk = bindparam("me", type_=Id), bindparam("talk", type_=Id)
    mine = select(Post.id).where(Post.author_id == me, Post.discussion_id == talk)
    accepted = exists().where(Acceptance.member_id == me, Acceptance.version_id == bindparam("version", type_=Id))
    held = exists().where(Revision.post_id == Post.id, Revision.state == HELD)
    began = exists().where(Draft.author_id == me, Draft.discussion_id == talk)
    return (
        reading(shape)
        .add_columns(
            *(
                Discussion.group_id,
                Group.path,
                Discussion.author_id,
                Discussion.last_seq,
                ReadMark.seq,
                Watch.member_id,
            ),
            accepted.label("accepted"),
            mine.exists().label("wrote"),
            mine.where(or_(Post.state == HELD, held)).exists().label("waits"),
            began.label("began"),
        )
        .select_from(Discussion)
        .join(Group, Group.id == Discussion.group_id)
        .outerjoin(ReadMark, and_(ReadMark.discussion_id == Discussion.id, ReadMark.member_id == me))
        .outerjoin(Watch, and_(Watch.discussion_id == Discussion.id, Watch.member_id == me))
        .where(Discussion.id == talk)
    )


_OF_TALK = Prepared(_of_talk)
_TALK_STAMPS = stamp_values(TALK_KEYS)
_OF_GROUP = Prepared(_of_group)
_GROUP_STAMPS = stamp_values(GROUP_KEYS)
_NEWS = SeenBy(_news)
