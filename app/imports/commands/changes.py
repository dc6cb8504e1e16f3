"""Discussions and posts that are here follow their export, where nobody here has changed them since."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, func, insert, select

from app.accounts.actor import SYSTEM
from app.core.db import db
from app.core.text import slugify
from app.discussions.commands.order import move_discussion, narrow_discussion
from app.discussions.commands.showing import show_revision
from app.discussions.commands.waiting import hold_post
from app.discussions.inputs import SUBJECT
from app.discussions.models import Discussion, DiscussionTag, Post, Revision
from app.discussions.models.post import CURRENT, HELD, PAST
from app.groups.models import Group
from app.imports.commands.sources import note_change
from app.imports.course import Course
from app.imports.fingerprints import of_discussion, of_post
from app.imports.plans.talks import PostPlan, TalkPlan
from app.imports.records import DISCUSSIONS, POSTS
from app.moderation.commands import renew_item


def follow_settings(course: Course, plans: Sequence[TalkPlan], rows: dict[str, Discussion]) -> None:
    """Group, tags, pin and lock of discussions as the export says now; their audience only ever narrows. Inside a command."""
    for plan in plans:
        if not plan.settings_changed:
            continue
        row = rows[plan.record.id]
        group_id = course.groups[plan.record.group_id].id
        if group_id is not None and group_id != row.group_id:
            move_discussion(SYSTEM, row.id, group_id)
        if plan.audience > row.audience:
            narrow_discussion(row, plan.audience)
        _set_tags(row, plan.tags)
        _set_marks(row, plan)
        db.session.flush()
        note_change(course.source, DISCUSSIONS.name, plan.record.id, plan.record.content, of_discussion(row, plan.tags))


def _set_tags(row: Discussion, tags: tuple[str, ...]) -> None:
    db.session.execute(delete(DiscussionTag).where(DiscussionTag.discussion_id == row.id))
    if tags:
        db.session.execute(insert(DiscussionTag), [{"discussion_id": row.id, "tag": tag} for tag in tags])


def _set_marks(row: Discussion, plan: TalkPlan) -> None:
    if plan.record.is_locked != row.is_locked:
        row.lock(plan.record.created_at) if plan.record.is_locked else row.unlock()
    if plan.record.is_pinned:
        row.pin(plan.record.created_at)
    else:
        row.unpin()


def follow_posts(course: Course, plans: Sequence[TalkPlan]) -> None:
    """New words for posts that the export has changed, as revisions of their own. Inside a command."""
    for plan in plans:
        for revised in plan.revised:
            if revised.known is not None:
                _revise(course, revised, revised.known.local_id)


def _revise(course: Course, plan: PostPlan, post_id: int) -> None:
    post = db.session.get_one(Post, post_id)
    discussion = db.session.get_one(Discussion, post.discussion_id)
    group = db.session.get_one(Group, discussion.group_id)
    waits = plan.waits and post.is_published
    revision = _revision(plan, post, HELD if waits else CURRENT)
    if waits:
        hold_post(SYSTEM, post, discussion, group, plan.words.assessment)
    elif post.is_published:
        show_revision(SYSTEM, post, discussion, revision)
    else:
        _show_waiting(post, discussion, revision, plan)
    if plan.title and not waits:
        discussion.slug = slugify(plan.title) or "discussion"
    db.session.flush()
    title = discussion.title if plan.title else ""
    note_change(course.source, POSTS.name, plan.record.id, plan.record.content(plan.title), of_post(post, title))


def _revision(plan: PostPlan, post: Post, state: str) -> Revision:
    last = db.session.scalar(select(func.max(Revision.number)).where(Revision.post_id == post.id)) or 0
    revision = Revision(
        post_id=post.id,
        number=last + 1,
        title=plan.title or None,
        body=plan.record.body,
        html=plan.words.rendered.html,
        author_id=post.author_id,
        created_at=plan.record.created_at,
        state=state,
        findings=plan.words.assessment.to_json(),
        anyway=False,
    )
    db.session.add(revision)
    db.session.flush()
    return revision


def _show_waiting(post: Post, discussion: Discussion, revision: Revision, plan: PostPlan) -> None:
    """A post that waits shows its new words to whoever reads it first; its place in line stays."""
    former = db.session.get(Revision, post.revision_id) if post.revision_id else None
    if former is not None:
        former.become(PAST)
    post.show(revision, plan.words.excerpt)
    if post.id == discussion.opening_id:
        discussion.title, discussion.excerpt = plan.title or discussion.title, post.excerpt
    findings = plan.words.assessment.to_json()["findings"]
    renew_item(SUBJECT, post.id, revision.id, post.body, findings, imported=True)
