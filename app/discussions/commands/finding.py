"""Fetching what a command changes, locked for it, as its actor sees it."""

from __future__ import annotations

from sqlalchemy import select

from app.accounts.actor import Actor
from app.core.db import db
from app.core.policy import NotFound
from app.discussions.models import Discussion, Post
from app.discussions.policies import see_discussion, see_post
from app.groups.models import Group


def discussion_for(actor: Actor, discussion_id: int) -> tuple[Discussion, Group]:
    """The discussion, locked, and its group. Raises NotFound when the actor may not see it."""
    discussion = _locked(discussion_id)
    group = db.session.get(Group, discussion.group_id) if discussion else None
    if discussion is None or group is None or not see_discussion(actor, discussion, group):
        raise NotFound
    return discussion, group


def post_for(actor: Actor, post_id: int) -> tuple[Post, Discussion, Group]:
    """The post, its locked discussion and its group. Raises NotFound when the actor may not see it."""
    post, discussion, group = post_by_id(post_id)
    if not see_post(actor, post, discussion, group):
        raise NotFound
    return post, discussion, group


def post_by_id(post_id: int) -> tuple[Post, Discussion, Group]:
    """The same whoever asks: for decisions, whose right to look was checked by moderation. Raises NotFound."""
    discussion_id = db.session.scalar(select(Post.discussion_id).where(Post.id == post_id))
    discussion = _locked(discussion_id)
    post = db.session.get(Post, post_id, populate_existing=True)
    if post is None or discussion is None:
        raise NotFound
    return post, discussion, db.session.get_one(Group, discussion.group_id)


def _locked(discussion_id: int | None) -> Discussion | None:
    """The row as it is once it is ours: what was loaded before may have had other counters."""
    found = select(Discussion).where(Discussion.id == discussion_id).with_for_update()
    return db.session.scalar(found.execution_options(populate_existing=True))
