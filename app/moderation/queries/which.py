"""Which items: the filters of the inbox, as an address holds them and as SQL."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, bindparam, or_, select, true, union_all

from app.accounts.actor import Actor
from app.core.among import among, numbers
from app.core.db import UtcDateTime
from app.core.scope import within_any
from app.moderation import policies
from app.moderation.kinds import HIGH, KINDS, URGENT, USUAL
from app.moderation.models import OPEN, PassedOn, Question, ReviewItem

MINE = "mine"
NOBODY = "nobody"
ASKED = "asked"
PASSED = "passed"
WHOSE = ("", MINE, NOBODY, ASKED, PASSED)
FEW = (MINE, ASKED, PASSED)
OLDER = (4, 24, 72, 168)
"""Hours since an item came."""

RISKS = (URGENT, HIGH, USUAL)
_PATH = re.compile(r"/(\d{1,18}/){1,20}")

Key = tuple[int, datetime, int]
"""An item's place in the queue: risk, due time, id."""


class InLine(NamedTuple):
    """An item as the inbox reads it."""

    id: int
    subject_kind: str
    subject_id: int
    what: str
    kind: str
    reason: str
    excerpt: str
    risk: int
    flaggers: int
    state: str
    version: int
    opened_at: datetime
    due_at: datetime
    claimed_by: int | None
    claimed_until: datetime | None
    passed_at: datetime | None
    marked_hard: bool

    @property
    def is_open(self) -> bool:
        return self.state == OPEN

    def is_claimed(self, now: datetime) -> bool:
        """Whether somebody is looking: a claim ends by itself."""
        return self.claimed_by is not None and self.claimed_until is not None and self.claimed_until > now


@dataclass(frozen=True)
class Which:
    """A view of the inbox. Everything empty means all that the actor may see.

    `kind` is a kind of item; `whose` one of `WHOSE`: claimed by me, by nobody, asked of me, passed on by me. `place` is a path, with
    everything below it; `risk` 1 to 3; `author` a member's id; `older` one of `OLDER`, in hours; `late` those past their time.
    """

    kind: str = ""
    whose: str = ""
    place: str = ""
    risk: int = 0
    author: int = 0
    older: int = 0
    late: bool = False

    @classmethod
    def of(cls, kind: str | None = None, whose: str | None = None, **more: str | None) -> Which:
        """From the words of an address; what it does not know means all."""
        return cls(
            kind=kind if kind in KINDS else "",
            whose=whose if whose in WHOSE and whose else "",
            place=_known_path(more.get("place")),
            risk=_number(more.get("risk"), RISKS),
            author=_number(more.get("author")),
            older=_number(more.get("older"), OLDER),
            late=more.get("late") == "1",
        )

    def with_kind(self, kind: str) -> Which:
        return replace(self, kind=kind)

    def with_whose(self, whose: str) -> Which:
        return replace(self, whose=whose)

    @property
    def query(self) -> dict[str, Any]:
        """For an address, and for a saved view."""
        given = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: "1" if value is True else str(value) for name, value in given.items() if value}

    @property
    def is_plain(self) -> bool:
        """Whether it is what a tab shows, and nothing more."""
        return not self.is_narrowed

    @property
    def is_narrowed(self) -> bool:
        """Whether more is chosen than the tabs show."""
        return bool(self.place or self.risk or self.author or self.older or self.late)


def chosen(actor: Actor, which: Which, now: Any, *, few: bool = False) -> list[ColumnElement[bool]]:
    """Conditions for the open items of a view on the actor's paths. For a view that `is_plain`, `now` may be a parameter.

    `few`: they are found by their ids, or by who claimed them. Then nothing is said that the index of the whole line could answer,
    so that a planner without figures does not walk it.
    """
    is_open = ReviewItem.closed_at.is_(None) if few or which.whose in FEW else ReviewItem.state == OPEN
    conditions: list[ColumnElement[bool]] = [is_open, policies.readable(actor)]
    if which.kind:
        conditions.append(ReviewItem.kind == which.kind)
    if which.place:
        conditions.append(within_any(ReviewItem.scope_path, (which.place,)))
    if which.risk:
        conditions.append(ReviewItem.risk == which.risk)
    if which.late:
        conditions.append(ReviewItem.due_at <= now)
    if which.author:
        conditions.append(ReviewItem.author_id == which.author)
    if which.older:
        conditions.append(ReviewItem.opened_at < now - timedelta(hours=which.older))
    return [*conditions, *_whose(actor, which.whose, now)]


