"""All findings of one draft and the strongest effect; and the function that makes them."""

from __future__ import annotations

import logging
from bisect import bisect_left
from dataclasses import dataclass, replace
from typing import Any

from app.core.scope import is_within
from app.guidelines.checks.order import CHECKS, FAMILIES
from app.guidelines.checks.reading import Check, Reading, Sighting, read
from app.guidelines.draft import Draft
from app.guidelines.effects import DEFAULT_EFFECTS, Effect, EffectTable
from app.guidelines.findings import Finding, key_of
from app.guidelines.placeholders import in_language_of

log = logging.getLogger(__name__)

MOST_PER_CHECK = 25
"""Findings that one check may make in one field: more helps nobody, and bounds the work."""


@dataclass(frozen=True, slots=True)
class Assessment:
    """Findings in the order of the words (title first). `failed` names checks that broke down."""

    findings: tuple[Finding, ...] = ()
    failed: tuple[str, ...] = ()

    @property
    def effect(self) -> Effect | None:
        """The strongest effect, or None when nothing was noticed."""
        return max((finding.effect for finding in self.findings), default=None)

    @property
    def is_crisis(self) -> bool:
        """Whether somebody may be in danger now: a crisis finding of level medium or high."""
        return self.crisis_level in ("medium", "high")

    @property
    def crisis_level(self) -> str:
        """The strongest level of the crisis findings: high, medium, low, or the empty string."""
        levels = {finding.level for finding in self.for_family("crisis")}
        return next((level for level in ("high", "medium", "low") if level in levels), "")

    def for_family(self, family: str) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.family == family)

    def finding(self, key: str) -> Finding | None:
        """The first finding with this key, if the draft still has it."""
        return next((finding for finding in self.findings if finding.key == key), None)

    def rated(self, effects: EffectTable, scope_path: str) -> Assessment:
        """The same findings with the effects of one place; those of checks that do not hold there are left out.

        Of two rules of staff's that see the same words the one that does more there, for this author, keeps them.
        """
        there = [
            replace(each, effect=effects.effect_of(each.family, each.kind, each.level, each.check))
            for each in self.findings
            if is_within(scope_path, each.scope_path)
        ]
        return Assessment(_strongest(there), self.failed)

    def to_json(self) -> dict[str, Any]:
        """A plain dictionary without the words, fit for a JSON column."""
        return {
            "findings": [finding.to_json() for finding in self.findings],
            "failed": list(self.failed),
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Assessment:
        return cls(
            tuple(Finding.from_json(each) for each in data.get("findings", ())),
            tuple(data.get("failed", ())),
        )


_NOTHING = Assessment()
"""Of most drafts."""


def assess(draft: Draft, effects: EffectTable = DEFAULT_EFFECTS, checks: tuple[Check, ...] = CHECKS) -> Assessment:
    """Run `checks` in order over title and text.

    Never raises: a check that breaks down is named in `Assessment.failed`, and the rest goes on,
    so that no post is lost. The log names the check and the kind of error, never the text.
    """
    findings: list[Finding] = []
    failed: dict[str, None] = {}
    for field in ("title", "text"):
        if draft.words_of(field):
            found, broken = _assess_field(draft, field, effects, checks)
            findings += found
            failed.update(dict.fromkeys(broken))
    return Assessment(tuple(findings), tuple(failed)) if findings or failed else _NOTHING


def _assess_field(
    draft: Draft, field: str, effects: EffectTable, checks: tuple[Check, ...]
) -> tuple[list[Finding], list[str]]:
    reading = read(draft, field)
    told, languages = reading.told, reading.languages
    taken: dict[str, list[Sighting]] = {}
    findings: list[Finding] = []
    failed: list[str] = []
    for check in [each for each in checks if told & each.telling]:
        if check.languages and languages.isdisjoint(check.languages):
            continue
        try:
            count = 0
            for sighting in check.run(reading):
                # What staff's rules see together is sorted out in `rated`: which of them is stronger depends on place and author.
                earlier = taken.setdefault(check.family if check.family in FAMILIES else check.name, [])
                if any(sighting.start < other.end and other.start < sighting.end for other in earlier):
                    continue
                earlier.append(sighting)
                findings.append(_finding(check, reading, sighting, effects))
                count += 1
                if count >= MOST_PER_CHECK:
                    break
        except Exception as error:  # noqa: BLE001 - whatever broke, the post must live
            log.error("check %s failed with %s", check.name, type(error).__name__)
            failed.append(check.name)
    findings.sort(key=lambda finding: (finding.start, finding.end))
    return findings, failed


def _strongest(findings: list[Finding]) -> tuple[Finding, ...]:
    """Without those of staff's rules that overlap one of staff's rules that does more, or as much and was there first."""
    taken: dict[tuple[str, str], list[tuple[int, int]]] = {}
    hidden: set[int] = set()
    for each in sorted((one for one in findings if one.family not in FAMILIES), key=lambda one: -one.effect):
        spans = taken.setdefault((each.family, each.field), [])
        # They never overlap each other, so that only the two neighbours can be in the way.
        place = bisect_left(spans, (each.start, each.end))
        if (place and spans[place - 1][1] > each.start) or (place < len(spans) and spans[place][0] < each.end):
            hidden.add(id(each))
        else:
            spans.insert(place, (each.start, each.end))
    return tuple(each for each in findings if id(each) not in hidden)


def _finding(check: Check, reading: Reading, sighting: Sighting, effects: EffectTable) -> Finding:
    start, end = reading.view.span(sighting.start, sighting.end)
    words = reading.draft.words_of(reading.field)[start:end]
    return Finding(
        family=check.family,
        kind=sighting.kind,
        start=start,
        end=end,
        effect=effects.effect_of(check.family, sighting.kind, sighting.level, check.name),
        clause=check.clause,
        level=sighting.level,
        fix=in_language_of(reading.languages, sighting.fix),
        field=reading.field,
        key=key_of(check.family, sighting.kind, words),
        check=check.name,
        scope_path=check.scope_path,
    )
