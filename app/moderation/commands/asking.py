"""Asking a colleague about an item, and their answer. The clock of the item keeps running."""

from __future__ import annotations

from sqlalchemy import func, select

from app.accounts.actor import ADMIN, MODERATOR, Actor
from app.accounts.queries import actor_of, holder_ids
from app.core import clock
from app.core.command import command, publish
from app.core.db import db
from app.core.policy import Conflict, Invalid, NotFound
from app.moderation import desk_policies, policies
from app.moderation.commands.claims import locked_item, must_be_open
from app.moderation.desk_events import ColleagueAnswered, ColleagueAsked
from app.moderation.models import Question, ReviewItem
from app.notifications.commands import notify

LONGEST = 2000
"""Letters of a question, an answer, or a note."""

MOST_QUESTIONS = 20
"""Questions about one item."""

ASKED = "colleague_asked"
ANSWERED = "colleague_answered"


@command
def ask(actor: Actor, item_id: int, colleague_id: int | None, words: str) -> int:
    """Ask a moderator of the item's place. Answers the question's id.

    Raises NotFound; Conflict as `claim` does, or 'too_many_questions'; Invalid (`colleague`: nobody, oneself, or somebody who may
    not read the item; `words`: none, or too long).
    """
    item = locked_item(actor, item_id)
    must_be_open(item)
    checked(words)
    if not _may_be_asked(actor, item, colleague_id):
        raise Invalid("unknown_colleague", field="colleague")
    asked = select(func.count()).select_from(Question).where(Question.item_id == item.id)
    if (db.session.scalar(asked) or 0) >= MOST_QUESTIONS:
        raise Conflict("too_many_questions", item_id=item.id)
    question = Question(
        item_id=item.id, asked_by=actor.member_id, asked_of=colleague_id, words=words.strip(), at=clock.now()
    )
    db.session.add(question)
    db.session.flush()
    publish(
        ColleagueAsked(
            actor_id=actor.member_id, item_id=item.id, question_id=question.id, member_id=colleague_id or 0
        )
    )
    _tell(colleague_id or 0, ASKED, question, actor)
    return question.id


@command
def answer(actor: Actor, question_id: int, words: str) -> int:
    """Answer what one was asked. Answers the item's id.

    Raises NotFound, also for who was not asked or has no business with the item any more; Conflict 'answered' the second time;
    Invalid (`words`).
    """
    question = db.session.get(Question, question_id)
    if question is None or not desk_policies.answer(actor, question):
        raise NotFound
    item = locked_item(actor, question.item_id)
    db.session.refresh(question)
    checked(words)
    if question.answered_at is not None:
        raise Conflict("answered", item_id=item.id)
    question.reply(words.strip(), clock.now())
    publish(ColleagueAnswered(actor_id=actor.member_id, item_id=item.id, question_id=question.id))
    if question.asked_by is not None:
        _tell(question.asked_by, ANSWERED, question, actor)
    return item.id


def checked(words: str) -> None:
    """Raises Invalid (`words`) for nothing, or too much."""
    if not words.strip():
        raise Invalid("words_missing", field="words")
    if len(words) > LONGEST:
        raise Invalid("too_long_words", field="words")


def _may_be_asked(actor: Actor, item: ReviewItem, member_id: int | None) -> bool:
    readers = holder_ids(item.scope_path, (MODERATOR, ADMIN)) - {actor.member_id}
    if member_id is None or member_id not in readers:
        return False
    colleague = actor_of(member_id)
    return colleague.is_active and bool(policies.claim(colleague, item))


def _tell(member_id: int, kind: str, question: Question, actor: Actor) -> None:
    notify(
        member_id,
        kind,
        key=f"{kind}:{question.id}",
        subject_kind="question",
        subject_id=question.id,
        actor_id=actor.member_id,
    )
