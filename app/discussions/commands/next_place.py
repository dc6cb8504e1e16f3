"""A reply takes the next place in its discussion: one statement that counts it in, and finds out whether what was decided is so still.

Until then nobody holds the discussion, so that who writes there waits for the others' last moments alone, not for all they do.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import JSON, Integer, and_, bindparam, case, exists, literal_column, not_, update
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm.util import identity_key
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import BindParameter, ColumnElement

from app.core.command import Overtaken, must_hold
from app.core.db import Id, UtcDateTime, db
from app.core.prepared_writes import PreparedWrite
from app.discussions.commands.standing import BEYOND, NewPost, Standing
from app.discussions.models import Discussion, Post
from app.discussions.models.discussion import MOST_SEATS
from app.discussions.models.post import PLACED
from app.groups.models import Group


def is_held() -> bool:
    """Whether nobody can change what the running command has read: SQLite has one writer, and PostgreSQL is told on the second try."""
    return must_hold() or db.session.get_bind().dialect.name == "sqlite"


def take_place(post: NewPost, known: Standing) -> NewPost:
    """The same post with the next place, its author counted in; the discussion is ours from now on, until the command ends.

    Raises Overtaken when anything but new posts became of the discussion since `known` was read, or when its group is another or closed.
    1 statement; 2 for whoever writes there for the first time, where others may do so at the same moment.
    """
    is_new = not known.was_here
    where = {"this": post.discussion_id, "member": post.author_id}
    shown = {"id": post.discussion_id, "group_id": known.group_id}
    found = _NEXT.run(
        known=shown,
        **where,
        post=post.id,
        now=post.created_at,
        newcomers=int(is_new and is_held()),
        beyond=known.beyond,
        group=known.group_id,
        path=known.path,
        access=known.access,
    )
    if not found:
        raise Overtaken
    if is_new and not is_held():
        # Another window of theirs may have been quicker: only now is that certain.
        _SEAT.run(known=shown, **where)
    kept = db.session.identity_map.get(identity_key(Discussion, post.discussion_id))
    if kept is not None:
        db.session.expire(kept)
    seq = int(found[0][0])
    return replace(post, seq=seq, branch_seq=known.branch or seq)


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


def _next_place(_insert: Any) -> Any:
    member, now = bindparam("member", type_=Id), bindparam("now", type_=UtcDateTime())
    newcomers, by_other = bindparam("newcomers", type_=Integer()), Discussion.author_id.is_distinct_from(member)
    here = exists().where(
        *(Group.id == Discussion.group_id, Group.id == bindparam("group", type_=Id), Group.archived_at.is_(None)),
        *(
            Group.path == bindparam("path", type_=Group.path.type),
            Group.access == bindparam("access", type_=Group.access.type),
        ),
    )
    is_open = Discussion.answered_at.is_(None)
    return (
        update(Discussion)
        .where(_THIS, bindparam("beyond", type_=Integer()) == BEYOND, here.correlate(Discussion))
        .values(
            last_seq=Discussion.last_seq + ONE,
            version=Discussion.version + ONE,
            reply_count=Discussion.reply_count + ONE,
            people_count=Discussion.people_count + newcomers,
            people_ids=case((newcomers == ONE, seated(member)), else_=Discussion.people_ids),
            last_post_at=now,
            last_post_id=bindparam("post", type_=Id),
            answered_at=case((and_(is_open, by_other), now), else_=Discussion.answered_at),
            asked_again_at=case((and_(is_open, not_(by_other)), now), else_=Discussion.asked_again_at),
        )
        .returning(Discussion.last_seq)
    )


def _seat(_insert: Any) -> Any:
    member = bindparam("member", type_=Id)
    here = exists().where(Post.discussion_id == Discussion.id, Post.author_id == member, Post.state.in_(PLACED))
    seat = update(Discussion).where(_THIS, ~here.correlate(Discussion))
    return seat.values(people_count=Discussion.people_count + ONE, people_ids=seated(member))


ONE = literal_column("1", Integer())
_THIS = Discussion.id == bindparam("this", type_=Id)
_NEXT = PreparedWrite(
    Discussion,
    (
        *("last_seq", "version", "reply_count", "people_count", "people_ids"),
        *("last_post_at", "last_post_id", "answered_at", "asked_again_at"),
    ),
    _next_place,
)
_SEAT = PreparedWrite(Discussion, ("people_count", "people_ids"), _seat)
