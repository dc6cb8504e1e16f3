"""What discussions hold about a member."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select

from app.accounts.holdings import not_taken, own_data, rows
from app.discussions.models import Discussion, Draft, Mention, Post, ReadMark, Revision, Watch


@own_data(
    "posts",
    "What you wrote",
    "Each post with its discussion, its words, what became of it (published, held, sent_back, removed, withdrawn), and when.",
    "posts.author_id",
    "discussions.author_id",
)
def posts(member_id: int) -> Iterable[Mapping[str, Any]]:
    mine = select(
        Post.id.label("post"),
        Discussion.id.label("discussion"),
        Discussion.title,
        (Discussion.opening_id == Post.id).label("begins_it"),
        Post.body,
        Post.state,
        Post.created_at,
        Post.published_at,
        Post.edited_at,
    ).join(Discussion, Discussion.id == Post.discussion_id)
    return rows(mine.where(Post.author_id == member_id).order_by(Post.id))


@own_data(
    "former-words",
    "What your posts said before",
    "Each text a post of yours had: its number, title and words, when you wrote it, and what the checks noticed.",
    "revisions.author_id",
)
def revisions(member_id: int) -> Iterable[Mapping[str, Any]]:
    texts = select(
        Revision.post_id.label("post"),
        Revision.number,
        Revision.title,
        Revision.body,
        Revision.created_at,
        Revision.state,
        Revision.findings,
    )
    return rows(texts.where(Revision.author_id == member_id).order_by(Revision.id))


@own_data("drafts", "Your drafts", "Words you have not posted, and when you last touched them.", "drafts.author_id")
def drafts(member_id: int) -> Iterable[Mapping[str, Any]]:
    kept = select(Draft.kind, Draft.title, Draft.body, Draft.tags, Draft.updated_at)
    return rows(kept.where(Draft.author_id == member_id).order_by(Draft.id))


@own_data(
    "followed",
    "Discussions you follow",
    "The number of the discussion, its title, and since when.",
    "watches.member_id",
)
def watches(member_id: int) -> Iterable[Mapping[str, Any]]:
    followed = select(Discussion.id.label("discussion"), Discussion.title, Watch.since)
    mine = followed.join(Discussion, Discussion.id == Watch.discussion_id).where(Watch.member_id == member_id)
    return rows(mine.order_by(Watch.discussion_id))


@own_data("read", "How far you have read", "The number of the discussion, the place, and when.", "read_marks.member_id")
def read_marks(member_id: int) -> Iterable[Mapping[str, Any]]:
    marks = select(ReadMark.discussion_id.label("discussion"), ReadMark.seq.label("place"), ReadMark.at)
    return rows(marks.where(ReadMark.member_id == member_id).order_by(ReadMark.discussion_id))


@own_data("mentions", "Posts that mention you", "Their numbers. The words are others'.", "mentions.member_id")
def mentions(member_id: int) -> Iterable[Mapping[str, Any]]:
    return rows(select(Mention.post_id.label("post")).where(Mention.member_id == member_id).order_by(Mention.post_id))


not_taken(
    "A short list of who wrote in a discussion, kept for drawing it; the posts themselves are taken.",
    "discussions.people_ids",
)
