"""Deciding on an appeal: uphold, change or overturn, by somebody else than the first decider, all in one transaction."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from app.accounts.actor import Actor
from app.core import clock
from app.core.command import command, publish
from app.core.db import db
from app.core.policy import Conflict, Invalid, require
from app.guidelines.queries import ClauseText
from app.moderation import appeal_policies
from app.moderation.actions import OVERTURN, UPHOLD
from app.moderation.appeal_events import AppealAnswered, AppealAsked, AppealDecided
from app.moderation.appeal_letters import BACK, NOTHING
from app.moderation.commands.appealing import LONGEST_QUESTION, check_words
from app.moderation.commands.claims import locked_item, must_be_free, must_be_open
from app.moderation.commands.decide import carry_out, keep_decision, named_clause
from app.moderation.commands.undoing import let_out, undo_measures, undo_words
from app.moderation.inputs import AppealOutcome, AppealRuling, DecisionInput
from app.moderation.kinds import APPEAL
from app.moderation.matter import offered
from app.moderation.measures import check_measure
from app.moderation.milder import check_milder
from app.moderation.models import Appeal, AppealQuestion, Decision, ReviewItem
from app.moderation.models.appeals import CHANGED, OUTCOMES, OVERTURNED, UPHELD
from app.moderation.queries.deciders import appealed
from app.moderation.registry import subject_views
from app.moderation.ruling import check_reason, decision_on
from app.notifications.commands import notify

TALK = "appeal_talk"
LOOKED_AGAIN = "appeal_decided"


@command
def rule(actor: Actor, item_id: int, given: AppealRuling) -> AppealOutcome:
    """End an appeal. Overturned, everything stands as if the first decision had never been; changed, a milder one takes its place.

    Raises NotFound; Conflict as `decide`; Forbidden 'first_decider', or where the actor may not lift what was laid; Invalid:
    'unknown_outcome' (`outcome`), 'unknown_clause' (`clause`), as `ruling.check_reason`, and for a change 'unknown_action' and
    'graver' (`action`), and those of `check_measure` and `milder.check_milder`.
    """
    item, appeal, first = _waiting(actor, item_id)
    must_be_free(actor, item)
    if item.version != given.version:
        raise Conflict("changed", item_id=item.id, version=item.version)
    clause, now = _checked(given), clock.now()
    became = NOTHING if given.outcome == UPHELD else undo_words(actor, first)
    ruling = (_anew if given.outcome == CHANGED else _ending)(actor, item, first, given, clause, now)
    # Sanctions are locked after the words: every decision takes them in that order.
    had_measure = given.outcome != UPHELD and undo_measures(actor, first)
    if given.outcome == OVERTURNED:
        ruling.before = {"words": became, "measure": had_measure}
    outcome = keep_decision(actor, item, ruling)
    appeal.end(given.outcome, now, ruling.id)
    words_back = became == BACK
    _announce(actor, appeal, first, words_back, item.scope_path)
    return AppealOutcome(appeal.id, ruling.id, given.outcome, outcome.author_name, words_back)


@command
def ask_member(actor: Actor, item_id: int, words: str) -> None:
    """Ask the member, once. Raises NotFound, Forbidden 'first_decider', Conflict as `rule` or 'asked', Invalid (`words`)."""
    _item, appeal, _first = _waiting(actor, item_id)
    check_words(words, LONGEST_QUESTION)
    if appeal.question(from_member=False) is not None:
        raise Conflict("asked", item_id=item_id)
    question = AppealQuestion(is_from_member=False, words=words.strip(), at=clock.now(), staff_id=actor.member_id)
    appeal.questions.append(question)
    publish(AppealAsked(actor_id=actor.member_id, appeal_id=appeal.id, from_member=False))
    _tell(actor, appeal, "asked")


@command
def answer_member(actor: Actor, item_id: int, words: str) -> None:
    """Answer what the member asked. Raises as `ask_member`; Conflict 'not_asked', 'answered'."""
    _item, appeal, _first = _waiting(actor, item_id)
    check_words(words, LONGEST_QUESTION)
    question = appeal.question(from_member=True)
    if question is None or question.answered_at is not None:
        raise Conflict("not_asked" if question is None else "answered", item_id=item_id)
    question.reply(words.strip(), clock.now(), actor.member_id)
    publish(AppealAnswered(actor_id=actor.member_id, appeal_id=appeal.id, from_member=False))
    _tell(actor, appeal, "answered")


def _waiting(actor: Actor, item_id: int) -> tuple[ReviewItem, Appeal, Decision]:
    """The open item, its appeal and the decision that is appealed, for somebody who may decide on it."""
    item = locked_item(actor, item_id)
    if item.kind != APPEAL:
        raise Conflict("not_now", item_id=item.id)
    must_be_open(item)
    found = select(Appeal).where(Appeal.item_id == item.id).execution_options(populate_existing=True)
    appeal = db.session.scalars(found).one()
    first = db.session.get_one(Decision, appeal.decision_id)
    require(appeal_policies.decide(actor, appealed(first)))
    return item, appeal, first


def _checked(given: AppealRuling) -> ClauseText:
    if given.outcome not in OUTCOMES:
        raise Invalid("unknown_outcome", field="outcome")
    check_reason(given.statement)
    return named_clause(given.clause)


def _ending(
    actor: Actor, item: ReviewItem, first: Decision, given: AppealRuling, clause: ClauseText, now: datetime
) -> Decision:
    """The decision that ends an appeal and puts nothing in the first one's place."""
    action = UPHOLD if given.outcome == UPHELD else OVERTURN
    if action == OVERTURN:
        let_out(actor, first)
    return _about_the_first(
        item, first, DecisionInput(item.version, action, clause.number, given.statement), clause, actor, now
    )


