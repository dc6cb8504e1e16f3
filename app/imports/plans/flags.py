"""Plans for flags: those that nobody has told us of yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from app.core.db import db
from app.discussions.inputs import SUBJECT
from app.imports.course import Course
from app.imports.queries import known_records, members_here
from app.imports.records import FLAGS, POSTS, FlagRecord
from app.moderation.kinds import FLAG
from app.moderation.models import Cause


@dataclass(frozen=True)
class FlagPlan:
    """A flag to put on the desk."""

    record: FlagRecord
    line: int


def plan_flags(course: Course, flags: Sequence[tuple[int, FlagRecord]]) -> list[FlagPlan]:
    """What is to be written of these flags; the others are counted."""
    known = known_records(course.source_id, FLAGS.name, [record.id for _, record in flags])
    told = _told_here(course, [record for _, record in flags])
    tally, plans = course.report.tallies[FLAGS.name], []
    for line, record in flags:
        if record.id in known:
            tally.same += 1
        elif record.post_id in course.lost_posts:
            course.report.skip(FLAGS.name, line, "unknown_id", field="post_id", value=record.post_id, file=POSTS.file)
        elif (record.post_id, record.flagger_id) in told:
            course.report.keep(FLAGS.name, line, "told_here")
        else:
            tally.new += 1
            plans.append(FlagPlan(record, line))
    return plans


def _told_here(course: Course, records: list[FlagRecord]) -> set[tuple[str, str]]:
    """Post and flagger of those who have told us here about the same post."""
    if course.source_id is None:
        return set()
    posts = {
        known.local_id: key
        for key, known in known_records(course.source_id, POSTS.name, [each.post_id for each in records]).items()
    }
    people = {
        local: key for key, local in members_here(course.source_id, [each.flagger_id for each in records]).items()
    }
    rows = db.session.execute(
        select(Cause.subject_id, Cause.member_id).where(
            Cause.kind == FLAG,
            Cause.subject_kind == SUBJECT,
            Cause.subject_id.in_(list(posts)),
            Cause.member_id.in_(list(people)),
        )
    )
    return {(posts[post_id], people[member_id]) for post_id, member_id in rows if member_id is not None}
