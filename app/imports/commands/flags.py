"""Bringing in flags: they join the desk as if they had been told here then, with the words as they stand."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from app.core.command import command
from app.core.db import db
from app.discussions.inputs import SUBJECT
from app.discussions.models import Discussion, Post
from app.discussions.models.post import HELD, PUBLISHED
from app.groups.models import Group
from app.imports.commands.sources import note_records
from app.imports.course import Course
from app.imports.plans.flags import FlagPlan
from app.imports.queries import in_parts, known_records, members_here
from app.imports.records import FLAGS, POSTS
from app.moderation.commands import open_item
from app.moderation.inputs import CauseInput, OpenInput
from app.moderation.kinds import FLAG
from app.moderation.wording import REASONS


@command
def bring_flags(course: Course, plans: Sequence[FlagPlan]) -> None:
    """Open a review item for each flagged post, or join the one that is open. A post that a decision took out is left alone."""
    posts = known_records(course.source, POSTS.name, [plan.record.post_id for plan in plans])
    people = members_here(course.source, [plan.record.flagger_id for plan in plans])
    rows = _rows([known.local_id for known in posts.values()])
    told: dict[int, list[FlagPlan]] = {}
    for plan in plans:
        told.setdefault(posts[plan.record.post_id].local_id, []).append(plan)
    for post_id, flags in told.items():
        item_id = _put_on_desk(rows.get(post_id), flags, people)
        note_records(course.source, FLAGS.name, [(plan.record.id, item_id, plan.record.content, "") for plan in flags])


Row = tuple[Post, Discussion, Group]


def _rows(post_ids: list[int]) -> dict[int, Row]:
    found: dict[int, Row] = {}
    for some in in_parts(post_ids):
        query = (
            select(Post, Discussion, Group)
            .join(Discussion, Post.discussion_id == Discussion.id)
            .join(Group, Discussion.group_id == Group.id)
            .where(Post.id.in_(some))
        )
        found.update({row[0].id: (row[0], row[1], row[2]) for row in db.session.execute(query)})
    return found


def _put_on_desk(row: Row | None, flags: Sequence[FlagPlan], people: dict[str, int]) -> int:
    """Answers the item's id; 0 where there is nothing to look at any more."""
    if row is None or row[0].state not in (PUBLISHED, HELD):
        return 0
    post, discussion, group = row
    causes = tuple(
        CauseInput(
            FLAG,
            flag.record.reason,
            REASONS[flag.record.reason].risk,
            post.body,
            post.revision_id,
            member_id=people.get(flag.record.flagger_id),
            words=flag.record.words,
            at=flag.record.created_at,
        )
        for flag in flags
    )
    what = "discussion" if post.id == discussion.opening_id else "reply"
    return open_item(OpenInput(SUBJECT, post.id, group.path, post.author_id, what, causes, imported=True))
