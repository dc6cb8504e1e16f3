"""The letters that decisions write, and the lines about them. Pure. Nobody is blamed, and nobody's despair is quoted back at them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.core.text import one_line
from app.core.wording import day, listed
from app.guidelines.wording import family_name
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
    is_restriction,
    tells_author,
)
from app.moderation.kinds import CHECK, FLAG, GRAVE, WORRIED
from app.moderation.measures import LIMITS, NOTE, READ_ONLY, SLOW, SUSPENDED, WARNING
from app.moderation.registry import HELD as WAITS

QUOTED = 200
"""Letters of somebody's words that a statement quotes at most, for each place."""

ACCOUNT = "account"
"""What a decision is about that is about no words."""

PROFILE = "profile"
"""What a decision is about that is about a name, or the line below it."""


@dataclass(frozen=True)
class Ruling:
    """What a letter is made of. `name` is the author's, '' when they left; `words` are those concerned, in their own order.

    `place` is where a measure holds, '' for the whole community; `checks` are families of checks; `found_by` is one of
    `ruling.FOUND_BY`. `appeal_until` is None where there is nothing to appeal. `posts_a_day` is what a slowed member may write.
    `signed` is the name under which whoever decided acts as staff, '' for none; `run_by` the hospital that runs the community, '' for
    none: nobody is kept out of that.
    """

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
    measure: str = ""
    place: str = ""
    until: datetime | None = None
    fades_at: datetime | None = None
    law: str = ""
    found_by: str = "staff"
    checks: tuple[str, ...] = ()
    automated: bool = False
    appeal_until: datetime | None = None
    posts_a_day: int = 3
    signed: str = ""
    run_by: str = ""

    @property
    def is_erased(self) -> bool:
        """Whether the words are gone for good."""
        return was_erased(self.action, self.item_kind)

    @property
    def signature(self) -> str:
        """The last line of a letter."""
        where = self.run_by or self.community
        return f"{as_moderator(self.signed)} at {where}" if self.signed else f"The moderators at {where}"


def as_moderator(signed: str) -> str:
    """How members read a name of staff: with the role beside it, and 'A moderator' without a name."""
    return f"{signed}, moderator" if signed else "A moderator"


def letter(ruling: Ruling) -> tuple[str, ...]:
    """The statement of reasons as the author reads it, in paragraphs.

    What, which words, under which guideline, why, what it means for the person and until when, how it was found, and what now. The
    desk's preview, the page of the decision and the mail all come from here. Empty when the author hears nothing.
    """
    if not tells_author(ruling.action, ruling.measure):
        return ()
    parts = (
        f"Hello {ruling.name or 'there'}, {_what_happened(ruling)}",
        _words_concerned(ruling),
        ruling.statement.strip(),
        measure_words(ruling),
        found_words(ruling),
        _what_now(ruling),
        _another_look(ruling),
        ruling.signature,
    )
    return tuple(part for part in parts if part)


def notice_title(action: str, what: str, title: str, was_out: bool, measure: str = "", item_kind: str = "") -> str:
    """One line for the page of notices and its link."""
    where = f"Your {thing(what, title)}"
    about = "A word to you" if what == ACCOUNT else f"A word about your {thing(what, title)}"
    if action == LIFT:
        return "You can take part as before"
    if action == KEEP:
        # What takes two people has no end.
        is_for_good = item_kind == GRAVE and measure == SUSPENDED
        return "You cannot take part any more" if is_for_good else _MEASURE_TITLES.get(measure, about)
    if was_erased(action, item_kind):
        return f"{where} was erased for good"
    return {
        PUBLISH: f"{where} is up now",
        REDACT: f"{where} is up, without some words",
        SEND_BACK: f"{where} needs a change before it can go up",
        HIDE: f"{where} was hidden",
        REMOVE: f"{where} was taken out" if was_out else f"{where} could not go up",
        RESTORE: f"{where} is back in its place",
        LOCK: f"{where}: the talk was closed",
        UNLOCK: f"{where}: the talk is open again",
        ASK_CHANGE: "Please change your profile",
        RESET_NAME: "Your name here was taken back",
        CLEAR_ABOUT: "The line on your profile was taken out",
        UPHOLD: "Your appeal was read, and the decision stands",
        OVERTURN: "You were right: the decision was undone",
    }.get(action, f"About your {thing(what, title)}")


