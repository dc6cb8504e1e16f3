"""Answering whoever asks to join."""

from __future__ import annotations

from sqlalchemy import select

from app.accounts.actor import Actor
from app.accounts.queries import actor_of
from app.core import clock
from app.core.command import command, publish
from app.core.db import db
from app.core.policy import Conflict, Invalid, NotFound, require
from app.groups import policies
from app.groups.commands import finding
from app.groups.commands.belonging import let_in
from app.groups.events import JoinAnswered
from app.groups.inputs import LONGEST_WORDS
from app.groups.models import JoinRequest


@command
def answer_request(actor: Actor, request_id: int, accepted: bool, words: str = "") -> None:
    """Let somebody in who asked, or say not now, with a sentence for them.

    Raises NotFound, Forbidden, Invalid (words_long; suspended: they cannot be let in now), and Conflict (answered_already, facts
    `accepted`, `by_id`) when another moderator was faster.
    """
    request = db.session.scalar(select(JoinRequest).where(JoinRequest.id == request_id).with_for_update())
    if request is None:
        raise NotFound
    group = finding.listed_group(actor, request.group_id)
    require(policies.answer(actor, group))
    if not request.is_open:
        raise Conflict("answered_already", accepted=request.accepted, by_id=request.answered_by)
    words = words.strip()
    if len(words) > LONGEST_WORDS:
        raise Invalid("words_long", field="words", most=LONGEST_WORDS)
    if accepted and actor_of(request.member_id).is_suspended:
        raise Invalid("suspended", field="words")
    request.answer(actor.member_id, accepted, clock.now(), words)
    if accepted:
        let_in(actor, group.id, request.member_id)
    publish(
        JoinAnswered(
            actor_id=actor.member_id,
            request_id=request.id,
            group_id=group.id,
            member_id=request.member_id,
            accepted=accepted,
        )
    )
