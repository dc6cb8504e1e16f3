"""Words that a fix put in the place of others, so that one can have one's own back. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from app.guidelines.findings import Finding, apply_fix

FIELDS = ("title", "body")


@dataclass(frozen=True)
class Swap:
    """At `start` of a field ('title' or 'body') stands `new`, where its author had written `old`."""

    field: str
    start: int
    old: str
    new: str

    def to_json(self) -> dict[str, Any]:
        """A plain dictionary, fit for the author's own draft and nothing else: it holds their words."""
        return asdict(self)


def swaps_of(stored: Iterable[dict[str, Any]]) -> tuple[Swap, ...]:
    """The reverse of `to_json`, for a whole list."""
    return tuple(Swap(**each) for each in stored)


def fixed(words: dict[str, str], findings: Iterable[Finding]) -> tuple[dict[str, str], tuple[Swap, ...]]:
    """The fields with the fixes of `findings` made, and what each replaced, from left to right; of two that overlap the first.

    Raises StaleFinding when the words at a place are not those that the finding was made from.
    """
    made, moved, end = dict(words), dict.fromkeys(FIELDS, 0), dict.fromkeys(FIELDS, 0)
    swaps: list[Swap] = []
    for finding in sorted(findings, key=lambda each: each.start):
        name = "title" if finding.field == "title" else "body"
        if finding.start < end[name]:
            continue
        end[name] = finding.end
        here = replace(finding, start=finding.start + moved[name], end=finding.end + moved[name])
        old, new = made[name][here.start : here.end], here.fix or ""
        made[name] = apply_fix(made[name], here)
        moved[name] += len(new) - len(old)
        swaps.append(Swap(name, here.start, old, new))
    return made, tuple(swaps)


def undone(words: dict[str, str], swaps: Sequence[Swap]) -> dict[str, str] | None:
    """The fields with the author's own words back; None when the words there have changed since, or nothing was replaced."""
    back = dict(words)
    for swap in sorted(swaps, key=lambda each: each.start, reverse=True):
        end = swap.start + len(swap.new)
        if back[swap.field][swap.start : end] != swap.new:
            return None
        back[swap.field] = back[swap.field][: swap.start] + swap.old + back[swap.field][end:]
    return back if swaps else None
