"""What the desk holds about a member, and what of it goes when they leave."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select

from app.accounts.holdings import Leaver, ending, not_taken, own_data, rows
from app.core.settings import Setting, declare
from app.moderation import appeal_data
from app.moderation.commands.rewording import end_decisions, end_items, end_reports
from app.moderation.models import (
    CannedText,
    CareChoice,
    Cause,
    Decision,
    HandOver,
    Question,
    ReviewItem,
    Sanction,
    SavedView,
    StaffNote,
)

NOTES_IN_EXPORT = declare(
    Setting(
        "moderation.notes_in_export",
        False,
        "Notes of moderators are in the file of whoever takes their data along",
        "Off: whoever asks for them gets them by hand.",
    )
)


@own_data(
    "decisions",
    "What was decided about you",
    "Each decision: what about, the words concerned, what was done (action, measure, where, until when), the guideline by number and "
    "name, the reason, how it came to be looked at, and whether a machine had kept the words back before.",
    "decisions.author_id",
)
def decisions(member_id: int) -> Iterable[Mapping[str, Any]]:
    made = select(
        Decision.id.label("decision"),
        Decision.decided_at,
        Decision.what,
        Decision.title,
        Decision.words,
        Decision.action,
        Decision.measure,
        Decision.path,
        Decision.until,
        Decision.clause,
        Decision.clause_title,
        Decision.law,
        Decision.statement.label("reason"),
        Decision.found_by,
        Decision.automated,
    )
    return rows(made.where(Decision.author_id == member_id).order_by(Decision.id))


@own_data(
    "standing",
    "Measures about you",
    "What was laid on your account by a decision, where, from when until when, when it no longer counts, and whether it was lifted.",
    "sanctions.member_id",
)
def standing(member_id: int) -> Iterable[Mapping[str, Any]]:
    laid = select(
        Sanction.decision_id.label("decision"),
        Sanction.kind,
        Sanction.path,
        Sanction.from_at,
        Sanction.until,
        Sanction.fades_at,
        Sanction.lifted_at,
        Sanction.lifted_because,
    )
    return rows(laid.where(Sanction.member_id == member_id).order_by(Sanction.id))


@own_data(
    "looked-at",
    "What of yours moderators looked at",
    "What it was, its number, when it came to the moderators, and how and when that ended. Not who told them.",
    "review_items.author_id",
)
def looked_at(member_id: int) -> Iterable[Mapping[str, Any]]:
    items = select(
        ReviewItem.what,
        ReviewItem.subject_id.label("number"),
        ReviewItem.state,
        ReviewItem.opened_at,
        ReviewItem.closed_at,
    )
    return rows(items.where(ReviewItem.author_id == member_id).order_by(ReviewItem.id))


@own_data(
    "reports",
    "What you told the moderators",
    "The number of the post, the reason you gave, your words, and when.",
    "review_causes.member_id",
)
def reports(member_id: int) -> Iterable[Mapping[str, Any]]:
    told = select(Cause.subject_kind, Cause.subject_id.label("number"), Cause.reason, Cause.words, Cause.at)
    return rows(told.where(Cause.member_id == member_id).order_by(Cause.id))


@own_data(
    "moderating",
    "What you did as a moderator",
    "Decisions you made (when, what, by which guideline, with your reason), questions to colleagues and your answers, notes for whoever "
    "came next, views you saved, texts you keep for the team, when words are covered for you, and notes about members and items.",
    "decisions.decided_by",
    "desk_questions.asked_by",
    "desk_questions.asked_of",
    "desk_hand_overs.member_id",
    "desk_views.member_id",
    "canned_texts.changed_by",
    "care_choices.member_id",
    "staff_notes.written_by",
)
def moderating(member_id: int) -> Iterable[Mapping[str, Any]]:
    made = select(
        Decision.decided_at, Decision.action, Decision.measure, Decision.clause, Decision.statement.label("reason")
    )
    yield from rows(made.where(Decision.decided_by == member_id).order_by(Decision.id))
    asked = select(Question.at, Question.words).where(Question.asked_by == member_id)
    yield from rows(asked.order_by(Question.id))
    answered = select(Question.answered_at, Question.answer).where(Question.asked_of == member_id)
    yield from rows(answered.order_by(Question.id))
    noted = select(HandOver.at, HandOver.words).where(HandOver.member_id == member_id)
    yield from rows(noted.order_by(HandOver.id))
    saved = select(SavedView.name, SavedView.filters, SavedView.is_shared).where(SavedView.member_id == member_id)
    yield from rows(saved.order_by(SavedView.id))
    texts = select(CannedText.title, CannedText.body, CannedText.changed_at).where(CannedText.changed_by == member_id)
    yield from rows(texts.order_by(CannedText.id))
    wrote = select(StaffNote.at, StaffNote.category, StaffNote.words).where(StaffNote.written_by == member_id)
    yield from rows(wrote.order_by(StaffNote.id))
    yield from rows(select(CareChoice.cover, CareChoice.most).where(CareChoice.member_id == member_id))


@own_data(
    "notes-of-moderators",
    "What moderators noted about you",
    "Each note: of which kind, when, the words, and when it is forgotten. Empty where the community keeps notes to its moderators: ask "
    "them, if you would like to know.",
    "staff_notes.member_id",
)
def noted(member_id: int) -> Iterable[Mapping[str, Any]]:
    kept = select(StaffNote.category, StaffNote.at, StaffNote.words, StaffNote.until.label("forgotten_on"))
    if NOTES_IN_EXPORT.get():
        yield from rows(kept.where(StaffNote.member_id == member_id).order_by(StaffNote.id))


@ending("moderation.items")
def items(leaver: Leaver, cursor: int) -> int | None:
    """After the words themselves: what can be read still is looked at still."""
    return end_items(leaver, cursor)


@ending("moderation.decisions")
def what_was_decided(leaver: Leaver, cursor: int) -> int | None:
    return end_decisions(leaver, cursor)


@ending("moderation.reports")
def what_they_told(leaver: Leaver, _cursor: int) -> int | None:
    end_reports(leaver)
    return None


__all__ = ["appeal_data"]

not_taken("How many hard items a moderator took up in the last hours, until the shift is over.", "hard_looks.member_id")
not_taken("Who looks at an item at this moment, for a few minutes.", "review_items.claimed_by")
not_taken("Items that a moderator gave back during this shift, until it ends.", "desk_passes.member_id")
