"""One opened item, with everything its page shows, in a fixed number of statements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from markupsafe import Markup
from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from app.accounts.actor import Actor
from app.accounts.queries import MemberCard, member_cards
from app.core import clock
from app.core.db import db
from app.core.policy import NotFound
from app.core.wording import month
from app.guidelines.queries import current
from app.moderation import policies
from app.moderation.actions import REMOVE
from app.moderation.clocks import Clock, clock_of
from app.moderation.hours import working
from app.moderation.kinds import FLAG, HELD
from app.moderation.letters import ACCOUNT, was_erased
from app.moderation.marks import marked, marked_line, marks_of
from app.moderation.matter import concerned, findings_now, offered
from app.moderation.models import OPEN, Cause, Decision, ReviewItem
from app.moderation.queries.line import position
from app.moderation.queries.people import name_in
from app.moderation.registry import (
    SubjectView,
    Surrounding,
    Told,
    Way,
    adapter_for,
    may_take,
    person_facts,
    subject_views,
    tellings,
    ways_for,
)
from app.moderation.wording import REASONS, done, finding_name, headline

EARLIER = 10
"""Decisions on the same member that the page shows."""


@dataclass(frozen=True)
class Seen:
    """One finding: the number of its mark (0: it has none), what it is called, the clause, the words it covers, and whether the author
    calls it wrong."""

    number: int
    name: str
    clause: int
    clause_title: str
    words: str
    is_disputed: bool = False


@dataclass(frozen=True)
class Said:
    """What one member told us. `name` is for staff alone; `text` is what they saw when it is not the text on top."""

    name: str
    at: datetime
    reason: str
    words: str
    text: Markup | None


@dataclass(frozen=True)
class Past:
    """One earlier decision on the same member."""

    at: datetime
    done: str
    what: str
    clause: int
    clause_title: str
    statement: str
    who: str


@dataclass(frozen=True)
class Looking:
    """Whose claim is running, and until when."""

    name: str
    until: datetime
    is_me: bool


@dataclass(frozen=True)
class Opened:
    """An item's page.

    `text` is what was held or flagged, with marks; `title` the marked title of a discussion, or None. `view` is the subject as it is
    now, None when it is gone; its `edited_since` compares it with `text`. `decision` is set once it was decided.
    """

    item: ReviewItem
    title: str
    subject_title: Markup
    text: Markup
    at: datetime
    view: SubjectView | None
    clock: Clock
    position: int
    seen: tuple[Seen, ...]
    said: tuple[Said, ...]
    concerned: tuple[str, ...]
    author: MemberCard | None
    facts: tuple[tuple[str, str], ...]
    talk: tuple[Surrounding, ...]
    past: tuple[Past, ...]
    looking: Looking | None
    is_free_to_take: bool
    decision: Past | None
    actions: tuple[str, ...]
    revision_id: int | None
    first_clause: int | None
    ways: tuple[Way, ...] = ()
    told: tuple[Told, ...] = ()

    @property
    def author_name(self) -> str:
        return self.author.display_name if self.author else ""

    @property
    def is_mine(self) -> bool:
        return self.looking is not None and self.looking.is_me


def opened(actor: Actor, item_id: int) -> Opened:
    """The page of one item. Raises NotFound when it is not on the actor's paths, or is about the actor."""
    item, now = _readable(actor, item_id), clock.now()
    subject = (item.subject_kind, item.subject_id)
    view = subject_views([subject]).get(subject) if item.what != ACCOUNT else None
    newest = item.causes[-1]
    findings, title = findings_now(item.causes), view.title if view else ""
    marks = marks_of(findings, newest.snapshot, title)
    past = _decisions(actor, item)
    cards = member_cards(_people(item, past))
    said = _said(item, newest, cards)
    own = [decision for decision in past if decision.item_id == item.id]
    return Opened(
        item=item,
        title=headline(item.kind, item.what, item.reason),
        subject_title=marked_line(title, marks.title),
        text=marked(newest.snapshot, marks.text),
        at=newest.at,
        view=replace(view, edited_since=view.revision_id != newest.revision_id) if view else None,
        clock=clock_of(item.due_at, item.opened_at, now, item.kind, working()),
        position=position(item, policies.readable(actor)) if item.is_open else 0,
        seen=_seen(findings, marks.numbers, newest.snapshot, title),
        said=said,
        concerned=concerned(item.causes, title),
        author=cards.get(item.author_id or 0),
        facts=_facts(actor, item.author_id, cards),
        talk=tuple(adapter_for(item.subject_kind).surroundings(item.subject_id)) if view else (),
        past=tuple(_past(decision, cards) for decision in past if decision.item_id != item.id),
        looking=_looking(actor, item, cards, now),
        is_free_to_take=bool(may_take(actor, item.kind, item.subject_id)),
        decision=_past(own[0], cards) if own else None,
        actions=offered(view, item) if item.is_open else (),
        revision_id=view.revision_id if view else None,
        first_clause=_first_clause(findings, item),
        ways=ways_for(actor, item.subject_kind, item.subject_id) if item.is_open else (),
        told=tellings(actor, item.id, [cause.kind for cause in item.causes]),
    )


