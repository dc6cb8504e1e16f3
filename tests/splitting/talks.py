"""Discussions laid by hand, many at once: what the advisor counts and reads, without the posting of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, insert, select

from app.accounts.models import Member
from app.core.db import db
from app.core.text import skeleton
from app.discussions.models import Discussion, DiscussionTag, Post, ReadMark
from app.groups.models import Group

LAST = datetime(2026, 3, 1, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Laid:
    """One discussion: replies are (author, days before LAST, state); `begun` are days before LAST as well."""

    title: str
    text: str = ""
    author: int | None = None
    begun: float = 1.0
    replies: Sequence[tuple[int | None, float, str]] = ()
    tags: Sequence[str] = ()
    readers: Sequence[int] = ()
    is_out: bool = True
    is_removed: bool = False
    ids: list[int] = field(default_factory=list)


def ago(days: float) -> datetime:
    """So many days before LAST."""
    return LAST - timedelta(days=days)


def lay_people(number: int) -> list[int]:
    """New members; their ids."""
    names = [f"reader-{place}" for place in range(number)]
    rows = [
        {"username": name, "display_name": name.title(), "skeleton": skeleton(f"{name}x"), "joined_at": ago(400)}
        | dict.fromkeys(("about", "country", "theme", "contrast", "text_size"), "")
        for name in names
    ]
    db.session.execute(insert(Member), rows)
    db.session.commit()
    return list(db.session.scalars(select(Member.id).where(Member.username.in_(names)).order_by(Member.id)))


def lay_talks(group_id: int, talks: Sequence[Laid]) -> None:
    """Put them into the group, with the counters that posting would have left. Their ids go into `ids`."""
    for talk in talks:
        talk.ids.append(_lay(group_id, talk))
    out = select(func.count()).where(
        Discussion.group_id == group_id, Discussion.published_at.is_not(None), Discussion.removed_at.is_(None)
    )
    db.session.get_one(Group, group_id).discussion_count = db.session.scalar(out) or 0
    db.session.commit()


def _lay(group_id: int, talk: Laid) -> int:
    published = [reply for reply in talk.replies if reply[2] == "published"]
    answers = [ago(days) for author, days, _ in published if author != talk.author]
    discussion = Discussion(
        group_id=group_id,
        title=talk.title,
        slug="talk",
        author_id=talk.author,
        audience=0,
        created_at=ago(talk.begun),
        published_at=ago(talk.begun) if talk.is_out else None,
        removed_at=ago(0) if talk.is_removed else None,
        last_post_at=max([ago(talk.begun), *(ago(days) for _, days, _ in published)]),
        answered_at=min(answers, default=None),
        reply_count=len(published),
    )
    db.session.add(discussion)
    db.session.flush()
    posts = [(talk.author, talk.begun, "published" if talk.is_out else "held"), *talk.replies]
    for seq, (author, days, state) in enumerate(posts, 1):
        text = talk.text if seq == 1 else "An answer."
        db.session.add(
            Post(
                discussion_id=discussion.id, author_id=author, seq=seq, branch_seq=seq, state=state, audience=0,
                body=text, html=text, created_at=ago(days), published_at=ago(days) if state == "published" else None,
                state_at=ago(days),
            )
        )  # fmt: skip
    db.session.flush()
    discussion.opening_id = db.session.scalar(select(func.min(Post.id)).where(Post.discussion_id == discussion.id))
    db.session.add_all(DiscussionTag(discussion_id=discussion.id, tag=tag) for tag in talk.tags)
    db.session.add_all(
        ReadMark(member_id=reader, discussion_id=discussion.id, seq=1, at=ago(0)) for reader in talk.readers
    )
    return discussion.id


TOPICS = {
    "hearing": ("Ringing in my ear", "hearing aid", "ear", "loud noises"),
    "throat": ("Sore throat again", "tonsils", "throat", "swallowing food"),
    "sinus": ("Blocked sinus", "nasal spray", "sinus", "pressure behind the eyes"),
}
"""Three topics, each in words of its own."""


def busy_group(people: Sequence[int], talks: int = 66) -> list[Laid]:
    """A group with three topics in turn, answered by everybody in turn; enough to be split from 60 discussions and 30 people on."""
    kinds = list(TOPICS.values())
    laid = []
    for place in range(talks):
        title, first, second, third = kinds[place % 3]
        author, helper = people[place % len(people)], people[(place * 7 + 3) % len(people)]
        laid.append(
            Laid(
                title,
                f"Since Tuesday the {second} bothers me, also the {first}, and {third}. Number {place}.",
                author,
                begun=1 + place,
                replies=[] if helper == author or place % 5 == 0 else [(helper, 0.5 + place, "published")],
                tags=[first.replace(" ", "-")] if place % 2 else [],
            )
        )
    return laid
