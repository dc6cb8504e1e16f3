"""The words of the inbox's filters. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from app.core.wording import many
from app.moderation.queries.which import ASKED, MINE, NOBODY, PASSED, Which

WHOSE_WORDS = {"": "My groups", MINE: "Mine", NOBODY: "Nobody’s", ASKED: "Asked of me", PASSED: "Passed on by me"}
RISK_WORDS = {3: "Urgent", 2: "High", 1: "Usual"}
OLDER_WORDS = {4: "4 hours", 24: "a day", 72: "3 days", 168: "a week"}


def words_for(which: Which, places: Mapping[str, str], author: str) -> tuple[str, ...]:
    """What is chosen beside the tabs: 'High', 'Atrial fibrillation', 'by Ruth', 'older than a day', 'late'."""
    found = (
        RISK_WORDS.get(which.risk, ""),
        places.get(which.place, "one place") if which.place else "",
        f"by {author or 'a member who has left'}" if which.author else "",
        f"older than {OLDER_WORDS[which.older]}" if which.older else "",
        "late" if which.late else "",
    )
    return tuple(words for words in found if words)


def together_words(number: int) -> str:
    """'5 items'."""
    return many(number, "item", "items")
