"""What waits for moderators and mentors, made by the product's own commands: held posts, newcomers and their first words."""

from __future__ import annotations

from random import Random

from sqlalchemy import select

from app.accounts.queries import actor_of
from app.core.db import db
from app.discussions.commands.publish import start_discussion
from app.discussions.commands.replying import reply
from app.discussions.inputs import HELD, PUBLISHED, SUBJECT, ReplyInput, StartInput
from app.discussions.models import Discussion, Post
from app.mentoring.commands.newcomers import arrive
from app.moderation.commands.flags import flag
from app.moderation.inputs import FlagInput
from bench.community.people import People, Place, token_of
from bench.community.shape import Shape

FLAGS = 40
"""One in so many items is a hold by the checks."""
HELD_WORDS = (
    "Ring me on 07700 900418 if you like, I am up most nights.",
    "My mother's number is 07700 900311, she knows the ward better than I do.",
    "Write to me at jo.harper@example.com, I will send the whole letter.",
)
FIRST_WORDS = "I am new here and not sure where to begin. I have read for a week, and it helped to see that others are awake at four too."


def put_on_desks(shape: Shape, people: People, places: list[Place]) -> None:
    """Flags and held replies all over the discussions, and newcomers of whom every third has written."""
    random = Random(shape.seed)
    talks = [(place, *talk) for place in places if place.people for talk in _newest(place)]
    new = set(people.newcomers)
    for number in range(shape.held):
        place, talk_id, post_id, author_id = talks[number % len(talks)]
        member = random.choice([key for key in place.people[:500] if key not in new and key != author_id])
        # Many holds at once would make a check fall quiet, as it should: most items are flags.
        if number % FLAGS:
            told = FlagInput(random.choice(("worried", "unkind", "private")))
            assert flag(actor_of(member), SUBJECT, post_id, told).state in ("taken", "already")
        else:
            key, words = token_of(shape, f"held {number}"), random.choice(HELD_WORDS)
            outcome = reply(actor_of(member), ReplyInput(key, talk_id, words, anyway=True))
            assert outcome.state == HELD, outcome
    for number, member in enumerate(people.newcomers):
        arrive(member)
        if number % 3 == 0:
            given = StartInput(
                token_of(shape, f"first {number}"), places[0].id, "New here, and not sleeping", FIRST_WORDS
            )
            outcome = start_discussion(actor_of(member), given)
            assert outcome.state == PUBLISHED, outcome


def _newest(place: Place) -> list[tuple[int, int, int | None]]:
    """(discussion, its last post, its author) of those that were written in last."""
    rows = db.session.execute(
        select(Discussion.id, Post.id, Post.author_id)
        .join(Post, Post.id == Discussion.last_post_id)
        .where(Discussion.group_id == place.id, Discussion.locked_at.is_(None))
        .order_by(Discussion.id.desc())
        .limit(5)
    )
    return [(talk_id, post_id, author_id) for talk_id, post_id, author_id in rows]
