"""A reply takes the next place in its discussion: one statement that counts it in, and finds out whether what was decided is so still.

Until then nobody holds the discussion, so that who writes there waits for the others' last moments alone, not for all they do. On
PostgreSQL it is one statement for all of them, with their posts (`many_places`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import JSON, Integer, and_, bindparam, case, exists, literal_column, not_, update
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm.util import identity_key
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import BindParameter, ColumnElement

from app.core.command import Overtaken
from app.core.db import Id, UtcDateTime, db
from app.core.driver import dialect_of
from app.core.prepared_writes import PreparedWrite
from app.discussions.commands.many_places import Placing, write_many
from app.discussions.commands.standing import BEYOND, NewPost, write
from app.discussions.models import Discussion, Post
from app.discussions.models.discussion import COUNTED, MOST_SEATS, RISES_EVERY
from app.discussions.models.post import PLACED
from app.groups.models import Group


def write_in_next_places(placings: Sequence[Placing]) -> list[NewPost]:
    """Write replies in the next places of their discussions, in this order, their authors counted in. The discussions are ours from now on,
    until the command ends; so they come in the order of their ids, in which everybody takes them.

    Answers the posts with their places. Raises Overtaken when anything but new posts became of a discussion since `known` was read, when
    its group is another or closed, or when the same draft became a post meanwhile. 3 statements each, on PostgreSQL 1 for all.
    """
    is_lite = dialect_of(db.session()).name == "sqlite"
    posts = [_written_after_place(one) for one in placings] if is_lite else _written_at_once(placings)
    for post in posts:
        kept = db.session.identity_map.get(identity_key(Discussion, post.discussion_id))
        if kept is not None:
            db.session.expire(kept)
    return posts


def _written_after_place(one: Placing) -> NewPost:
    found = _NEXT.run(known=_talk_of(one), **_where(one))
    if not found:
        raise Overtaken
    post = one.at(int(found[0][0]))
    write(post, one.words, one.draft_key, one.anyway)
    return post


def _written_at_once(placings: Sequence[Placing]) -> list[NewPost]:
    posts = write_many(placings)
    for one in placings:
        _NEXT.was_done(_talk_of(one))
    return posts


def _where(one: Placing) -> dict[str, Any]:
    return {
        "this": one.post.discussion_id,
        "member": one.post.author_id,
        "post": one.post.id,
        "now": one.post.created_at,
        "rising": one.post.created_at - RISES_EVERY,
        "beyond": one.known.beyond,
        "group": one.known.group_id,
        "path": one.known.path,
        "access": one.known.access,
    }


def _talk_of(one: Placing) -> dict[str, int]:
    return {"id": one.post.discussion_id, "group_id": one.known.group_id}


class seated(ColumnElement[Any]):  # noqa: N801 - it stands in statements beside `count` and `exists`
    """SQL for those who are drawn in a list's row, with one more while there are seats."""

    inherit_cache = False

    def __init__(self, member: BindParameter[int]) -> None:
        self.type = JSON()
        self.member = member


@compiles(seated, "sqlite")  # type: ignore[no-untyped-call, untyped-decorator, unused-ignore]
def _on_sqlite(element: seated, compiler: SQLCompiler, **kwargs: Any) -> str:
    member = compiler.process(element.member, **kwargs)
    is_in = f"EXISTS (SELECT 1 FROM json_each(people_ids) WHERE value = {member})"  # noqa: S608 - a name of our own
    return (
        f"CASE WHEN json_array_length(people_ids) >= {MOST_SEATS} OR {is_in} THEN people_ids "
        f"ELSE json_insert(people_ids, '$[#]', {member}) END"
    )


def _next_place() -> Any:
    member, now = bindparam("member", type_=Id), bindparam("now", type_=UtcDateTime())
    by_other, is_open = Discussion.author_id.is_distinct_from(member), Discussion.answered_at.is_(None)
    # Whoever writes has counted it to their limit before: no other window of theirs is between here and its commit.
    theirs = exists().where(Post.discussion_id == Discussion.id, Post.author_id == member, Post.state.in_(PLACED))
    was_here = theirs.correlate(Discussion)
    group = (
        *(Group.id == Discussion.group_id, Group.id == bindparam("group", type_=Id), Group.archived_at.is_(None)),
        Group.path == bindparam("path", type_=Group.path.type),
        Group.access == bindparam("access", type_=Group.access.type),
    )
    is_same = bindparam("beyond", type_=Integer()) == BEYOND
    rose_just_now = and_(
        Discussion.reply_count > NONE, Discussion.last_post_at.between(bindparam("rising", type_=UtcDateTime()), now)
    )
    return (
        update(Discussion)
        .where(Discussion.id == bindparam("this", type_=Id), is_same, exists().where(*group).correlate(Discussion))
        .values(
            last_seq=Discussion.last_seq + ONE,
            version=Discussion.version + ONE,
            reply_count=Discussion.reply_count + ONE,
            people_count=Discussion.people_count + case((was_here, NONE), else_=ONE),
            people_ids=case((was_here, Discussion.people_ids), else_=seated(member)),
            last_post_at=case((rose_just_now, Discussion.last_post_at), else_=now),
            last_post_id=bindparam("post", type_=Id),
            answered_at=case((and_(is_open, by_other), now), else_=Discussion.answered_at),
            asked_again_at=case((and_(is_open, not_(by_other)), now), else_=Discussion.asked_again_at),
        )
        .returning(Discussion.last_seq)
    )


NONE, ONE = literal_column("0", Integer()), literal_column("1", Integer())
_NEXT = PreparedWrite(Discussion, COUNTED, lambda _insert: _next_place())
