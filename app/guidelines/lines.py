"""Checking many texts, one JSON object a line: what `./dayroom guidelines check` reads and writes."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Iterator
from typing import Any

from app.guidelines.assessment import Assessment, assess
from app.guidelines.draft import Draft
from app.guidelines.effects import Effect
from app.guidelines.findings import Finding

CATEGORIES = {
    "contact_details": "pii",
    "crisis": "crisis",
    "attack": "harassment",
    "promotion": "spam",
    "treatment_advice": "medical_advice",
    "links": "link",
}
"""The names of families outside Dayroom."""

_CRISIS_SCORES = {"low": 0.3, "medium": 0.7, "high": 0.95}
_SCORES = {Effect.NOTE: 0.3, Effect.NUDGE: 0.6, Effect.HOLD: 0.8, Effect.BLOCK: 1.0}
_NOT_COUNTED = frozenset({"name", "diagnosis", "cure_claim"})
"""Kinds that name no category: a name alone, a diagnosis or a promised cure is not what the labels of their family mean."""


_OF_EVERYTHING = "You idiot, stop your warfarin. I want to die, ring 07700 900 418. Buy now at www.example.com"
"""Looked at before the first line, so that no line's time holds the reading of phrase files and weights."""


class BadLine(ValueError):
    """A line is not `{"id": …, "text": "…"}`; the message says what is wrong with it."""


def check_lines(lines: Iterable[bytes], own_numbers: frozenset[str] = frozenset()) -> Iterator[str]:
    """One answer for each line, in ASCII. A bad line, an empty one too, gets `{"line", "error"}` and the rest goes on."""
    assess(Draft(_OF_EVERYTHING))
    for number, line in enumerate(lines, 1):
        try:
            answer = _answer(_parsed(line), own_numbers)
        except BadLine as error:
            answer = {"line": number, "error": str(error)}
        yield json.dumps(answer)


def categories_of(assessment: Assessment) -> list[str]:
    """A category is named for a finding of nudge or stronger; crisis for one of level medium or high."""
    named = {CATEGORIES[each.family] for each in assessment.findings if _counts(each)}
    return [category for category in CATEGORIES.values() if category in named]


def _counts(finding: Finding) -> bool:
    if finding.family == "crisis":
        return finding.level in ("medium", "high")
    return finding.effect >= Effect.NUDGE and finding.kind not in _NOT_COUNTED


def scores_of(assessment: Assessment) -> dict[str, float]:
    """A number from 0 to 1 for each category that is checked: how strong the strongest finding is, not a likelihood."""
    return {
        category: max((_score(each) for each in assessment.for_family(family)), default=0.0)
        for family, category in CATEGORIES.items()
    }


def _score(finding: Finding) -> float:
    return _CRISIS_SCORES.get(finding.level, 0.3) if finding.family == "crisis" else _SCORES[finding.effect]


def _parsed(line: bytes) -> dict[str, Any]:
    if not line.strip():
        raise BadLine("this line is empty")
    try:
        row = json.loads(line.decode(), parse_constant=_refused)
    except UnicodeDecodeError:
        raise BadLine("this line is not UTF-8") from None
    except (ValueError, RecursionError):
        raise BadLine("this line is not JSON") from None
    if not isinstance(row, dict) or not isinstance(row.get("text"), str):
        raise BadLine('a line reads {"id": …, "text": "…"}')
    return row


def _refused(constant: str) -> None:
    """Python reads NaN and Infinity, which are no JSON."""
    raise ValueError(constant)


def _answer(row: dict[str, Any], own_numbers: frozenset[str]) -> dict[str, Any]:
    started = time.perf_counter()
    assessment = assess(Draft(row["text"], own_numbers=own_numbers))
    spent = (time.perf_counter() - started) * 1000
    answer: dict[str, Any] = {
        "id": row.get("id"),
        "categories": categories_of(assessment),
        "scores": scores_of(assessment),
        "findings": [_plain(finding) for finding in assessment.findings],
        "ms": round(spent, 3),
    }
    if assessment.failed:
        answer["failed"] = list(assessment.failed)
    return answer


def _plain(finding: Finding) -> dict[str, Any]:
    plain = finding.to_json()
    plain["level"] = plain["level"] or None
    return plain