def _anew(
    actor: Actor, item: ReviewItem, first: Decision, given: AppealRuling, clause: ClauseText, now: datetime
) -> Decision:
    """The decision that takes the first one's place, carried out on the words as they were before that one."""
    wanted = DecisionInput(
        item.version, given.action, clause.number, given.statement, None, given.measure,
        given.path or first.path or item.scope_path, given.until,
    )  # fmt: skip
    view = subject_views([(first.subject_kind, first.subject_id)]).get((first.subject_kind, first.subject_id))
    origin = db.session.get_one(ReviewItem, first.item_id)
    if given.action not in offered(view, origin):
        raise Invalid("unknown_action", field="action")
    if given.measure:
        check_measure(given.measure, wanted.path, given.until, now)
    check_milder(wanted, first)
    ruling = _about_the_first(item, first, wanted, clause, actor, now)
    ruling.before = carry_out(actor, origin, view, ruling)
    return ruling


def _about_the_first(
    item: ReviewItem, first: Decision, wanted: DecisionInput, clause: ClauseText, actor: Actor, now: datetime
) -> Decision:
    """It is about the words of the first decision, not about those of the appeal."""
    view = subject_views([(first.subject_kind, first.subject_id)]).get((first.subject_kind, first.subject_id))
    ruling = decision_on(item, view, wanted, clause, actor.member_id, now)
    ruling.subject_kind, ruling.subject_id = first.subject_kind, first.subject_id
    ruling.what, ruling.title, ruling.words = first.what, first.title, list(first.words)
    return ruling


def _announce(actor: Actor, appeal: Appeal, first: Decision, words_back: bool, path: str) -> None:
    publish(
        AppealDecided(
            actor_id=actor.member_id,
            appeal_id=appeal.id,
            decision_id=first.id,
            outcome_id=appeal.outcome_id or 0,
            outcome=appeal.state,
            member_id=appeal.member_id,
            first_decider=first.decided_by,
            words_back=words_back,
            scope_path=path,
        )
    )
    if first.decided_by is not None:
        key = f"{LOOKED_AGAIN}:{appeal.id}"
        notify(
            first.decided_by, LOOKED_AGAIN, key=key, subject_kind=APPEAL, subject_id=appeal.id, actor_id=actor.member_id
        )


def _tell(actor: Actor, appeal: Appeal, about: str) -> None:
    if appeal.member_id is not None:
        key = f"{TALK}:{appeal.id}:{about}"
        notify(
            appeal.member_id, TALK, key=key, subject_kind=APPEAL, subject_id=appeal.id, actor_id=actor.member_id,
            data={"about": about},
        )  # fmt: skip
