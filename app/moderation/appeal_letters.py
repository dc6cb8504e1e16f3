"""What a member reads when their appeal was decided and no other decision takes the place of the first one. Pure."""

from __future__ import annotations

from typing import Any

from app.moderation.actions import OVERTURN, UPHOLD
from app.moderation.letters import ACCOUNT, PROFILE, Ruling, guideline, thing

ENDS_APPEAL = frozenset({UPHOLD, OVERTURN})

BACK = "back"
AS_IS = "as_is"
NOTHING = "nothing"
ERASED = "erased"
"""What became of the words: back as they were; left, because they are others by now; the decision was about none; or gone for good."""


def appeal_letter(ruling: Ruling, became: dict[str, Any]) -> tuple[str, ...]:
    """The letter in paragraphs. `became`: 'words' is BACK, AS_IS or NOTHING; 'measure' is whether something for the person ended."""
    stands = ruling.action == UPHOLD
    parts = (
        f"Hello {ruling.name or 'there'}, somebody else than the first moderator has read your appeal about {_about(ruling)}.",
        "The decision stands." if stands else "You were right, and we are sorry. The decision was undone.",
        ruling.statement.strip(),
        f"We looked at it with {guideline(ruling.clause, ruling.clause_title, ruling.law)} in mind.",
        "" if stands else _undone(ruling, became),
        _more(ruling) if stands else "You need do nothing more.",
        ruling.signature,
    )
    return tuple(part for part in parts if part)


def _about(ruling: Ruling) -> str:
    return "how you take part here" if ruling.what == ACCOUNT else f"your {thing(ruling.what, ruling.title)}"


def _undone(ruling: Ruling, became: dict[str, Any]) -> str:
    words = {
        BACK: "Your profile is as it was before."
        if ruling.what == PROFILE
        else f"Your {ruling.what} is in its place, with everything that belongs to it.",
        AS_IS: f"Your {ruling.what} has changed since, so it was left as it is now.",
        ERASED: f"The words of your {ruling.what} stay gone: they were erased for good.",
    }.get(became.get("words", NOTHING), "")
    person = "What it meant for you has ended, and does not count any more." if became.get("measure") else ""
    return " ".join(part for part in (words, person) if part)


def _more(ruling: Ruling) -> str:
    write = f" If something is still open, write to {ruling.contact}." if ruling.contact else ""
    return f"It was looked at twice now, by two people, and we do not look a third time.{write}"
