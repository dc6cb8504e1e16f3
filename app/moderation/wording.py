"""Kind sentences of the desk: reasons, actions, measures, headlines and the clock. Pure. The letters are in `letters`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.core.wording import many
from app.guidelines.wording import family_name, words_for
from app.moderation.actions import (
    ASK_CHANGE,
    CLEAR_ABOUT,
    HIDE,
    KEEP,
    LIFT,
    LOCK,
    OVERTURN,
    PUBLISH,
    REDACT,
    REMOVE,
    RESET_NAME,
    RESTORE,
    SEND_BACK,
    UNLOCK,
    UPHOLD,
    tells_author,
)
from app.moderation.kinds import APPEAL, GRAVE, HELD, PROFILE, REPORT, STAFF, kind_named
from app.moderation.measures import NOTE, NOTHING, READ_ONLY, SLOW, SUSPENDED, WARNING
from app.moderation.registry import reason_words


@dataclass(frozen=True)
class FlagReason:
    """One answer on the flag form. `headline` follows "Report: "; `risk` is 1 to 3; `clause` is the guideline to begin with, 0 for none."""

    code: str
    label: str
    hint: str
    headline: str
    risk: int
    clause: int


FLAG_REASONS = (
    FlagReason(
        "worried",
        "I am worried about this person",
        "They may be in danger, or very low.",
        "worried about a person",
        3,
        8,
    ),
    FlagReason("unkind", "It is unkind", "It hurts, mocks or shuts somebody out.", "unkind to a member", 2, 1),
    FlagReason(
        "private", "It shows private details", "A number, an address, somebody's full name.", "private details", 2, 6
    ),
    FlagReason(
        "medicine",
        "It tells someone to change a medicine",
        "To stop, start, or take another dose.",
        "change of medicine",
        2,
        4,
    ),
    FlagReason("selling", "It sells something", "A product, a service, a link to a shop.", "selling", 1, 7),
    FlagReason(
        "false", "It says something that is not true", "And it could lead somebody wrong.", "false information", 2, 2
    ),
    FlagReason("other", "Something else", "Please say what in your own words.", "something else", 1, 0),
)
PROFILE_REASONS = (
    FLAG_REASONS[0],
    FlagReason("profile_unkind", "It is unkind", "The name or the line hurts, mocks or shuts somebody out.", "unkind", 2, 1),
    FlagReason(
        "profile_pretends",
        "It pretends to be somebody else",
        "Another member, a clinic, or the people who run this place.",
        "pretends to be somebody else",
        2,
        2,
    ),
    FlagReason(
        "profile_private", "It shows private details", "A number, an address, somebody's full name.", "private details", 2, 6
    ),
    FlagReason("profile_selling", "It sells something", "A product, a service, a link to a shop.", "selling", 1, 7),
    FlagReason("profile_other", "Something else", "Please say what in your own words.", "something else", 1, 0),
)
REASONS = {reason.code: reason for reason in (*FLAG_REASONS, *PROFILE_REASONS)}
NEEDS_WORDS = frozenset({"other", "profile_other"})
"""Reasons that say nothing without the member's own words."""


def reasons_for(subject_kind: str) -> tuple[FlagReason, ...]:
    """What one can report about such a thing."""
    return PROFILE_REASONS if subject_kind == "member" else FLAG_REASONS

SIGNALS = {
    "thoughts": "Words close to thoughts of dying",
    "intent": "Words close to wanting to die now",
    "plan": "Words close to a plan",
    "means": "Words about a means",
    "self_harm": "Words about hurting oneself",
    "somebody_else": "Worry about somebody else",
    "past": "Something from before",
    "heavy": "A hard day",
    "weighed": "Many heavy words together",
}
"""What a crisis finding is called for a moderator; the sentences of guidelines speak to the writer."""

OPENED_BECAUSE = {
    STAFF: "Opened by a moderator",
    "changed": "Changed after it was sent back",
}
"""What an item is called that no check and no member brought."""