def queue(
    actor: Actor, which: Which, now: datetime, limit: int, *, after: Key | None = None, but: Sequence[int] = ()
) -> Any:
    """Select the first `limit` items of a view after a place in line, without `but`, most pressing first.

    Each part of the line is read from an index, from its beginning: a deep page costs what the first one does.
    """
    conditions = chosen(actor, which, now)
    if but:
        conditions.append(ReviewItem.id.not_in(but))
    parts = _parts(which, after)
    if len(parts) == 1:
        return _in_line(select(ReviewItem).where(*conditions, parts[0])).limit(limit)
    firsts = [_in_line(select(ReviewItem.id).where(*conditions, part)).limit(limit).subquery() for part in parts]
    found = union_all(*(select(first.c.id) for first in firsts))
    return _in_line(select(ReviewItem).where(ReviewItem.id.in_(found))).limit(limit)


def first_of(actor: Actor, kind: str, whose: str, limit: int) -> Any:
    """Select the columns of the first `limit` items (`InLine`) of a tab, but those `but`; a statement to prepare."""
    now = bindparam("now", type_=UtcDateTime())
    others = ~among(ReviewItem.id, [numbers("but")])
    columns = (getattr(ReviewItem, name) for name in InLine._fields)
    return _in_line(select(*columns).where(*chosen(actor, Which(kind, whose), now), others)).limit(limit)


def passed_by(actor: Actor, now: Any) -> Any:
    """Select the ids of the items that the actor passed on in this shift."""
    return select(PassedOn.item_id).where(PassedOn.member_id == actor.member_id, PassedOn.until > now)


def asked_of(actor: Actor) -> tuple[ColumnElement[bool], ...]:
    """Questions that wait for the actor's answer."""
    return Question.asked_of == actor.member_id, Question.answered_at.is_(None)


def same_risk_before(key: Key) -> ColumnElement[bool]:
    """Of the same risk, and before that place."""
    risk, due_at, item_id = key
    return and_(
        ReviewItem.risk == risk,
        ReviewItem.due_at <= due_at,
        or_(ReviewItem.due_at < due_at, ReviewItem.id < item_id),
    )


def same_risk_after(key: Key) -> ColumnElement[bool]:
    """Of the same risk, and after that place."""
    risk, due_at, item_id = key
    return and_(
        ReviewItem.risk == risk,
        ReviewItem.due_at >= due_at,
        or_(ReviewItem.due_at > due_at, ReviewItem.id > item_id),
    )


def _parts(which: Which, after: Key | None) -> list[ColumnElement[bool]]:
    """The line cut where an index would otherwise be walked through for nothing: at the place, and by risk when only late ones count."""
    risks = [which.risk] if which.risk else list(RISKS)
    if after is not None:
        return [same_risk_after(after), *(ReviewItem.risk == risk for risk in risks if risk < after[0])]
    return [ReviewItem.risk == risk for risk in risks] if which.late else [true()]


def _whose(actor: Actor, whose: str, now: Any) -> list[ColumnElement[bool]]:
    if whose == MINE:
        return [and_(ReviewItem.claimed_by == actor.member_id, ReviewItem.claimed_until > now)]
    if whose == NOBODY:
        return [or_(ReviewItem.claimed_until.is_(None), ReviewItem.claimed_until <= now)]
    if whose == ASKED:
        return [ReviewItem.id.in_(select(Question.item_id).where(*asked_of(actor)))]
    return [ReviewItem.id.in_(passed_by(actor, now))] if whose == PASSED else []


def _in_line(query: Any) -> Any:
    return query.order_by(ReviewItem.risk.desc(), ReviewItem.due_at, ReviewItem.id)


def _known_path(text: str | None) -> str:
    return text if text and _PATH.fullmatch(text) else ""


def _number(text: str | None, allowed: Sequence[int] = ()) -> int:
    number = int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else 0
    return number if not allowed or number in allowed else 0