def _readable(actor: Actor, item_id: int) -> ReviewItem:
    found = select(ReviewItem).options(selectinload(ReviewItem.causes)).where(ReviewItem.id == item_id)
    item = db.session.scalars(found).one_or_none()
    if item is None or not policies.read_item(actor, item):
        raise NotFound
    return item


def _people(item: ReviewItem, past: list[Decision]) -> list[int | None]:
    flaggers = [cause.member_id for cause in item.causes]
    return [item.author_id, item.claimed_by, *flaggers, *(decision.decided_by for decision in past)]


def _seen(findings: list[dict[str, Any]], numbers: Sequence[int], text: str, title: str) -> tuple[Seen, ...]:
    """By the number of their marks, those without one last."""
    version = current()
    titles = {clause.number: clause.title for clause in version.clauses} if version else {}
    found = (
        Seen(
            number,
            finding_name(finding["family"], finding["kind"]),
            finding["clause"],
            titles.get(finding["clause"], ""),
            (title if finding.get("field") == "title" else text)[finding["start"] : finding["end"]],
            bool(finding.get("disputed")),
        )
        for number, finding in zip(numbers, findings, strict=True)
    )
    return tuple(sorted(found, key=lambda each: each.number or len(findings) + 1))


def _said(item: ReviewItem, newest: Cause, cards: dict[int, MemberCard]) -> tuple[Said, ...]:
    return tuple(
        Said(
            cards[cause.member_id].display_name if cause.member_id in cards else "",
            cause.at,
            REASONS[cause.reason].label if cause.reason in REASONS else cause.reason,
            cause.words,
            None if cause.snapshot == newest.snapshot else marked(cause.snapshot, ()),
        )
        for cause in item.causes
        if cause.kind == FLAG
    )


def _decisions(actor: Actor, item: ReviewItem) -> list[Decision]:
    """Of this item, and the latest on the same member, newest first."""
    about = Decision.item_id == item.id
    if item.author_id is not None:
        about = about | (Decision.author_id == item.author_id)
    past = select(Decision).where(about, policies.decisions_readable(actor))
    return list(db.session.scalars(past.order_by(Decision.decided_at.desc(), Decision.id.desc()).limit(EARLIER + 1)))


def _past(decision: Decision, cards: dict[int, MemberCard]) -> Past:
    is_erased = was_erased(decision.action, decision.item_kind)
    return Past(
        decision.decided_at,
        "erased for good" if is_erased else done(decision.action, decision.measure),
        decision.what,
        decision.clause,
        decision.clause_title,
        decision.statement,
        name_in(cards, decision.decided_by),
    )


def _facts(actor: Actor, author_id: int | None, cards: dict[int, MemberCard]) -> tuple[tuple[str, str], ...]:
    """Joined, what other packages know, held before and removed. A crisis signal counts against nobody."""
    if author_id is None or author_id not in cards:
        return ()
    held = select(func.count()).where(
        ReviewItem.author_id == author_id, ReviewItem.kind == HELD, ReviewItem.state != OPEN, policies.readable(actor)
    )
    removed = select(func.count()).where(
        Decision.author_id == author_id, Decision.action == REMOVE, policies.decisions_readable(actor)
    )
    counted = db.session.execute(select(held.scalar_subquery(), removed.scalar_subquery())).one()
    return (
        ("Joined", month(cards[author_id].joined_at)),
        *person_facts(actor, author_id),
        ("Held before", f"{counted[0]:,}"),
        ("Removed", f"{counted[1]:,}"),
    )


def _looking(actor: Actor, item: ReviewItem, cards: dict[int, MemberCard], now: datetime) -> Looking | None:
    if not item.is_claimed(now) or item.claimed_until is None:
        return None
    return Looking(name_in(cards, item.claimed_by, starts=True), item.claimed_until, item.claimed_by == actor.member_id)


def _first_clause(findings: list[dict[str, Any]], item: ReviewItem) -> int | None:
    """The guideline the form begins with: what the check named, else what the flag's reason is about; None for none."""
    if findings:
        return int(findings[0]["clause"])
    return (REASONS[item.reason].clause or None) if item.reason in REASONS else None