ACTION_LABELS = {
    PUBLISH: "Publish as it is",
    REDACT: "Publish without the words",
    SEND_BACK: "Send back to change",
    KEEP: "Leave it as it is",
    HIDE: "Hide it, keep its place",
    REMOVE: "Remove",
    RESTORE: "Put back",
    LOCK: "Close the discussion",
    UNLOCK: "Open the discussion again",
    ASK_CHANGE: "Ask for a change",
    RESET_NAME: "Take the name back",
    CLEAR_ABOUT: "Take the line out",
}

ACTION_HINTS = {
    PUBLISH: "It takes its place in the talk now",
    REDACT: "The marked words are taken out, the rest is up",
    SEND_BACK: "Stays with {name}, not in the room",
    KEEP: "{name} hears nothing",
    HIDE: "Members see that a post was hidden; {name} can read it",
    REMOVE: "Kept for the record, shown to nobody",
    RESTORE: "It returns to its place",
    LOCK: "What is there stays; nobody can add to it",
    UNLOCK: "Members can add to it again",
    ASK_CHANGE: "The profile stays as it is until {name} changes it",
    RESET_NAME: "A neutral name takes its place, also in quotes. The handle stays, in mentions and in the address of the profile",
    CLEAR_ABOUT: "The line about {name} goes, the name stays",
}

ACTION_DONE = {
    PUBLISH: "published",
    REDACT: "published without some words",
    SEND_BACK: "sent back to change",
    KEEP: "left as it is",
    HIDE: "hidden",
    REMOVE: "removed",
    RESTORE: "put back",
    LOCK: "closed to new posts",
    UNLOCK: "opened again",
    ASK_CHANGE: "asked to be changed",
    RESET_NAME: "given a neutral name",
    CLEAR_ABOUT: "left without its line",
    LIFT: "ended early",
    UPHOLD: "upheld on appeal",
    OVERTURN: "overturned on appeal",
}

SEND_LABELS = {
    PUBLISH: "Publish and tell {name}",
    REDACT: "Publish without the words and tell {name}",
    SEND_BACK: "Send back and tell {name}",
    KEEP: "Leave it as it is",
    HIDE: "Hide and tell {name}",
    REMOVE: "Remove and tell {name}",
    RESTORE: "Put back and tell {name}",
    LOCK: "Close and tell {name}",
    UNLOCK: "Open again and tell {name}",
    ASK_CHANGE: "Ask {name} for a change",
    RESET_NAME: "Take the name back and tell {name}",
    CLEAR_ABOUT: "Take the line out and tell {name}",
}

MEASURE_LABELS = {
    NOTHING: "Nothing",
    NOTE: "A note",
    WARNING: "A warning",
    SLOW: "Fewer posts a day",
    READ_ONLY: "Reading only",
    SUSPENDED: "Suspended",
}
"""What a measure is called, for moderators and in the member's own list."""

MEASURE_DONE = {
    NOTE: "a note to its author",
    WARNING: "a warning to its author",
    SLOW: "fewer posts a day for its author",
    READ_ONLY: "reading only for its author",
    SUSPENDED: "its author suspended",
}


LANGUAGE_NAMES = {
    "cs": "Czech",
    "de": "German",
    "en": "English",
    "es": "Spanish",
    "fr": "French",
    "it": "Italian",
    "nl": "Dutch",
    "pl": "Polish",
    "pt": "Portuguese",
    "uk": "Ukrainian",
}
"""Languages in which the team keeps texts."""

SEND_MEASURE = {
    NOTE: "Send {name} a note",
    WARNING: "Send {name} a warning",
    SLOW: "Ask {name} for fewer posts, and say why",
    READ_ONLY: "Let {name} read only, and say why",
    SUSPENDED: "Suspend {name}, and say why",
}
"""On the button where the words stay as they are."""


def send_label(action: str, measure: str, name: str) -> str:
    """The words on the button that decides."""
    if action == KEEP and measure in SEND_MEASURE and name:
        return SEND_MEASURE[measure].format(name=name)
    if action in SEND_LABELS:
        return SEND_LABELS[action].format(name=name or "nobody")
    return f"Decide and tell {name}" if name else "Decide"


