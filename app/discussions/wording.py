"""Kind sentences for the reason codes of this package."""

from __future__ import annotations

from datetime import datetime

from app.core.markup import TooLong
from app.core.policy import Refusal, TooMany
from app.core.wording import DAYS, duration

SLOWED = "slowed"
"""The reason of a TooMany: a decision asks for fewer posts a day."""

SOMEBODY = "somebody who has left"
"""How others' words name whoever has left."""
TAKEN_BACK = "[taken back by its author]"
"""What stands where somebody's words stood who took them along."""
TAKEN_TITLE = "A discussion whose beginning was taken back"

REASONS: dict[str, str] = {
    "sign_in": "Sign in to write here. What you typed is kept.",
    "read_only": "You can read here, but not write at the moment. What you typed is kept in your drafts.",
    "suspended_here": "You cannot write here at the moment. What you typed is kept in your drafts.",
    "not_in_group": "Join the group first, then you can write here. What you typed is kept in your drafts.",
    "group_archived": "This group is closed for new posts. You can still read everything.",
    "divided": "This group was divided into rooms. Choose one of them, and start there. What you typed is kept in your drafts.",
    "room_missing": "Choose the room first. Everything you typed is here.",
    "locked": "A moderator has closed this discussion, so nothing can be added. You can start a new one.",
    "not_yours": "Only the person who wrote this can change it.",
    "not_now": "This post cannot be changed as it stands now.",
    "has_answers": "Others have answered, so the discussion stays. You can change the words of your post instead.",
    "not_moderator": "Only a moderator of this group can do that.",
    "empty": "There are no words yet. Write something, then post it.",
    "title_empty": "Give it a title, so that people see what it is about.",
    "title_long": "The title is long. Keep it under 160 characters; the rest fits in the post itself.",
    "too_many_tags": "Five tags are enough. Take some out.",
    "reply_gone": "The post you were answering is no longer here. Your words are kept; you can reply to the discussion.",
    "wider_audience": "This group does not allow so many readers. Choose fewer.",
    "meant_for_group": "Only this group was meant to read it, so it stays here.",
    "fix_gone": "The words there have changed since, so nothing was brought back. Everything stands as you wrote it last.",
    "finding_gone": "Those words have changed meanwhile. Here is what the check sees now.",
    "same_group": "The discussion is in that group already.",
}


def say(reason: str) -> str:
    """The sentence for a reason code."""
    return REASONS.get(reason, "That is not possible just now. What you typed is kept.")


def say_refusal(refusal: Refusal | TooLong) -> str:
    """The sentence for what a command refused."""
    if isinstance(refusal, TooMany) and refusal.reason == SLOWED:
        return f"You can write again in {duration(refusal.wait_seconds)}. What you typed is kept."
    return say(f"too_long_{refusal.what}" if isinstance(refusal, TooLong) else getattr(refusal, "reason", ""))


def hours_words(is_open: bool, changes: datetime | None, now: datetime) -> str:
    """'Moderators read here until 22:00', 'No moderator is expected here before 07:00, in 8 hours'. `changes` has its zone."""
    if is_open:
        return f"Moderators read here until {_hour(changes, now)}" if changes else "Moderators read here day and night"
    return (
        f"No moderator is expected here before {_hour(changes, now)}, in {duration(changes - now)}" if changes else ""
    )


def _hour(moment: datetime, now: datetime) -> str:
    is_today = moment.date() == now.astimezone(moment.tzinfo).date()
    return f"{moment:%H:%M}" if is_today else f"{DAYS[moment.weekday()]} at {moment:%H:%M}"
