"""The coach's page: a draft as it reads now, with numbered marks, and for each finding what, which clause, why and how to fix it."""

from __future__ import annotations

from dataclasses import dataclass

from app.accounts.actor import Actor
from app.discussions.preparing import assess, entry
from app.guidelines.assessment import Assessment
from app.guidelines.effects import Effect
from app.guidelines.findings import Finding
from app.guidelines.queries import clause_title
from app.guidelines.wording import Words, if_posted, words_for


@dataclass(frozen=True)
class Piece:
    """A stretch of the words as typed; `number` is that of the finding it belongs to, 0 for none."""

    text: str
    number: int = 0


@dataclass(frozen=True)
class Advice:
    """One finding as the author reads it."""

    number: int
    key: str
    words: Words
    then: str
    clause: int
    clause_title: str
    now: str
    instead: str | None
    effect: str
    field: str


@dataclass(frozen=True)
class Coaching:
    """All of it. `state` is what would become of the words if they were posted as they are."""

    assessment: Assessment
    title: tuple[Piece, ...]
    body: tuple[Piece, ...]
    advice: tuple[Advice, ...]
    state: str
    may_post_anyway: bool
    all_fixable: bool

    @property
    def waits(self) -> bool:
        """Whether the words would wait for a moderator if they were posted as they are."""
        return self.assessment.effect == Effect.HOLD


def coach(actor: Actor, kind: str, body: str, title: str, path: str) -> Coaching:
    """Look at the words now. Notes are kept out: they ask nothing of the author."""
    assessment = assess(actor, kind, body, title)
    shown = [item for item in assessment.findings if item.effect >= Effect.NUDGE and item.family != "crisis"]
    numbered = list(enumerate(shown, start=1))
    return Coaching(
        assessment=assessment,
        title=_pieces(title.strip(), [(n, item) for n, item in numbered if item.field == "title"]),
        body=_pieces(body, [(n, item) for n, item in numbered if item.field == "text"]),
        advice=tuple(
            _advice(number, item, title.strip() if item.field == "title" else body) for number, item in numbered
        ),
        state=entry(assessment, anyway=False, is_trusted=actor.moderates(path)),
        may_post_anyway=assessment.effect != Effect.BLOCK,
        all_fixable=bool(shown) and all(item.fix is not None for item in shown),
    )


def _pieces(text: str, findings: list[tuple[int, Finding]]) -> tuple[Piece, ...]:
    """`text` cut at the findings' spans; an overlapping later one is left unmarked."""
    pieces, at = [], 0
    for number, finding in sorted(findings, key=lambda item: item[1].start):
        if finding.start < at:
            continue
        pieces += [Piece(text[at : finding.start]), Piece(text[finding.start : finding.end], number)]
        at = finding.end
    return tuple(piece for piece in [*pieces, Piece(text[at:])] if piece.text)


def _advice(number: int, finding: Finding, text: str) -> Advice:
    return Advice(
        number=number,
        key=finding.key,
        words=words_for(finding.family, finding.kind),
        then=if_posted(finding.family, finding.effect),
        clause=finding.clause,
        clause_title=clause_title(finding.clause),
        now=text[finding.start : finding.end],
        instead=finding.fix,
        effect=str(finding.effect),
        field=finding.field,
    )
