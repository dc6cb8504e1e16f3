"""A newcomer thanks for a welcome, once; the thanks come back to the mentor."""

from __future__ import annotations

from sqlalchemy import select

from app.accounts.actor import Actor
from app.core import clock
from app.core.command import command, publish
from app.core.db import db
from app.core.policy import NotFound
from app.discussions.models import Post
from app.discussions.models.post import PUBLISHED
from app.mentoring import policies
from app.mentoring.events import Thanked
from app.mentoring.inputs import THANKED
from app.mentoring.models import Greeting
from app.mentoring.queries.greetings import state_of
from app.notifications.commands import notify


@command
def thank(actor: Actor, greeting_id: int) -> None:
    """Thank for a welcome that can be read. Twice is once. Raises NotFound for everybody but its newcomer."""
    found = select(Greeting).where(Greeting.id == greeting_id).with_for_update()
    greeting = db.session.scalar(found.execution_options(populate_existing=True))
    if greeting is None or not policies.thank(actor, greeting):
        raise NotFound
    post_state = db.session.scalar(select(Post.state).where(Post.id == greeting.post_id)) if greeting.post_id else None
    if state_of(greeting, post_state) != PUBLISHED:
        raise NotFound
    if greeting.thanked_at is not None:
        return
    greeting.thank(clock.now())
    publish(
        Thanked(
            actor_id=actor.member_id,
            greeting_id=greeting.id,
            newcomer_id=greeting.newcomer_id,
            mentor_id=greeting.mentor_id,
        )
    )
    if greeting.mentor_id is not None:
        key = f"{THANKED}:{greeting.id}"
        notify(
            greeting.mentor_id, THANKED, key=key, subject_kind="greeting", subject_id=greeting.id, actor_id=actor.member_id
        )  # fmt: skip
