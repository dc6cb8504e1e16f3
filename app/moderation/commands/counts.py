"""Publishing the counts of quarters that have ended."""

from __future__ import annotations

from app.core import clock
from app.core.command import command
from app.core.db import db
from app.moderation.counting import Quarter
from app.moderation.models import PublishedCount
from app.moderation.queries.counts import count_quarter, first_quarter, last_published


def publish_counts() -> int:
    """Publish every quarter that has ended and is not published yet, each in its own transaction. Answers how many."""
    published = 0
    while _publish_next():
        published += 1
    return published


@command
def _publish_next() -> bool:
    quarter = _next_quarter()
    if quarter is None or quarter.end > clock.now():
        return False
    for figure in count_quarter(quarter):
        db.session.add(
            PublishedCount(
                begins_on=quarter.begins_on, section=figure.section, category=figure.category, value=figure.value
            )
        )
    return True


def _next_quarter() -> Quarter | None:
    last, first = last_published(), first_quarter()
    if last is not None:
        return last.next
    return first
