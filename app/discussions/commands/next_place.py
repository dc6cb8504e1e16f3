"""A reply takes the next place in its discussion: one statement that counts it in, and finds out whether what was decided is so still.

Until then nobody holds the discussion, so that who writes there waits for the others' last moments alone, not for all they do. On
PostgreSQL the same statement writes the post and its revision: whoever holds a discussion that many write in has to be given Python again
for each statement that follows.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import JSON, Integer, and_, bindparam, case, exists, func, literal, literal_column, not_, select, update
from sqlalchemy.dialects import postgresql
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm.util import identity_key
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import BindParameter, ColumnElement

from app.core.command import Overtaken
from app.core.db import Id, UtcDateTime, db
from app.core.driver import dialect_of
from app.core.prepared import Prepared
from app.core.prepared_writes import PreparedWrite
from app.discussions.commands.standing import BEYOND, POST, REVISION, NewPost, Standing, kept_of, shown_of, write
from app.discussions.models import Discussion, Post, Revision
from app.discussions.models.discussion import COUNTED, MOST_SEATS
from app.discussions.models.post import CURRENT, PLACED, PUBLISHED
from app.discussions.preparing import Words
from app.groups.models import Group


class Placing(NamedTuple):
    """A reply that is about to be written: what was known when that was decided, and what goes into its rows."""

    post: NewPost
    known: Standing
    words: Words
    draft_key: str
    anyway: bool


def write_in_next_places(placings: Sequence[Placing]) -> list[NewPost]:
    """Write replies in the next places of their discussions, in this order, their authors counted in. The discussions are ours from now on,
    until the command ends; so they come in the order of their ids, in which everybody takes them.

    Answers the posts with their places. Raises Overtaken when anything but new posts became of a discussion since `known` was read, when
    its group is another or closed, or when the same draft became a post meanwhile. 3 statements each, on PostgreSQL 1.
    """
    is_lite = dialect_of(db.session()).name == "sqlite"
    posts = [_written_after_place(one) for one in placings] if is_lite else _written_at_once(placings)
    for post in posts:
        kept = db.session.identity_map.get(identity_key(Discussion, post.discussion_id))
        if kept is not None:
            db.session.expire(kept)
    return posts


def _written_after_place(one: Placing) -> NewPost:
    post = _placed(one, _NEXT.run(known=_talk_of(one), **_where(one)))
    write(post, one.words, one.draft_key, one.anyway)
    return post


def _written_at_once(placings: Sequence[Placing]) -> list[NewPost]:
    rows = [_row_values(one) for one in placings]
    try:
        found = _AT_ONCE.rows_of_each(rows)
    except IntegrityError as error:
        raise Overtaken from error
    for one, values in zip(placings, rows, strict=True):
        _NEXT.was_done(_talk_of(one))
        POST.was_done(values)
        REVISION.was_done(values)
    return [_placed(one, placed) for one, placed in zip(placings, found, strict=True)]


def _placed(one: Placing, found: Sequence[Any]) -> NewPost:
    if not found:
        raise Overtaken
    seq = int(found[0][0])
    return one.post._replace(seq=seq, branch_seq=one.known.branch or seq)


def _row_values(one: Placing) -> dict[str, Any]:
    rows = shown_of(one.post, one.words) | kept_of(one.post, one.words, one.anyway)
    return {**_where(one), **rows, "draft_key": one.draft_key, "branch": one.known.branch}


def _where(one: Placing) -> dict[str, Any]:
    return {
        "this": one.post.discussion_id,
        "member": one.post.author_id,
        "post": one.post.id,
        "now": one.post.created_at,
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


@compiles(seated, "postgresql")  # type: ignore[no-untyped-call, untyped-decorator, unused-ignore]
def _on_postgresql(element: seated, compiler: SQLCompiler, **kwargs: Any) -> str:
    member = f"to_jsonb({compiler.process(element.member, **kwargs)})"
    return (
        f"CASE WHEN json_array_length(people_ids) >= {MOST_SEATS} OR people_ids::jsonb @> {member} THEN people_ids "
        f"ELSE (people_ids::jsonb || {member})::json END"
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
    return (
        update(Discussion)
        .where(Discussion.id == bindparam("this", type_=Id), is_same, exists().where(*group).correlate(Discussion))
        .values(
            last_seq=Discussion.last_seq + ONE,
            version=Discussion.version + ONE,
            reply_count=Discussion.reply_count + ONE,
            people_count=Discussion.people_count + case((was_here, NONE), else_=ONE),
            people_ids=case((was_here, Discussion.people_ids), else_=seated(member)),
            last_post_at=now,
            last_post_id=bindparam("post", type_=Id),
            answered_at=case((and_(is_open, by_other), now), else_=Discussion.answered_at),
            asked_again_at=case((and_(is_open, not_(by_other)), now), else_=Discussion.asked_again_at),
        )
        .returning(Discussion.last_seq)
    )


def _at_once() -> Any:
    """The place, the post and its revision. Where no place is taken nothing is written."""
    placed = _next_place().cte("placed")
    member, now, post = (
        bindparam("member", type_=Id),
        bindparam("now", type_=UtcDateTime()),
        bindparam("post", type_=Id),
    )
    text = {"author_id": member, "created_at": now}
    shown = {
        **text,
        "id": post,
        "discussion_id": bindparam("this", type_=Id),
        "seq": placed.c.last_seq,
        "branch_seq": func.coalesce(bindparam("branch", type_=Integer()), placed.c.last_seq),
        "state": literal(PUBLISHED),
        "published_at": now,
        "edited_at": literal(None, UtcDateTime()),
        "state_at": now,
    }
    kept = {**text, "id": bindparam("revision_id", type_=Id), "post_id": post, "state": literal(CURRENT)}
    rows = [_row(Post, shown, placed).cte("written"), _row(Revision, kept, placed).cte("kept")]
    return select(placed.c.last_seq).add_cte(*rows)


def _row(model: Any, values: dict[str, Any], placed: Any) -> Any:
    """A row for the place; columns that have no value here take the parameter of their name."""
    columns = model.__table__.columns
    cells = [values.get(one.key, bindparam(one.key, type_=one.type)) for one in columns]
    return postgresql.insert(model).from_select([one.key for one in columns], select(*cells).select_from(placed))


NONE, ONE = literal_column("0", Integer()), literal_column("1", Integer())
_NEXT = PreparedWrite(Discussion, COUNTED, lambda _insert: _next_place())
_AT_ONCE = Prepared(_at_once)
