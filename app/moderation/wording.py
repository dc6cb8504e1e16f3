"""Kind sentences of the desk: reasons, actions, headlines, and the letters that decisions write. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.core.text import one_line
from app.core.wording import duration, listed, many
from app.guidelines.wording import family_name, words_for
from app.moderation.actions import KEEP, PUBLISH, REMOVE, RESTORE, SEND_BACK, WARN
from app.moderation.kinds import HELD, REPORT, STAFF, WORRIED, kind_named
from app.moderation.registry import HELD as WAITS

QUOTED = 200
"""Letters of somebody's words that a statement quotes at most, for each place."""


@dataclass(frozen=True)
class FlagReason:
    """One answer on the flag form. `headline` follows "Report: "; `risk` is 1 to 3; `clause` is the guideline to begin with."""

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
    FlagReason("other", "Something else", "Please say what in your own words.", "something else", 1, 1),
)
REASONS = {reason.code: reason for reason in FLAG_REASONS}

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

WHOSE_TABS = (("", "My groups"), ("mine", "Mine"), ("nobody", "Nobody’s"))

ACTION_LABELS = {
    PUBLISH: "Publish as it is",
    SEND_BACK: "Send back to change",
    REMOVE: "Remove",
    RESTORE: "Put back",
    KEEP: "Leave it as it is",
    WARN: "Leave it, and say a word",
}

ACTION_HINTS = {
    PUBLISH: "It takes its place in the talk now",
    SEND_BACK: "Stays with {name}, not in the room",
    REMOVE: "Kept for the record, shown to nobody",
    RESTORE: "It returns to its place",
    KEEP: "{name} hears nothing",
    WARN: "{name} gets a kind word from you",
}

ACTION_DONE = {
    PUBLISH: "published",
    SEND_BACK: "sent back to change",
    REMOVE: "removed",
    RESTORE: "put back",
    KEEP: "left as it is",
    WARN: "left as it is, with a word to its author",
}

SEND_LABELS = {
    PUBLISH: "Publish and tell {name}",
    SEND_BACK: "Send back and tell {name}",
    REMOVE: "Remove and tell {name}",
    RESTORE: "Put back and tell {name}",
    KEEP: "Leave it as it is",
    WARN: "Send the word to {name}",
}

REFUSALS = {
    "changed": "The text was changed, or somebody told us more, after you opened it. Please look once more before you decide.",
    "withdrawn": "Its author took it back meanwhile, so there is nothing to decide any more.",
    "settled": "Somebody answered meanwhile, or a colleague has closed it as seen. Nothing is left to do.",
    "not_now": "This cannot be done with it as it stands now. Please look once more.",
    "own_words": "These are your own words. Another moderator looks at them.",
    "already_flagged": "You have told us already. Nothing more is needed.",
    "not_out": "This is not in the talk at the moment, so there is nothing to report.",
}
OTHER_REFUSAL = "Somebody else changed it after you opened it. Please look once more."


@dataclass(frozen=True)
class Ruling:
    """What a letter is made of. `name` is the author's, '' when they left; `words` are those concerned, in their own order."""

    action: str
    name: str
    what: str
    title: str
    words: tuple[str, ...]
    clause: int
    clause_title: str
    statement: str
    item_kind: str
    was_out: bool
    community: str
    contact: str = ""


def headline(kind: str, what: str, reason: str) -> str:
    """What an item is called: 'Held reply: contact details', 'Report: unkind to a member', 'Worried about a person'."""
    return kind_named(kind).headline.format(what=what, reason=_because(kind, reason))


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


def time_left(due_at: datetime, opened_at: datetime, now: datetime, kind: str) -> tuple[str, str, float]:
    """State, words and share of the clock: ('soon', '18 minutes left', 0.85). Being late for somebody is 'over'."""
    whole = max((due_at - opened_at).total_seconds(), 1)
    left = due_at - now
    share = min(max(1 - left.total_seconds() / whole, 0), 1)
    if left <= timedelta(0):
        return "over", f"{duration(-left)} late", 1.0
    if kind_named(kind).is_urgent:
        return "over", f"{duration(left)} left", share
    return ("soon" if share > 0.75 else "run"), f"{duration(left)} left", share


def letter(ruling: Ruling) -> tuple[str, ...]:
    """The statement of reasons as the author reads it, in paragraphs: what, which words, which guideline, why, and what now.

    The desk's preview, the page of the decision and the notice all come from here. Empty when the author hears nothing.
    """
    if ruling.action == KEEP:
        return ()
    parts = (
        f"Hello {ruling.name or 'there'}, {_what_happened(ruling)}",
        _words_concerned(ruling),
        ruling.statement.strip(),
        _what_now(ruling),
        _another_look(ruling),
        f"The moderators at {ruling.community}",
    )
    return tuple(part for part in parts if part)