def letter_hint(action: str, measure: str, name: str) -> str:
    """What stands where the letter would: what is still to be chosen ('' for no action yet), or that nothing is sent."""
    if not action:
        return "Choose what to do, and the letter stands here."
    if not tells_author(action, measure):
        return f"Nothing: nothing changes for {name or 'them'}."
    return "Choose a guideline, and the letter stands here."


def action_hints(actions: Sequence[str], name: str, *, may_measure: bool = False, worried: bool = False) -> dict[str, str]:
    """What each action does, in a line. `may_measure`: something for the person can be chosen below. `worried`: it is about somebody who
    may be in danger, and is there to be answered."""
    hints = {action: ACTION_HINTS[action].format(name=name or "The author") for action in actions}
    if may_measure and KEEP in hints:
        hints[KEEP] += ", unless you choose something below"
    if worried and name and KEEP in hints:
        hints[KEEP] += " from us. To ask how they are, answer them in the talk"
    return hints


def done(action: str, measure: str = "") -> str:
    """What a decision did, in a line for the team: 'removed, with a warning to its author'."""
    words = ACTION_DONE.get(action, action.replace("_", " "))
    return f"{words}, with {MEASURE_DONE[measure]}" if measure in MEASURE_DONE else words


REFUSALS = {
    "changed": "The text was changed, or somebody told us more, after you opened it. Please look once more before you decide.",
    "withdrawn": "It was taken back or erased meanwhile, so there is nothing to decide any more.",
    "settled": "Somebody answered meanwhile, or a colleague has closed it as seen. Nothing is left to do.",
    "not_now": "This cannot be done with it as it stands now. Please look once more.",
    "own_words": "These are your own words. Another moderator looks at them.",
    "already_flagged": "You have told us already. Nothing more is needed.",
    "rest": "You have looked at many hard things in this shift. This one is with your colleagues now, and you may leave it to them.",
    "not_out": "This is not in the talk at the moment, so there is nothing to report.",
}
OTHER_REFUSAL = "Somebody else changed it after you opened it. Please look once more."


def headline(kind: str, what: str, reason: str) -> str:
    """What an item is called: 'Held reply: contact details', 'Report: unkind to a member', 'Appeal: reply removed'."""
    return kind_named(kind).headline.format(what=what, reason=_because(kind, reason))


def ended(kind: str, *, is_seen: bool, has_words: bool) -> str:
    """How an item ended that nobody ruled on, in a line for the team. `has_words`: its beginning is kept still."""
    if not kind_named(kind).is_ruled:
        return "Settled, or closed as seen"
    if kind == GRAVE:
        return "It is not done" if is_seen else "It is asked no longer"
    if kind == APPEAL:
        return "The appeal was taken back"
    return "Taken back by its author" if has_words else "Erased for good, or gone with its author"


def finding_name(family: str, kind: str) -> str:
    """What a check saw, for a moderator; the check's own word when it is gone or came with an import."""
    if family == "crisis" and kind in SIGNALS:
        return SIGNALS[kind]
    try:
        return words_for(family, kind).title
    except KeyError:
        return kind.replace("_", " ").capitalize()


def arrival(kind: str, flaggers: int) -> str:
    """How it came, after the excerpt: 'Reported by 2 members.' or nothing."""
    return f"Reported by {many(flaggers, 'member', 'members')}." if flaggers else ""


def _because(kind: str, reason: str) -> str:
    if kind == HELD:
        return _family(reason)
    if kind == APPEAL:
        return _appealed(reason)
    if kind in (REPORT, PROFILE):
        return REASONS[reason].headline if reason in REASONS else reason.replace("_", " ")
    return reason_words(kind, reason) or OPENED_BECAUSE.get(reason, OPENED_BECAUSE[STAFF])


def _appealed(reason: str) -> str:
    """What is appealed against, behind what it was about: ' removed', ', a warning'; '' for an appeal from before this was noted."""
    if reason in ACTION_DONE:
        return f" {ACTION_DONE[reason]}"
    return f", {MEASURE_LABELS[reason].lower()}" if reason in MEASURE_LABELS else ""


def _family(reason: str) -> str:
    try:
        return family_name(reason).lower()
    except KeyError:
        return reason.replace("_", " ")
