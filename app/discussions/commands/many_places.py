"""Replies that take the next places of their discussions on PostgreSQL: all of them, with their revisions, are one statement.

Whoever holds a discussion that many write in has to be given Python again for each statement that follows; and of several replies in one
discussion, its row is changed once.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from typing import Any, NamedTuple

from sqlalchemy import JSON, Dialect, Integer, Text, text
from sqlalchemy.exc import IntegrityError

from app.core.command import Overtaken
from app.core.compiled import Compiled
from app.core.db import Id, UtcDateTime, db
from app.core.driver import dialect_of, run
from app.core.given import MOST, GivenRows
from app.discussions.commands.standing import POST, REVISION, NewPost, Standing, kept_of, shown_of
from app.discussions.models import Post, Revision
from app.discussions.models.discussion import MOST_SEATS, RISES_EVERY
from app.discussions.models.post import CURRENT, PLACED, PUBLISHED
from app.discussions.preparing import Words

DRAFT_ONCE = "uq_posts_author_id_draft_key"


class Placing(NamedTuple):
    """A reply that is about to be written: what was known when that was decided, and what goes into its rows."""

    post: NewPost
    known: Standing
    words: Words
    draft_key: str
    anyway: bool

    def at(self, seq: int) -> NewPost:
        """The post in this place."""
        return self.post._replace(seq=seq, branch_seq=self.known.branch or seq)


class Talk(NamedTuple):
    """What replies make of their discussion, of which nothing but new posts may have become since they were decided (`beyond`).

    `answered_at` and `asked_again_at` are for a discussion that nobody has answered yet.
    """

    id: int
    group_id: int
    path: str
    access: str
    beyond: int
    number: int
    members: list[int]
    now: datetime
    rising: datetime
    last_post_id: int
    answered_at: datetime | None
    asked_again_at: datetime | None


def write_many(placings: Sequence[Placing]) -> list[NewPost]:
    """Write the replies, which come in the order of their discussions, and answer them with their places. 1 statement.

    Raises Overtaken when one of them has no place to take any more, or its draft became a post meanwhile; then none is written.
    """
    parts = [list(some) for _, some in groupby(placings, attrgetter("post.discussion_id"))]
    if any(one.known.talk != some[0].known.talk or one.known.place != some[0].known.place for some in parts for one in some):
        # It changed between two looks at it.
        raise Overtaken
    talks = [_talk(some)._asdict() for some in parts]
    posts = [_values(one, place) for some in parts for place, one in enumerate(some, 1)]
    try:
        before = dict(_run(talks, posts))
    except IntegrityError as error:
        if getattr(getattr(error.orig, "diag", None), "constraint_name", "") == DRAFT_ONCE:
            raise Overtaken from error
        raise
    if len(before) < len(parts):
        raise Overtaken
    for values in posts:
        POST.was_done(values)
        REVISION.was_done(values)
    return [one.at(seq) for some in parts for seq, one in enumerate(some, before[some[0].post.discussion_id] + 1)]


def _run(talks: list[dict[str, Any]], posts: list[dict[str, Any]]) -> Sequence[Any]:
    session = db.session()
    if not _made:
        # Two threads may come here at once; one statement is as good as the other.
        _made.append(_Statement(dialect_of(session)))
    made = _made[0]
    values = {"given_talks": made.talks.value(talks), "given_posts": made.posts.value(posts)}
    return run(session, made.compiled.words, made.compiled.given(values), answers=True)


def _talk(replies: Sequence[Placing]) -> Talk:
    last, known = replies[-1], replies[0].known
    by_others = [one for one in replies if one.post.author_id != known.talk_author_id]
    own_before = replies[: replies.index(by_others[0])] if by_others else replies
    return Talk(
        *(last.post.discussion_id, known.group_id, known.path, known.access, known.talk.beyond, len(replies)),
        members=list(dict.fromkeys(one.post.author_id for one in replies if one.post.author_id is not None)),
        now=last.post.created_at,
        rising=last.post.created_at - RISES_EVERY,
        last_post_id=last.post.id,
        answered_at=by_others[0].post.created_at if by_others else None,
        asked_again_at=own_before[-1].post.created_at if own_before else None,
    )


def _values(one: Placing, place: int) -> dict[str, Any]:
    rows = shown_of(one.post, one.words) | kept_of(one.post, one.words, one.anyway)
    return {**rows, "draft_key": one.draft_key, "branch": one.known.branch, "place": place}


class _Statement:
    """Compiled once."""

    def __init__(self, dialect: Dialect) -> None:
        written: dict[str, Any] = {**_types(Post), **_types(Revision), "branch": Integer(), "place": Integer()}
        self.talks = GivenRows("given_talks", _TALK, dialect)
        self.posts = GivenRows("given_posts", {key: kind for key, kind in written.items() if key not in _MADE}, dialect)
        words = _WORDS.format(
            talks=self.talks.words,
            posts=self.posts.words,
            post_columns=_columns(Post),
            post_cells=_cells(Post, {"id": "given_posts.post_id", "state": f"'{PUBLISHED}'"}),
            revision_columns=_columns(Revision),
            revision_cells=_cells(Revision, {"id": "given_posts.revision_id", "state": f"'{CURRENT}'"}),
        )
        self.compiled = Compiled(text(words), dialect)


def _types(model: Any) -> dict[str, Any]:
    return {column.key: column.type for column in model.__table__.columns}


def _columns(model: Any) -> str:
    return ", ".join(_types(model))


def _cells(model: Any, known: dict[str, str]) -> str:
    made = {**_MADE, **known}
    return ", ".join(made.get(key, f"given_posts.{key}") for key in _types(model))


_TALK: dict[str, Any] = {
    **dict.fromkeys(("id", "group_id", "last_post_id"), Id),
    **dict.fromkeys(("path", "access"), Text()),
    **dict.fromkeys(("beyond", "number"), Integer()),
    "members": JSON(),
    **dict.fromkeys(("now", "rising", "answered_at", "asked_again_at"), UtcDateTime()),
}

_MADE = {
    "id": "",
    "state": "",
    "seq": "placed.before + given_posts.place",
    "branch_seq": "coalesce(given_posts.branch, placed.before + given_posts.place)",
    "published_at": "given_posts.created_at",
    "edited_at": "NULL",
    "state_at": "given_posts.created_at",
}
"""Columns of posts and revisions that come from nothing that is given under their name."""

_HERE = ", ".join(f"'{state}'" for state in PLACED)

_WORDS = f"""
WITH talks AS MATERIALIZED (
    -- Who has no post there yet. Whoever writes has counted it to their limit before, so no other window of theirs is in between.
    SELECT given_talks.*, fresh.people, fresh.fresh_members
    FROM (SELECT * FROM {{talks}} LIMIT {MOST}) AS given_talks
    CROSS JOIN LATERAL (
        SELECT count(*) AS people, coalesce(jsonb_agg(one.value::bigint ORDER BY one.place), '[]') AS fresh_members
        FROM json_array_elements_text(given_talks.members) WITH ORDINALITY AS one(value, place)
        WHERE (
            -- One by one: as a join it would read every post of the discussion.
            SELECT posts.id FROM posts
            WHERE posts.discussion_id = given_talks.id AND posts.author_id = one.value::bigint AND posts.state IN ({_HERE})
            LIMIT 1
        ) IS NULL
    ) AS fresh
), held AS MATERIALIZED (
    -- In the order in which everybody takes them; as an UPDATE holds them, so that marks and drafts that name them need not wait.
    SELECT discussions.id FROM discussions JOIN talks ON talks.id = discussions.id ORDER BY discussions.id
    FOR NO KEY UPDATE OF discussions
), placed AS (
    UPDATE discussions SET
        last_seq = discussions.last_seq + talks.number,
        version = discussions.version + talks.number,
        reply_count = discussions.reply_count + talks.number,
        people_count = discussions.people_count + talks.people,
        people_ids = CASE
            WHEN talks.people = 0 OR json_array_length(discussions.people_ids) >= {MOST_SEATS} THEN discussions.people_ids
            ELSE (
                SELECT json_agg(seat.member ORDER BY seat.place) FROM (
                    SELECT member, place FROM jsonb_array_elements(discussions.people_ids::jsonb) WITH ORDINALITY AS had(member, place)
                    UNION ALL
                    SELECT member, place + {MOST_SEATS}
                    FROM jsonb_array_elements(talks.fresh_members) WITH ORDINALITY AS comes(member, place)
                    WHERE NOT discussions.people_ids::jsonb @> member
                    ORDER BY place LIMIT {MOST_SEATS}
                ) AS seat
            ) END,
        last_post_at = CASE
            WHEN discussions.reply_count > 0 AND discussions.last_post_at BETWEEN talks.rising AND talks.now
            THEN discussions.last_post_at ELSE talks.now END,
        last_post_id = talks.last_post_id,
        answered_at = coalesce(discussions.answered_at, talks.answered_at),
        asked_again_at = CASE
            WHEN discussions.answered_at IS NULL THEN coalesce(talks.asked_again_at, discussions.asked_again_at)
            ELSE discussions.asked_again_at END
    FROM talks JOIN held ON held.id = talks.id JOIN groups ON groups.id = talks.group_id
    WHERE discussions.id = talks.id AND discussions.group_id = talks.group_id
        AND discussions.version - discussions.last_seq = talks.beyond
        AND groups.archived_at IS NULL AND groups.path = talks.path AND groups.access = talks.access
    RETURNING discussions.id, discussions.last_seq - talks.number AS before
), written AS (
    INSERT INTO posts ({{post_columns}})
    SELECT {{post_cells}} FROM {{posts}} JOIN placed ON placed.id = given_posts.discussion_id
), kept AS (
    INSERT INTO revisions ({{revision_columns}})
    SELECT {{revision_cells}} FROM {{posts}} JOIN placed ON placed.id = given_posts.discussion_id
)
SELECT id, before FROM placed
"""  # noqa: S608 - words of our own

_made: list[_Statement] = []