_MEASURE_TITLES = {
    SLOW: "For a while you can write a little less",
    READ_ONLY: "For a while you can read, but not write",
    SUSPENDED: "You cannot take part at the moment",
}


def outcome_title(worried: bool) -> str:
    """The line of the notice to somebody who told us."""
    return "Thank you for looking out for somebody" if worried else "What you told us was read"


def outcome_words(what: str, day: str, action: str, worried: bool, measure: str = "") -> str:
    """What somebody who told us hears. It says that it was read, and never what happened to the author."""
    if worried:
        return (
            f"A moderator has read the {what} you told us about on {day}, and looks after it. You need do nothing more."
        )
    if action in (KEEP, PUBLISH, RESTORE, UNLOCK) and not measure:
        return (
            f"A moderator has read the {what} you told us about on {day}. It may stay as it is. "
            "It was right to ask, and you can do it again."
        )
    return f"A moderator has read the {what} you told us about on {day}, and has done what was needed. Thank you for telling us."


def measure_words(ruling: Ruling) -> str:
    """What the measure means for the person, where and until when; '' without one."""
    where = f"in {ruling.place}" if ruling.place else f"in the whole of {ruling.community}"
    until = f"Until {day(ruling.until)}" if ruling.until else "From now on, without an end,"
    counts = f" We keep it in mind until {day(ruling.fades_at)}, and not longer." if ruling.fades_at else ""
    words = {
        NOTE: "This is a note, and nothing else changes for you.",
        WARNING: "This is a warning. Nothing else changes for you now; if it happens again, we may have to do more.",
        SLOW: f"{until} you can post {_times(ruling.posts_a_day)} a day {where}. It is meant as a breather.",
        READ_ONLY: f"{until} you can read everything {where}, but not write there.",
        SUSPENDED: _suspension_words(ruling, until),
    }.get(ruling.measure, "")
    return words + counts if words else ""


def found_words(ruling: Ruling) -> str:
    """How it came to us, whether a machine had a part in it, and that a person decided. '' where it would only hurt."""
    if ruling.item_kind == WORRIED or not is_restriction(ruling.action, ruling.measure):
        return ""
    checks = listed([check_name(family) for family in ruling.checks])
    found = {
        FLAG: "A member told us about it.",
        CHECK: f"A check of ours noticed it{f': {checks}' if checks else ''}.",
        "notice": "Somebody from outside told us about it.",
        "appeal": "You appealed, and somebody else looked at it again: this takes the place of the first decision.",
    }.get(ruling.found_by, "A moderator noticed it.")
    kept = " The check kept it back until a person had read it." if ruling.automated else ""
    people = "Two people" if ruling.item_kind == GRAVE else "A person"
    return f"{found}{kept} {people} made this decision, not a machine."


def check_name(family: str) -> str:
    """What a family of checks is called in a letter."""
    try:
        return family_name(family).lower()
    except KeyError:
        return family.replace("_", " ")


def quoted(words: Sequence[str]) -> str:
    """Somebody's words in quotation marks: “one” and “two”."""
    return listed([f"“{one_line(each, QUOTED)}”" for each in words])


def thing(what: str, title: str) -> str:
    """'reply in “Ablation on Thursday”', 'discussion “Ablation on Thursday”'."""
    if not title:
        return what
    return f"{what} “{title}”" if what == "discussion" else f"{what} in “{title}”"


def guideline(clause: int, title: str, law: str = "") -> str:
    """'guideline 6, “Keep private details out”', and the law where it rests on one."""
    rule = f"guideline {clause}, “{title}”" if title else f"guideline {clause}"
    return f"{rule}, and {law}" if law else rule


def was_erased(action: str, item_kind: str) -> bool:
    """Whether a decision erased words for good, which takes two people: nothing else removes words under their kind of item."""
    return action == REMOVE and item_kind == GRAVE


def was_out(state_before: str) -> bool:
    """Whether others could read it before the decision."""
    return state_before != WAITS


