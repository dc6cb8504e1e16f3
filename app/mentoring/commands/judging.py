"""What a moderator's decision does to words for a newcomer alone."""

from __future__ import annotations

from sqlalchemy import select

from app.accounts.actor import Actor
from app.core import clock
from app.core.command import command
from app.core.db import db
from app.core.markup import render
from app.core.policy import Conflict, NotFound
from app.core.tokens import new_token
from app.discussions.commands.drafts import keep_for
from app.discussions.inputs import DraftInput
from app.discussions.models.post import HELD, PUBLISHED, REMOVED
from app.mentoring.commands.greeting import come_out
from app.mentoring.commands.newcomers import note_greeting
from app.mentoring.inputs import GREETING
from app.mentoring.models import Greeting
from app.mentoring.queries.greetings import state_of
from app.moderation.models import Cause


@command
def apply_decision(actor: Actor, greeting_id: int, action: str) -> str:
    """Publish, send back, remove or put back; answers the state from before.

    Raises NotFound, Conflict when its state does not allow it any more.
    """
    found = select(Greeting).where(Greeting.id == greeting_id, Greeting.post_id.is_(None)).with_for_update()
    greeting = db.session.scalar(found.execution_options(populate_existing=True))
    if greeting is None:
        raise NotFound
    state = state_of(greeting, None)
    if (action, state) == ("publish", HELD):
        greeting.sent_at = clock.now()
        _let_out(actor, greeting, greeting.body)
    elif (action, state) == ("restore", REMOVED):
        _let_out(actor, greeting, _last_words(greeting))
    elif (action, state) == ("send_back", HELD):
        _send_back(greeting)
    elif action == "remove" and state in (HELD, PUBLISHED):
        greeting.body = greeting.html = ""
    else:
        raise Conflict("not_now")
    db.session.flush()
    note_greeting(greeting.newcomer_id)
    return state


def _let_out(actor: Actor, greeting: Greeting, body: str) -> None:
    greeting.body, greeting.html = body, render(body).html
    come_out(greeting, by_id=actor.member_id)


def _send_back(greeting: Greeting) -> None:
    """The words return to their mentor's drafts; a new welcome can be written."""
    if greeting.mentor_id is not None:
        keep_for(greeting.mentor_id, DraftInput(new_token(), "reply", body=greeting.body))
    greeting.body = ""


def _last_words(greeting: Greeting) -> str:
    """As they were when they came to the review desk. Raises Conflict when nothing is left to put back."""
    words = db.session.scalar(
        select(Cause.snapshot)
        .where(Cause.subject_kind == GREETING, Cause.subject_id == greeting.id, Cause.snapshot != "")
        .order_by(Cause.id.desc())
        .limit(1)
    )
    if not words:
        raise Conflict("not_now")
    return words
