"""Kind sentences of the welcome desk, of cards, and of what nobody answered. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from app.core.wording import MONTHS, listed, many, spelled

PROBLEMS: dict[str, str] = {
    "capacity": "Please choose a number from 1 to 20.",
    "away_from_missing": "Please say from which day.",
    "away_order": "The last day comes before the first one.",
    "away_past": "This day is over. Please choose today or a later one.",
    "too_many_words": "Please keep it to 20 words or short phrases.",
    "too_long_words": "Please keep each to 60 letters.",
    "too_long_hours": "Please keep it to 200 letters.",
    "too_long_note": "Please keep the note to 2,000 letters.",
    "mentor_missing": "Please choose who takes over.",
    "too_long": "Please make this shorter.",
    "since": "Please write a year, or a month and year: 2019, March 2024.",
    "since_future": "That is still to come. Please write when it began, or leave it empty.",
    "role": "Please choose one of these.",
    "audience": "Please choose who may read it.",
    "own_line": "A welcome cannot go out without your own line.",
    "line_long": "Please keep your line to 4,000 letters.",
}
"""What stands beside a field that cannot be used as it is."""

OTHER_PROBLEM = "Please change this."

REFUSALS: dict[str, str] = {
    "claimed": "{who} was faster and is welcoming {name}.",
    "full": "You hold as many newcomers as you said you can. Let one go, or raise the number in your settings.",
    "away": "You are away at the moment. Say that you are back, and you can claim again.",
    "not_yours": "You are not welcoming {name} any more, so there is nothing to hand over or let go.",
    "settled": "{name} has settled in and is not new any more. Nothing is left to do.",
    "suspended": "{name} cannot take part at the moment, so nobody is asked to welcome them.",
    "gone": "This newcomer is not on your desk any more. They may have left.",
    "no_mentor": "You are not a mentor any more. The newcomers you held are offered to others.",
    "free": "Nobody holds {name} any more. You can claim them yourself.",
    "taker_full": "{who} holds as many newcomers as they can. Please choose somebody else.",
    "taker_away": "{who} is away at the moment. Please choose somebody else.",
    "taker_elsewhere": "{who} is no mentor for {name}’s groups. Please choose somebody else.",
}
"""Why something was refused; `{who}` is a colleague, `{name}` the newcomer."""

OTHER_REFUSAL = "Something changed after you opened this page. Please look once more."

VIEW_WORDS = {"all": "All", "late": "Late", "mine": "Mine", "known": "I know this one"}
EMPTY_VIEWS = {
    "all": "Nobody is new in your groups at the moment.",
    "late": "Nobody has waited too long. Thank you.",
    "mine": "You are not welcoming anybody at the moment.",
    "known": "Nobody here names a subject or a language of yours.",
}
"""The tabs of the desk, and what stands under one that is empty."""


def refusal(reason: str, facts: Mapping[str, Any]) -> str:
    """The sentence for a refusal, with the names in `facts`."""
    words = REFUSALS.get(reason, OTHER_REFUSAL)
    return words.format(who=facts.get("who", "A colleague"), name=facts.get("name", "the newcomer"))


def desk_line(number: int, late: int, most: int) -> str:
    """The sentence under the desk's name: 'Five people are new in your groups. One has waited too long.'"""
    if not number:
        return EMPTY_VIEWS["all"]
    shown = f"{most} or more" if number >= most else spelled(number).capitalize()
    new = f"{shown} {'person is' if number == 1 else 'people are'} new in your groups."
    if not late:
        return f"{new} Nobody has waited too long."
    waited = f"{most} or more" if late >= most else spelled(late).capitalize()
    return f"{new} {waited} {'has' if late == 1 else 'have'} waited too long."


def not_written_line(joined: str, reads: int, has_written: bool) -> str:
    """'Joined 2 days ago, has read 31 discussions, has not written.' `joined` is '2 days ago'."""
    if has_written:
        return f"Joined {joined}, and has written where you do not read."
    if not reads:
        return f"Joined {joined}, has not read or written anything yet."
    return f"Joined {joined}, has read {many(reads, 'discussion', 'discussions')}, has not written."


def known_chip(known: str, languages: Iterable[str]) -> str:
    """Why a mentor may know this one: 'You speak Farsi', 'You know pacemaker'."""
    return f"You speak {known}" if known in languages else f"You know: {known}"


def away_line(until: date | None) -> str:
    """What a mentor who is away reads on the desk."""
    day = f" until {until.day} {MONTHS[until.month - 1]} {until.year}" if until else ""
    return f"You are away{day}, so nobody is offered to you. Whoever you held is offered to others."


def load_hint(held: int, capacity: int, is_away: bool, hours: str, languages: Iterable[str], subjects: Iterable[str]) -> str:
    """The small line under a colleague: 'Holds 2 of 5. Most evenings. Speaks English, Farsi. Knows pacemaker.'"""
    if is_away:
        return "Away at the moment."
    parts = [f"Holds {held} of {capacity}", hours.strip().rstrip(".")]
    spoken, known = listed(list(languages)), listed(list(subjects))
    parts += [f"Speaks {spoken}" if spoken else "", f"Knows {known}" if known else ""]
    return " ".join(f"{part[0].upper()}{part[1:]}." for part in parts if part)

