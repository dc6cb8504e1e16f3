"""A member appeals: in their own words, once for each decision, for six months; signed in, or with the link of their letter."""

from __future__ import annotations

from sqlalchemy import select

from app.accounts.actor import ADMIN, MODERATOR, Actor
from app.accounts.queries import holder_ids
from app.core import clock
from app.core.command import command, publish
from app.core.db import db
from app.core.policy import Conflict, Invalid, NotFound
from app.core.scope import ROOT
from app.moderation.actions import KEEP
from app.moderation.appeal_events import AppealAnswered, AppealAsked, AppealMade, AppealTakenBack
from app.moderation.commands.items import hold_still, open_item
from app.moderation.inputs import CauseInput, OpenInput
from app.moderation.kinds import APPEAL, USUAL
from app.moderation.models import WITHDRAWN, Appeal, AppealQuestion, Decision
from app.moderation.models.appeals import TAKEN_BACK
from app.moderation.queries.deciders import appealed, others, own_decision
from app.moderation.statements import appeal_until
from app.notifications.commands import notify_many

SUBJECT = "decision"
LONGEST_APPEAL = 4000
"""Letters of an appeal."""
LONGEST_QUESTION = 2000
WAITS = "appeal_waits"


@command
def appeal(actor: Actor, decision_id: int, words: str, key: str = "") -> int:
    """Ask that somebody else looks again. `key` is the token of the letter's link, for who is not signed in. Answers the appeal's id.

    Raises NotFound; Conflict: 'appealed' (before), 'nothing_to_appeal', 'too_late'; Invalid (`words`): 'words_missing', 'too_long_words'.
    """
    decision = own_decision(actor, decision_id, key)
    # Sent twice at once, the second waits here and is told.
    db.session.refresh(decision, with_for_update=True)
    if _appeal_of(decision.id) is not None:
        raise Conflict("appealed")
    until = appeal_until(decision)
    if until is None:
        raise Conflict("nothing_to_appeal")
    now = clock.now()
    if now >= until:
        raise Conflict("too_late")
    check_words(words, LONGEST_APPEAL)
    thing = appealed(decision)
    made = Appeal(decision_id=decision.id, member_id=decision.author_id, words=words.strip(), at=now)
    db.session.add(made)
    db.session.flush()
    made.item_id = open_item(_opening(decision, thing.scope_path, made.words), actor_id=decision.author_id)
    publish(
        AppealMade(
            actor_id=decision.author_id,
            appeal_id=made.id,
            decision_id=decision.id,
            member_id=decision.author_id or 0,
            scope_path=thing.scope_path,
            by_link=actor.member_id != decision.author_id,
        )
    )
    if not others(thing, MODERATOR):
        # One moderator alone: the admins decide, or see to it that somebody can.
        told = holder_ids(ROOT, (ADMIN,)) - {decision.author_id or 0}
        notify_many(told, WAITS, key=f"{WAITS}:{made.id}", subject_kind=APPEAL, subject_id=made.id)
    return made.id


@command
def take_back(actor: Actor, decision_id: int, key: str = "") -> None:
    """Nobody needs to look again. Ended before, nothing happens. Raises NotFound."""
    decision = own_decision(actor, decision_id, key)
    item = hold_still(SUBJECT, decision.id)
    found = own_appeal(decision)
    if item is None or not found.is_waiting:
        return
    now = clock.now()
    item.close(WITHDRAWN, now)
    found.end(TAKEN_BACK, now)
    publish(
        AppealTakenBack(
            actor_id=decision.author_id,
            appeal_id=found.id,
            decision_id=decision.id,
            member_id=decision.author_id or 0,
            scope_path=item.scope_path,
        )
    )


@command
def ask_team(actor: Actor, decision_id: int, words: str, key: str = "") -> None:
    """The member asks the team, once. Raises NotFound; Conflict 'ended', 'asked'; Invalid (`words`)."""
    found = waiting_appeal(own_decision(actor, decision_id, key))
    check_words(words, LONGEST_QUESTION)
    if found.question(from_member=True) is not None:
        raise Conflict("asked")
    found.questions.append(AppealQuestion(is_from_member=True, words=words.strip(), at=clock.now()))
    publish(AppealAsked(actor_id=found.member_id, appeal_id=found.id, from_member=True))


@command
def answer_team(actor: Actor, decision_id: int, words: str, key: str = "") -> None:
    """The member answers what the team asked. Raises NotFound; Conflict 'ended', 'not_asked', 'answered'; Invalid (`words`)."""
    found = waiting_appeal(own_decision(actor, decision_id, key))
    check_words(words, LONGEST_QUESTION)
    question = found.question(from_member=False)
    if question is None:
        raise Conflict("not_asked")
    if question.answered_at is not None:
        raise Conflict("answered")
    question.reply(words.strip(), clock.now())
    publish(AppealAnswered(actor_id=found.member_id, appeal_id=found.id, from_member=True))


def own_appeal(decision: Decision) -> Appeal:
    """The appeal against a decision. Raises NotFound."""
    found = _appeal_of(decision.id)
    if found is None:
        raise NotFound
    return found


def waiting_appeal(decision: Decision) -> Appeal:
    """The same, with its item locked, as long as nobody has decided. Raises NotFound, Conflict 'ended'."""
    item, found = hold_still(SUBJECT, decision.id), own_appeal(decision)
    if item is None or not found.is_waiting:
        raise Conflict("ended")
    return found


def check_words(words: str, longest: int) -> None:
    """Raises Invalid (`words`) for nothing, or too much."""
    if not words.strip():
        raise Invalid("words_missing", field="words")
    if len(words) > longest:
        raise Invalid("too_long_words", field="words")


def _appeal_of(decision_id: int) -> Appeal | None:
    found = select(Appeal).where(Appeal.decision_id == decision_id).execution_options(populate_existing=True)
    return db.session.scalars(found).one_or_none()


def _opening(decision: Decision, path: str, words: str) -> OpenInput:
    against = decision.measure if decision.action == KEEP and decision.measure else decision.action
    cause = CauseInput(APPEAL, against, USUAL, words)
    return OpenInput(SUBJECT, decision.id, path, decision.author_id, decision.what, (cause,))
