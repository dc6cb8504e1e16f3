"""Who may read and take back what moderators leave for each other at the desk."""

from __future__ import annotations

from sqlalchemy import ColumnElement, or_

from app.accounts.actor import ADMIN, MODERATOR, Actor
from app.core.policy import Verdict, allow_if, permission
from app.core.scope import covers_any, is_within, within_any
from app.moderation.models import HandOver, Question, SavedView


@permission("hand_over.read")
def read_hand_over(actor: Actor, note: HandOver) -> Verdict:
    """One thing: whoever moderates at the place of the note, above it, or in a room below it. Many things: `hand_overs_readable`."""
    mine = actor.paths(MODERATOR, ADMIN)
    near = any(is_within(note.scope_path, path) or is_within(path, note.scope_path) for path in mine)
    return allow_if(near, "not_your_group")


def hand_overs_readable(actor: Actor) -> ColumnElement[bool]:
    """Many things: the notes that `read_hand_over` allows, as SQL."""
    mine = actor.paths(MODERATOR, ADMIN)
    return or_(within_any(HandOver.scope_path, mine), covers_any(HandOver.scope_path, mine))


@permission("hand_over.take_back")
def take_back(actor: Actor, note: HandOver) -> Verdict:
    """Who wrote it."""
    return allow_if(actor.member_id is not None and note.member_id == actor.member_id, "not_yours")


@permission("question.answer")
def answer(actor: Actor, question: Question) -> Verdict:
    """Whoever was asked. Whether they still moderate there is the item's own rule."""
    return allow_if(actor.member_id is not None and question.asked_of == actor.member_id, "not_yours")


@permission("view.forget")
def forget_view(actor: Actor, view: SavedView) -> Verdict:
    """Who saved it; for everybody else the view is not there."""
    return allow_if(actor.member_id is not None and view.member_id == actor.member_id, "not_yours")
