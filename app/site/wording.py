"""Sentences of the first page and of "For you", and why something is not open. Pure."""

from __future__ import annotations

import re

from app.accounts.wording import SENTENCES as ACCOUNTS
from app.core.text import one_line
from app.discussions.wording import REASONS as DISCUSSIONS

NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
HEARD = 140
"""Letters of a sentence on the first page."""

_SENTENCE = re.compile(r".+?[.!?…][\"”’)]*(?=\s|$)", re.DOTALL)

WHY: dict[str, str] = {
    **ACCOUNTS,
    **DISCUSSIONS,
    "sign_in": "This is for members. Sign in, and you can go on.",
    "admins_only": "This is for the administrators of the community.",
    "staff_only": "This is for moderators.",
    "mentors_only": "This is for mentors and moderators.",
    "no_mentor": "This is for mentors. If you were one, the newcomers you held are offered to others.",
    "moderators_only": "This is for the moderators of the group.",
    "moderators_of_all_only": "This is for moderators of the whole community.",
    "not_your_group": "This is for the moderators of that group. You look after another one.",
    "own_words": "These are your own words. Somebody else looks at them.",
    "not_admin": "Groups at the top of the tree are made and moved by administrators.",
    "members_only": "This is for members. Sign in, and you can go on.",
    "suspended_here": "You are suspended there at the moment. “My standing” says why, and until when.",
    "read_only": "You can read, but not write there at the moment. “My standing” says why, and until when.",
    "open_to_join": "Anybody may join this group, so nobody is taken out of it.",
    "ask_first": "This group is private. You can ask to join on its page.",
    "already_in": "You are in this group already.",
    "just_join": "Nobody needs to be asked: you can join this group on its page.",
    "not_your_account": "This belongs to somebody else’s account.",
    "not_yours": "This belongs to somebody else.",
    "hidden": "This is not open to you.",
}
"""Reason code -> what the page of a refusal says."""


def spelled(number: int) -> str:
    """'three', '12', '1,240'."""
    return NUMBERS[number] if 0 <= number < len(NUMBERS) else f"{number:,}"


def greeting(hour: int, name: str) -> str:
    """'Good morning, Ruth' by the hour (0 to 23) on the clock of the community; at night plainly 'Hello, Ruth'."""
    if 5 <= hour < 12:
        words = "Good morning"
    elif 12 <= hour < 18:
        words = "Good afternoon"
    elif 18 <= hour < 23:
        words = "Good evening"
    else:
        words = "Hello"
    return f"{words}, {name}"


def state_of_things(replies: int, waiting: int, more_wait: bool, others: int = 0, sent_back: bool = False) -> str:
    """One true sentence or two: how many replies are new, how many people wait in one's groups (`more_wait`: that many or more).

    Without a new reply it speaks of `others`, the other new notices; without any, of a post that was sent back to its author.
    """
    news = _news(replies, others)
    people = f"{spelled(waiting)} {'person is' if waiting == 1 else 'people are'} waiting for an answer"
    if more_wait:
        people = f"at least {people}"
    if not news and not waiting and sent_back:
        return "A post of yours waits for a change from you. Take the time you need."
    if not news and not waiting:
        return "Nothing is waiting for you. Look around, or rest."
    if not waiting:
        return _sentence(f"{news}. Nothing here is urgent.")
    first = f"{news}, and " if news else ""
    return _sentence(f"{first}{people}. Nothing here is urgent.")


def _news(replies: int, others: int) -> str:
    if replies:
        return f"{spelled(replies)} new {'reply' if replies == 1 else 'replies'} for you"
    return f"{spelled(others)} new {'notice' if others == 1 else 'notices'} for you" if others else ""


def said(excerpt: str, length: int = HEARD) -> str:
    """The first whole sentences of `excerpt` that fit into `length` letters; else its beginning, cut at a word.

    A single short word of greeting is no sentence worth quoting: "Hello." goes on with the next.
    """
    kept = ""
    for match in _SENTENCE.finditer(excerpt):
        longer = f"{kept} {match.group().strip()}".strip()
        if len(longer) > length:
            break
        kept = longer
        if len(kept) > length // 3:
            break
    return kept or one_line(excerpt, length)


def why(reason: str) -> str:
    """Why something was refused; '' when there is no sentence for it."""
    return WHY.get(reason, "")


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