LETTER_REFUSALS: dict[str, str] = {
    "claimed": "{who} is welcoming {name} now, so nothing was sent.",
    "not_yours": "You are not welcoming {name} any more, so nothing was sent. Claim {name} again to send it.",
    "settled": "{name} has settled in and is not new any more, so nothing was sent. You can answer them where they write.",
    "suspended": "{name} cannot take part at the moment, so nothing was sent.",
    "gone": "This newcomer is not on your desk any more, so nothing was sent. They may have left.",
    "no_mentor": "You are not a mentor any more, so nothing was sent. The newcomers you held are offered to others.",
    "welcomed": "{who} has welcomed {name} already, so nothing was sent twice.",
    "way_reply": "{name} has written meanwhile. Your welcome would stand there now, where others read it, so nothing is sent yet.",
    "way_greeting": "Your welcome cannot stand where {name} wrote any more. It would go to {name} alone now, so nothing is sent yet.",
    "people": "Somebody you chose cannot be introduced at present, so nothing is sent yet. Please look once more.",
    "talk": "The discussion you chose cannot be put in at present, so nothing is sent yet. Please look once more.",
    "guidelines": "Please read the guidelines first and say so below. Nothing is sent yet.",
    "too_many": "You have written a lot in a short time. Nothing is sent yet; please try again in a while.",
    "too_many_people": "Two people are enough for a first day. Please choose two at most; nothing is sent yet.",
}
"""Why a welcome did not go out; what was typed stands beside it."""

NOT_THERE: dict[str, str] = {
    "locked": "A moderator has closed the discussion where {name} wrote, so this goes to {name} alone.",
    "not_in_group": "You do not belong to {group}, where {name} wrote, so this goes to {name} alone. Join the group to answer there.",
    "group_archived": "{group} is closed for new posts, so this goes to {name} alone.",
}
"""Why a welcome does not stand where the newcomer wrote."""
NOT_THERE_NOW = "Nothing can be added where {name} wrote, so this goes to {name} alone."

CARD_PARTS = {
    "condition": "{}",
    "since": "since {}",
    "treatment": "{}",
    "role": "here as {}",
    "likes": "likes to talk about {}",
    "avoids": "would rather not talk about {}",
}
"""A card in one sentence, in this order."""

ASKED_TITLE = "“{title}” waits for an answer in {group}"
ASKED_WORDS = "You answered others there lately. One sentence from you is enough; if you have none, leave it."
ASKED_BEFORE = "“{title}” in {group} has an answer now"
"""The notice to somebody who may have an answer."""

BAND_TABS = (("", "Last 30 days"), ("fresh", "Under a day"), ("days", "1 to 3 days"), ("longer", "Longer"))

FIGURES_EXPLAINED = (
    ("Discussions", "those that came out in the month and were not removed."),
    (
        "First reply",
        "the time until somebody other than the author wrote; half of those answered had theirs by the first, nine in ten by the second.",
    ),
    (
        "Unanswered at 24 h, at 72 h",
        "the share that had no reply of anybody but the author by then, among those that are at least so old.",
    ),
    ("Newcomers", "members who arrived in the month. In a group: those who first wrote there, or first joined it."),
    ("Welcomed", "the share whom a person answered or greeted, whoever it was."),
    (
        "Second post in 14 days",
        "the share that wrote again within 14 days of their first post, among those who first wrote at least 14 days ago.",
    ),
)
"""What each figure counts, in words; the page shows the statement below them."""


def card_line(name: str, fields: Mapping[str, str]) -> str:
    """'Halina chose to show: heart failure; since March 2024; here as a patient.' Nothing for an empty card."""
    values = {**fields, **({"role": fields["role"].lower()} if "role" in fields else {})}
    parts = [words.format(values[field]) for field, words in CARD_PARTS.items() if field in values]
    return f"{name} chose to show: {'; '.join(parts)}." if parts else ""

MADE_MENTOR_TITLE = "You are a mentor in {group} now"
MADE_MENTOR_WORDS = "Somebody saw how you answer others. You say how many newcomers you can take, and when you are away."

ROOM_NAMES = ("Mentors’ room", "Room of the mentors", "Mentors among themselves")
"""What the mentors’ room may be called at first; the second when a group has the first name."""
ROOM_PURPOSE = "Where mentors talk among themselves. Besides them, only the staff of the whole community can read it."

NOMINATION_REFUSALS = {
    "yourself": "Somebody else has to name you.",
    "mentor_already": "{name} holds a role there already.",
    "suspended_member": "{name} cannot take part at the moment, so nobody can name them.",
    "answered": "{who} has answered this nomination already.",
    "nobody": "No member has this username, or the group is none of yours.",
}
