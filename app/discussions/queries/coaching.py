"""The coach: a draft as it reads now, with numbered marks, and for each finding what, which clause, why and how to fix it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

from app.accounts.actor import Actor
from app.discussions.inputs import CRISIS
from app.discussions.preparing import asked_of, assess, entry, rated
from app.guidelines.assessment import Assessment
from app.guidelines.effects import Effect
from app.guidelines.findings import Finding
from app.guidelines.queries import clause_title
from app.guidelines.served import Served, served
from app.guidelines.wording import Words, if_posted, words_for


@dataclass(frozen=True)
class Piece:
    """A stretch of the words as typed; `number` is that of the finding it belongs to, 0 for none."""

    text: str
    number: int = 0


@dataclass(frozen=True)
class Advice:
    """One finding as the author reads it; its span counts in code points of `field`."""

    number: int
    key: str
    name: str
    words: Words
    then: str
    clause: int
    clause_title: str
    now: str
    instead: str | None
    effect: str
    field: str
    start: int
    end: int
    is_disputed: bool


@dataclass(frozen=True)
class Coaching:
    """All of it. `state` is what would become of the words if they were posted as they are."""

    assessment: Assessment
    title: tuple[Piece, ...]
    body: tuple[Piece, ...]
    advice: tuple[Advice, ...]
    state: str
    may_post_anyway: bool
    read: Served

    @property
    def waits(self) -> bool:
        """Whether the words would wait for a moderator if they were posted as they are."""
        return self.state == CRISIS or any(item.effect == str(Effect.HOLD) for item in self.advice)

    @property
    def left(self) -> tuple[Advice, ...]:
        """What the author has not called wrong."""
        return tuple(item for item in self.advice if not item.is_disputed)

    @property
    def can_mend_and_post(self) -> bool:
        """Whether one press can change everything that is left, and post."""
        return self.may_post_after and bool(self.left) and all(item.instead is not None for item in self.left)

    @property
    def may_post_after(self) -> bool:
        """Whether what was called wrong would let the words go out: a block is not moved by it."""
        return not any(item.is_disputed and item.effect == str(Effect.BLOCK) for item in self.advice)

    @property
    def waits_after(self) -> bool:
        """Whether the words would wait for a moderator once everything that is left is changed."""
        return any(item.is_disputed and item.effect == str(Effect.HOLD) for item in self.advice)


def coach(
    actor: Actor, kind: str, body: str, title: str, path: str, disputed: frozenset[str] = frozenset()
) -> Coaching:
    """Look at the words now, as they would be judged in a place. Notes are kept out: they ask nothing of the author."""
    noticed = assess(actor, kind, body, title)
    assessment = rated(actor, noticed, path)
    trusted = bool(actor.moderates(path))
    numbered = list(enumerate((_as_asked(each, trusted) for each in asked_of(assessment)), start=1))
    fields = {"title": title.strip(), "text": body}
    return Coaching(
        assessment=assessment,
        title=marked(fields["title"], [(n, item) for n, item in numbered if item.field == "title"]),
        body=marked(body, [(n, item) for n, item in numbered if item.field == "text"]),
        advice=tuple(_advice(number, item, fields[item.field], item.key in disputed) for number, item in numbered),
        state=entry(assessment, anyway=False, is_trusted=trusted, disputed=disputed),
        may_post_anyway=assessment.effect != Effect.BLOCK,
        read=served(f"{fields['title']}\n{body}"),
    )


def marked(text: str, findings: list[tuple[int, Finding]]) -> tuple[Piece, ...]:
    """`text` cut at the ends of the findings' spans. Words that several see are marked for the one that sees the least."""
    pieces: list[Piece] = []
    for start, end in pairwise(sorted({0, len(text), *(at for _, item in findings for at in (item.start, item.end))})):
        over = [(item.end - item.start, number) for number, item in findings if item.start <= start and end <= item.end]
        number = min(over)[1] if over else 0
        before = pieces.pop().text if pieces and pieces[-1].number == number else ""
        pieces.append(Piece(before + text[start:end], number))
    return tuple(pieces)


def _as_asked(finding: Finding, is_trusted: bool) -> Finding:
    """Whoever moderates here is asked as everybody is, and waits for nobody."""
    return replace(finding, effect=Effect.NUDGE) if is_trusted and finding.effect == Effect.HOLD else finding


def _advice(number: int, finding: Finding, text: str, is_disputed: bool) -> Advice:
    return Advice(
        number=number,
        key=finding.key,
        name=f"{finding.family}.{finding.kind}",
        words=words_for(finding.family, finding.kind),
        then=if_posted(finding.family, finding.effect),
        clause=finding.clause,
        clause_title=clause_title(finding.clause),
        now=text[finding.start : finding.end],
        instead=finding.fix,
        effect=str(finding.effect),
        field=finding.field,
        start=finding.start,
        end=finding.end,
        is_disputed=is_disputed,
    )