def _what_happened(ruling: Ruling) -> str:
    if ruling.action == LIFT:
        return f"we looked again, and this has ended: “{ruling.title}”. From now on it does not keep you from anything."
    if ruling.what == ACCOUNT:
        return "this is about how you take part here, and not about one thing you wrote."
    your = f"your {thing(ruling.what, ruling.title)}"
    talk = your if ruling.what == "discussion" else f"the talk around {your}"
    if ruling.is_erased:
        return f"two people of the team have decided to erase {your} for good. Nobody can bring the words back, and we cannot either."
    return {
        PUBLISH: f"thank you for waiting. A moderator has read {your}, and it is up now.",
        REDACT: f"{your} is up, without some words that we have taken out.",
        SEND_BACK: f"{your} is not up yet. With a change it can be.",
        HIDE: f"we have hidden {your}. Its place is kept, and only you and the moderators can read it.",
        REMOVE: f"we have taken {your} out of the talk." if ruling.was_out else f"we could not put up {your}.",
        RESTORE: f"we looked at {your} again, and it is back in its place.",
        LOCK: f"we have closed {talk}. What is there stays, and nobody can add to it.",
        UNLOCK: f"we have opened {talk} again.",
        ASK_CHANGE: "we ask you to change your name here, or the line below it.",
        RESET_NAME: "we have taken your name here back. A neutral one stands in its place until you choose another.",
        CLEAR_ABOUT: "we have taken out the line below your name.",
    }.get(ruling.action, f"{your} stays where it is. There is one thing we would like to ask of you.")


_ENDED = (".”", "?”", "!”", "…”")
"""How somebody's words in quotation marks end a sentence by themselves."""


def _words_concerned(ruling: Ruling) -> str:
    rule = guideline(ruling.clause, ruling.clause_title, ruling.law)
    if ruling.item_kind == WORRIED:
        return (
            "We read it first because we wanted to be sure that you are all right. You did nothing wrong, and it does "
            f"not count against you. We looked at it with {rule} in mind."
        )
    said = quoted(ruling.words)
    about = f"It is about {said}{'' if said.endswith(_ENDED) else '.'} " if said else ""
    if ruling.action == LIFT:
        return f"It had been decided under {rule}."
    if ruling.action in (PUBLISH, RESTORE, UNLOCK) and not ruling.measure:
        return f"{about}We looked at it with {rule} in mind, and it may stand."
    return f"{about}Please see {rule}."


def _suspension_words(ruling: Ruling, until: str) -> str:
    if ruling.place:
        return f"{until} you cannot take part in {ruling.place}. What everyone may read there stays open to you."
    return (
        f"{until} you cannot take part in {ruling.community}. You can still sign in to read what we write to you, "
        "to appeal, to take your data with you, and to leave."
    )


def _what_now(ruling: Ruling) -> str:
    if ruling.item_kind == WORRIED:
        return "You do not have to sit with this alone. Under “Help now”, on every page, there is somebody to talk to."
    if ruling.action in (PUBLISH, UNLOCK):
        return "You need do nothing more."
    if ruling.action == RESTORE:
        return "You need do nothing more. Thank you for your patience."
    if ruling.action == REDACT:
        return "The rest stands as you wrote it. You need do nothing more."
    if ruling.measure in LIMITS or ruling.what == ACCOUNT:
        return ""
    return {
        SEND_BACK: "Your words are in your drafts. Change them there and post them again; a moderator reads them soon.",
        HIDE: "You can write it again in another way. You are still welcome in the talk.",
        REMOVE: "You can write it again in another way. You are still welcome in the talk.",
        LOCK: "You can begin another discussion whenever you like.",
        ASK_CHANGE: "You change both under “Your account”.",
        RESET_NAME: "You choose another name under “Your account”. The name in the address of your profile stays, and so "
        "does all you wrote.",
        CLEAR_ABOUT: "You can write another line under “Your account”.",
    }.get(ruling.action, "Nothing else happens. You can edit your words whenever you like.")


def _another_look(ruling: Ruling) -> str:
    if not is_restriction(ruling.action, ruling.measure):
        return ""
    write = f"write to {ruling.contact}" if ruling.contact else ""
    if ruling.appeal_until is None:
        return f"If you think this is wrong, {write}; someone else will look." if write else ""
    appeal = f"If you think this is wrong, you can appeal until {day(ruling.appeal_until)}"
    lost = " An appeal cannot bring the words back; it settles whether erasing them was right." if ruling.is_erased else ""
    return f"{appeal}{f', or {write}' if write else ''}. Somebody else will look at it and decide.{lost}"


def _times(number: int) -> str:
    return {1: "once", 2: "twice"}.get(number, f"{number} times")
