"""Asking to join a private group, and taking the asking back."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.exc import IntegrityError

from app.accounts.actor import Actor
from app.core import clock
from app.core.command import command, publish
from app.core.db import db
from app.core.limits import Limit, count
from app.core.policy import Conflict, Invalid, NotFound, require
from app.groups import policies
from app.groups.commands import finding
from app.groups.events import JoinRequested
from app.groups.inputs import ASK_AGAIN_AFTER, LONGEST_WORDS
from app.groups.models import JoinRequest
from app.groups.queries.finding import newest_request

ASKS_A_DAY = Limit("groups.ask", 10, timedelta(days=1))


@command
def ask_to_join(actor: Actor, group_id: int, words: str = "") -> int:
    """Ask to join a private group; answers the request's id. Asked already, the new words replace the former ones.

    Raises NotFound, Forbidden, Invalid (words_long), Conflict (asked_lately, fact `again_at`), TooMany.
    """
    group = finding.listed_group(actor, group_id)
    require(policies.ask(actor, group))
    assert actor.member_id is not None
    words = words.strip()
    if len(words) > LONGEST_WORDS:
        raise Invalid("words_long", field="words", most=LONGEST_WORDS)
    last = newest_request(group_id, actor.member_id)
    if last is not None and last.is_open:
        last.words = words or last.words
        return last.id
    _check_peace(last)
    count(ASKS_A_DAY, actor.member_id)
    return _wait(group_id, actor.member_id, words)


@command
def take_back_request(actor: Actor, group_id: int) -> None:
    """The actor asks no longer; what they wrote is erased. Not waiting, nothing happens. Raises NotFound for a visitor."""
    if actor.member_id is None:
        raise NotFound
    last = newest_request(group_id, actor.member_id)
    if last is not None and last.is_open:
        db.session.delete(last)


def _wait(group_id: int, member_id: int, words: str) -> int:
    request = JoinRequest(group_id=group_id, member_id=member_id, words=words, asked_at=clock.now())
    try:
        with db.session.begin_nested():
            db.session.add(request)
    except IntegrityError:
        # Sent twice at the same moment: the other one is waiting.
        first = newest_request(group_id, member_id)
        assert first is not None
        return first.id
    publish(JoinRequested(actor_id=member_id, request_id=request.id, group_id=group_id))
    return request.id


def _check_peace(last: JoinRequest | None) -> None:
    if last is None or last.accepted or last.answered_at is None:
        return
    again_at = last.answered_at + ASK_AGAIN_AFTER
    if clock.now() < again_at:
        raise Conflict("asked_lately", again_at=again_at)
