"""Statements of reasons: made from a decision alone, by one function, for its page, the notice, the preview and the export. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from app.core.wording import day
from app.moderation.actions import is_restriction
from app.moderation.appeal_letters import ENDS_APPEAL, appeal_letter
from app.moderation.kinds import APPEAL as AFTER_APPEAL
from app.moderation.kinds import WORRIED
from app.moderation.letters import (
    ACCOUNT,
    Ruling,
    as_moderator,
    found_words,
    guideline,
    letter,
    notice_title,
    quoted,
    thing,
    was_out,
)
from app.moderation.measure_words import SHORT, end_words, heading, lasts
from app.moderation.measures import LIMITS
from app.moderation.models import Decision
from app.moderation.wording import ACTION_DONE

APPEAL = timedelta(days=184)
"""Six months, however long they are."""

LINK_LASTS = APPEAL + timedelta(days=30)
"""The link that works without signing in is good for a month longer: an appeal sent on the last day has its answer there."""


@dataclass(frozen=True)
class Names:
    """What a decision keeps by id alone. `place` is the group where a measure holds, '' for the whole community. `signed` is the name
    under which whoever decided acts as staff, '' for none; `run_by` who runs the community, '' for none."""

    author: str
    place: str
    community: str
    contact: str = ""
    posts_a_day: int = 3
    signed: str = ""
    run_by: str = ""


@dataclass(frozen=True)
class Statement:
    """A statement of reasons. `letter` is empty when the author hears nothing; `facts` are its parts, one by one, with a label each.

    `person` is the measure in a line, '' for none: 'Suspended from the whole community, until 5 December 2026'. `ruling` is what all
    was made of.
    """

    decision: Decision
    ruling: Ruling
    title: str
    person: str
    letter: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    appeal_until: datetime | None

    def may_appeal(self, now: datetime) -> bool:
        """Whether there is something to appeal, and time left for it."""
        return self.appeal_until is not None and now < self.appeal_until


def appeal_until(decision: Decision) -> datetime | None:
    """Until when it can be appealed; None when nothing was taken from anybody, and for what was decided on an appeal."""
    can = is_restriction(decision.action, decision.measure) and decision.found_by != AFTER_APPEAL
    return decision.decided_at + APPEAL if can else None


def statement_of(decision: Decision, names: Names, fades_at: datetime | None = None) -> Statement:
    """The statement of a decision. `fades_at` is when its measure no longer counts, from the sanction."""
    return _made_of(decision, _ruling(decision, names, fades_at))


def undone(statement: Statement) -> Statement:
    """The statement of what an appeal has overturned or changed: as it was told, without what no longer holds."""
    ruling = replace(statement.ruling, fades_at=None, appeal_until=None, contact="")
    return replace(_made_of(statement.decision, ruling), person="")


def _made_of(decision: Decision, ruling: Ruling) -> Statement:
    return Statement(
        decision=decision,
        ruling=ruling,
        title=notice_title(
            decision.action, decision.what, decision.title, was_out(decision.state_before), decision.measure, decision.item_kind
        ),
        person=_person(ruling),
        letter=appeal_letter(ruling, decision.before) if decision.action in ENDS_APPEAL else letter(ruling),
        facts=tuple((label, words) for label, words in _facts(ruling, decision) if words),
        appeal_until=ruling.appeal_until,
    )


def _ruling(decision: Decision, names: Names, fades_at: datetime | None) -> Ruling:
    return Ruling(
        action=decision.action,
        name=names.author,
        what=decision.what,
        title=decision.title,
        words=tuple(decision.words),
        clause=decision.clause,
        clause_title=decision.clause_title,
        statement=decision.statement,
        item_kind=decision.item_kind,
        was_out=was_out(decision.state_before),
        community=names.community,
        contact=names.contact,
        measure=decision.measure,
        place=names.place,
        until=decision.until,
        fades_at=fades_at,
        law=decision.law,
        found_by=decision.found_by,
        checks=tuple(dict.fromkeys(check.partition("/")[0] for check in decision.checks)),
        automated=decision.automated,
        appeal_until=appeal_until(decision),
        posts_a_day=names.posts_a_day,
        signed=names.signed,
        run_by=names.run_by,
    )


def _person(ruling: Ruling) -> str:
    # A preview is made of what was sent, which can be anything.
    if ruling.measure not in SHORT:
        return ""
    words = heading(ruling.measure, ruling.place)
    return f"{words}, {end_words(ruling.until)}" if ruling.measure in LIMITS else words


def _facts(ruling: Ruling, decision: Decision) -> tuple[tuple[str, str], ...]:
    is_limit = ruling.measure in LIMITS
    whole = ruling.place or f"The whole of {ruling.community}"
    return (
        ("What was decided", _decided(ruling)),
        ("It is about", _subject(ruling)),
        ("The words", "" if ruling.item_kind == WORRIED else quoted(ruling.words)),
        ("Where it holds", _first_up(whole) if is_limit else ""),
        ("How long", lasts(ruling.until) if is_limit else ""),
        (
            "The guideline",
            _first_up(guideline(ruling.clause, ruling.clause_title)),
        ),
        ("The law", ruling.law),
        ("How we came to it", found_words(ruling)),
        ("Machines", _machines(ruling)),
        ("Decided by", as_moderator(ruling.signed) if ruling.signed else ""),
        ("Decided on", day(decision.decided_at)),
        ("You can appeal", f"Until {day(ruling.appeal_until)}" if ruling.appeal_until else ""),
    )


def _decided(ruling: Ruling) -> str:
    if ruling.is_erased:
        return "Erased for good"
    words = "" if ruling.what == ACCOUNT else _first_up(ACTION_DONE.get(ruling.action, ruling.action))
    measure = SHORT.get(ruling.measure, "")
    return ". ".join(part for part in (words, measure) if part)


def _subject(ruling: Ruling) -> str:
    return "How you take part here" if ruling.what == ACCOUNT else f"Your {thing(ruling.what, ruling.title)}"


def _machines(ruling: Ruling) -> str:
    """Whether automated means found it, kept it back, or decided; '' where naming them would only hurt."""
    if ruling.item_kind == WORRIED:
        return ""
    if ruling.found_by == "check":
        kept = "A check found it and kept it back" if ruling.automated else "A check found it"
        return f"{kept}. A person decided."
    # What led to the first decision stands with that one.
    began = "You appealed" if ruling.found_by == AFTER_APPEAL else "People found it"
    return f"None. {began}, and a person decided."


def _first_up(words: str) -> str:
    return words[:1].upper() + words[1:]
