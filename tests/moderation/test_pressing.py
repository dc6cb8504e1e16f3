"""Kind, risk and due time come from the causes alone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from app.moderation.inputs import CauseInput
from app.moderation.pressing import pressing

NINE = datetime(2026, 3, 14, 9, 0, tzinfo=UTC)
DUE = {
    "worried": timedelta(minutes=30),
    "held": timedelta(hours=4),
    "report": timedelta(hours=24),
    "staff": timedelta(hours=24),
    "unanswered": timedelta(hours=24),
}


def _cause(kind: str, reason: str = "contact_details", risk: int = 1, minutes: int = 0) -> CauseInput:
    return CauseInput(kind, reason, risk, at=NINE + timedelta(minutes=minutes))


@pytest.mark.parametrize(
    ("causes", "kind", "risk", "due_minutes", "why"),
    [
        ([_cause("check")], "held", 1, 240, "a hold has four hours"),
        ([_cause("check", risk=2)], "held", 2, 240, "a check may say that it is high"),
        ([_cause("crisis", "crisis", 1)], "worried", 3, 30, "a crisis signal is always urgent"),
        ([_cause("flag", "worried", 1)], "worried", 3, 30, "so is worry about a person"),
        ([_cause("flag", "unkind", 2)], "report", 2, 1440, "a report has a day"),
        ([_cause("flag", "selling")] * 2, "report", 1, 1440, "two members alone do not make it high"),
        ([_cause("flag", "selling")] * 3, "report", 2, 1440, "three members do"),
        ([_cause("flag", "unkind", 2), _cause("flag", "worried", 3, 60)], "worried", 3, 90, "the gravest names it"),
        ([_cause("check"), _cause("check", minutes=100)], "held", 1, 240, "an edit does not lose its place"),
        ([_cause("staff", "staff")], "staff", 1, 1440, "opened by a moderator"),
        ([_cause("unanswered", "unanswered")], "unanswered", 1, 1440, "somebody waits for an answer"),
    ],
)  # fmt: skip
def test_an_item_is_as_pressing_as_its_causes(
    causes: list[CauseInput], kind: str, risk: int, due_minutes: int, why: str
) -> None:
    found = pressing(causes, lambda kind, at: at + DUE[kind])
    assert (found.kind, found.risk, found.due_at - NINE) == (kind, risk, timedelta(minutes=due_minutes)), why


def test_without_a_cause_there_is_no_item() -> None:
    with pytest.raises(ValueError, match="cause"):
        pressing([], lambda _kind, at: at)