def notice_title(action: str, what: str, title: str, was_out: bool) -> str:
    """One line for the page of notices and its link."""
    where = f"Your {_thing(what, title)}"
    return {
        PUBLISH: f"{where} is up now",
        SEND_BACK: f"{where} needs a change before it can go up",
        REMOVE: f"{where} was taken out" if was_out else f"{where} could not go up",
        RESTORE: f"{where} is back in its place",
        WARN: f"A word about your {_thing(what, title)}",
    }.get(action, f"About your {_thing(what, title)}")


def outcome_title(worried: bool) -> str:
    """The line of the notice to somebody who told us."""
    return "Thank you for looking out for somebody" if worried else "What you told us was read"


def outcome_words(what: str, day: str, action: str, worried: bool) -> str:
    """What somebody who told us hears. It says that it was read, and never what happened to the author."""
    if worried:
        return (
            f"A moderator has read the {what} you told us about on {day}, and looks after it. You need do nothing more."
        )
    if action in (KEEP, PUBLISH, RESTORE):
        return (
            f"A moderator has read the {what} you told us about on {day}. It may stay as it is. "
            "It was right to ask, and you can do it again."
        )
    return f"A moderator has read the {what} you told us about on {day}, and has done what was needed. Thank you for telling us."


def quoted(words: Sequence[str]) -> str:
    """Somebody's words in quotation marks: “one” and “two”."""
    return listed([f"“{one_line(each, QUOTED)}”" for each in words])


def _because(kind: str, reason: str) -> str:
    if kind == HELD:
        return _family(reason)
    if kind == REPORT:
        return REASONS[reason].headline if reason in REASONS else reason.replace("_", " ")
    return OPENED_BECAUSE.get(reason, OPENED_BECAUSE[STAFF])


def _family(reason: str) -> str:
    try:
        return family_name(reason).lower()
    except KeyError:
        return reason.replace("_", " ")


def _what_happened(ruling: Ruling) -> str:
    thing = f"your {_thing(ruling.what, ruling.title)}"
    if ruling.action == PUBLISH:
        return f"thank you for waiting. A moderator has read {thing}, and it is up now."
    if ruling.action == SEND_BACK:
        return f"{thing} is not up yet. With a change it can be."
    if ruling.action == REMOVE:
        return f"we have taken {thing} out of the talk." if ruling.was_out else f"we could not put up {thing}."
    if ruling.action == RESTORE:
        return f"we looked at {thing} again, and it is back in its place."
    return f"{thing} stays where it is. There is one thing we would like to ask of you."


def _words_concerned(ruling: Ruling) -> str:
    if ruling.item_kind == WORRIED:
        # Nobody's despair is quoted back at them as a fault.
        return (
            "We read it first because we wanted to be sure that you are all right. You did nothing wrong, and it does "
            f"not count against you. We looked at it with {_guideline(ruling)} in mind."
        )
    about = f"It is about {quoted(ruling.words)}. " if ruling.words else ""
    if ruling.action in (PUBLISH, RESTORE):
        return f"{about}We looked at it with {_guideline(ruling)} in mind, and it may stand."
    return f"{about}Please see {_guideline(ruling)}."


def _what_now(ruling: Ruling) -> str:
    if ruling.item_kind == WORRIED:
        return "You do not have to sit with this alone. Under “Help now”, on every page, there is somebody to talk to."
    return {
        PUBLISH: "You need do nothing more.",
        SEND_BACK: "Your words are in your drafts. Change them there and post them again; a moderator reads them soon.",
        REMOVE: "You can write it again in another way. You are still welcome in the talk.",
        RESTORE: "You need do nothing more. Thank you for your patience.",
        WARN: "Nothing else happens. You can edit your words whenever you like.",
    }.get(ruling.action, "")


def _another_look(ruling: Ruling) -> str:
    if not ruling.contact or ruling.action in (PUBLISH, RESTORE):
        return ""
    return f"If you think this is wrong, write to {ruling.contact}; someone else will look."


def _guideline(ruling: Ruling) -> str:
    return (
        f"guideline {ruling.clause}, “{ruling.clause_title}”,".rstrip(",")
        if ruling.clause_title
        else f"guideline {ruling.clause}"
    )


def _thing(what: str, title: str) -> str:
    """'reply in “Ablation on Thursday”', 'discussion “Ablation on Thursday”'."""
    if not title:
        return what
    return f"{what} “{title}”" if what == "discussion" else f"{what} in “{title}”"


def was_out(state_before: str) -> bool:
    """Whether others could read it before the decision."""
    return state_before != WAITS
