"""One thing that a check noticed, and the change of words that would mend it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from app.guidelines.draft import Draft
from app.guidelines.effects import Effect


class StaleFinding(ValueError):
    """The words at the finding's place are not the words it was made from."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A span in what the author typed (`start` to `end`, in code points of `field`) and what it does.

    `clause` is the number of the guideline. `level` is set by crisis findings. `fix` is the text
    that may stand in the span's place, or None. `key` names the finding without its place: it is
    the same wherever the words stand, so an author's answer to it outlives editing around it.
    `check` is the name of the check that noticed it, `scope_path` where that check holds.
    """

    family: str
    kind: str
    start: int
    end: int
    effect: Effect
    clause: int
    level: str = ""
    fix: str | None = None
    field: str = "text"
    key: str = ""
    check: str = ""
    scope_path: str = "/"

    def words(self, draft: Draft) -> str:
        """The words as typed. They are read from the draft each time and stored nowhere."""
        return draft.words_of(self.field)[self.start : self.end]

    def to_json(self) -> dict[str, Any]:
        """A plain dictionary without the words, fit for a JSON column."""
        return {
            "family": self.family,
            "kind": self.kind,
            "start": self.start,
            "end": self.end,
            "effect": str(self.effect),
            "clause": self.clause,
            "level": self.level,
            "fix": self.fix,
            "field": self.field,
            "key": self.key,
            "check": self.check,
            "scope_path": self.scope_path,
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Finding:
        """The reverse of `to_json`. Raises `KeyError` or `ValueError` on what `to_json` never writes."""
        return cls(
            family=data["family"],
            kind=data["kind"],
            start=int(data["start"]),
            end=int(data["end"]),
            effect=Effect.parse(data["effect"]),
            clause=int(data["clause"]),
            level=data.get("level", ""),
            fix=data.get("fix"),
            field=data.get("field", "text"),
            key=data.get("key", ""),
            check=data.get("check", ""),
            scope_path=data.get("scope_path", "/"),
        )


def key_of(family: str, kind: str, words: str) -> str:
    """Six hexadecimal digits. Short on purpose: enough to tell findings of one draft apart, too
    little to search back to a telephone number."""
    same = " ".join(words.casefold().split())
    text = f"{family}\x1f{kind}\x1f{same}"
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:6]


def apply_fix(text: str, finding: Finding) -> str:
    """`text` with only the finding's span replaced.

    Raises `ValueError` when the finding has no fix, and `StaleFinding` when the text has changed
    since, so that a fix pressed in an old tab never cuts into other words.
    """
    if finding.fix is None:
        raise ValueError(f"a finding of {finding.family}.{finding.kind} has no fix")
    words = text[finding.start : finding.end]
    if finding.key and finding.key != key_of(finding.family, finding.kind, words):
        raise StaleFinding("the words at this place have changed; check the draft again")
    return text[: finding.start] + finding.fix + text[finding.end :]


def apply_fixes(text: str, findings: Iterable[Finding]) -> str:
    """`text` with every fix applied; findings without one are left alone. All are of one field."""
    for finding in sorted(findings, key=lambda each: each.start, reverse=True):
        if finding.fix is not None:
            text = apply_fix(text, finding)
    return text
