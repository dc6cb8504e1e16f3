"""A text without the words concerned. Pure: where the findings stand, a placeholder says what was there and who took it out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from app.moderation.marks import spans_of

_WAS = {
    "phone": "telephone number",
    "email": "mail address",
    "address": "address",
    "birth_date": "date of birth",
    "health_number": "number",
    "national_number": "number",
    "card": "card number",
    "bank_account": "account number",
    "ip_address": "address",
    "handle": "name",
    "name": "name",
}
"""What a placeholder calls words, by the kind of finding."""


def has_spans(findings: Iterable[dict[str, Any]]) -> bool:
    """Whether some finding says where its words stand: without that, nothing can be taken out."""
    found = list(findings)
    return bool(spans_of(found, "text") or spans_of(found, "title"))


def without_words(text: str, findings: Sequence[dict[str, Any]], field: str = "text") -> str:
    """`text` with a placeholder for every span of `findings` in this field. Overlapping spans are taken out as one."""
    kinds = {number: str(finding.get("kind", "")) for number, finding in enumerate(findings, 1)}
    parts, at = [], 0
    for mark in _joined(findings, field, len(text)):
        parts += [text[at : mark[0]], _placeholder(kinds[mark[2]], text[mark[1] : mark[1] + 1])]
        at = mark[1]
    return "".join([*parts, text[at:]])


def _joined(findings: Sequence[dict[str, Any]], field: str, length: int) -> list[tuple[int, int, int]]:
    """Start, end and number of what is taken out: spans that overlap or touch become one, named after the first."""
    joined: list[tuple[int, int, int]] = []
    for mark in sorted(spans_of(findings, field), key=lambda mark: (mark.start, -mark.end)):
        start, end = max(mark.start, 0), min(mark.end, length)
        if start >= end:
            continue
        if joined and start <= joined[-1][1]:
            first = joined[-1]
            joined[-1] = (first[0], max(first[1], end), first[2])
        else:
            joined.append((start, end, mark.number))
    return joined


def _placeholder(kind: str, following: str) -> str:
    # A bracket or a colon right behind would make the placeholder a link's words.
    space = " " if following in ("(", "[", ":") and following else ""
    return f"[{_WAS.get(kind, 'words')} taken out by a moderator]{space}"
