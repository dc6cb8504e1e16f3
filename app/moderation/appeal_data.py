"""What appeals and acts of two people hold about a member, and what of it goes when they leave."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select

from app.accounts.holdings import Leaver, ending, own_data, rows
from app.moderation.commands.forgetting import end_appeals
from app.moderation.models import Appeal, AppealQuestion, GraveAct
from app.moderation.models.grave import DONE


@own_data(
    "appeals",
    "Your appeals",
    "Against which decision, your words, when, how and when it ended, and by which decision; your question with our answer, and ours "
    "with yours.",
    "appeals.member_id",
)
def appeals(member_id: int) -> Iterable[Mapping[str, Any]]:
    made = select(
        Appeal.id.label("appeal"),
        Appeal.decision_id.label("decision"),
        Appeal.words,
        Appeal.at,
        Appeal.state,
        Appeal.ended_at,
        Appeal.outcome_id.label("ended_by_decision"),
    )
    yield from rows(made.where(Appeal.member_id == member_id).order_by(Appeal.id))
    talk = select(
        AppealQuestion.appeal_id.label("appeal"),
        AppealQuestion.is_from_member.label("your_question"),
        AppealQuestion.words.label("question"),
        AppealQuestion.at,
        AppealQuestion.answer,
        AppealQuestion.answered_at,
    ).join(Appeal, Appeal.id == AppealQuestion.appeal_id)
    yield from rows(talk.where(Appeal.member_id == member_id).order_by(AppealQuestion.id))


@own_data(
    "grave-acts",
    "What two people did about you",
    "A lasting exclusion, or erasing something of yours for good: what, the guideline by number, the reason, when it was asked and done.",
    "grave_acts.member_id",
)
def grave_acts(member_id: int) -> Iterable[Mapping[str, Any]]:
    # What was only asked for, and refused or left, is between the two whom it was asked of.
    done = _acts().where(GraveAct.member_id == member_id, GraveAct.state == DONE)
    return rows(done.order_by(GraveAct.id))


@own_data(
    "second-looks",
    "What you did as one of two moderators",
    "Questions you asked or answered in appeals, and grave acts you asked for, did or refused.",
    "appeal_questions.staff_id",
    "grave_acts.asked_by",
    "grave_acts.ended_by",
)
def second_looks(member_id: int) -> Iterable[Mapping[str, Any]]:
    own = AppealQuestion.staff_id == member_id
    asked = select(AppealQuestion.words.label("question"), AppealQuestion.at)
    yield from rows(asked.where(own, AppealQuestion.is_from_member.is_(False)).order_by(AppealQuestion.id))
    answered = select(AppealQuestion.answer, AppealQuestion.answered_at)
    yield from rows(answered.where(own, AppealQuestion.is_from_member.is_(True)).order_by(AppealQuestion.id))
    mine = (GraveAct.asked_by == member_id) | (GraveAct.ended_by == member_id)
    yield from rows(_acts().where(mine).order_by(GraveAct.id))


@ending("moderation.appeals")
def what_was_appealed(leaver: Leaver, _cursor: int) -> int | None:
    """Nobody needs to look again; what was decided before stays counted, without a name."""
    end_appeals(leaver)
    return None


def _acts() -> Any:
    return select(
        GraveAct.kind,
        GraveAct.clause,
        GraveAct.statement.label("reason"),
        GraveAct.asked_at,
        GraveAct.expires_at,
        GraveAct.state,
        GraveAct.ended_at,
    )
