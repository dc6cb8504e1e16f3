"""Does the record hold? Every entry against its own link and the one before it, the end against the head, all against noted heads."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import func, select

from app.audit import faults
from app.audit.adopting import ENTRIES, last_entry
from app.audit.chain import BEGINNING, mark_of
from app.audit.events import AuditAccepted
from app.audit.faults import Fault, Report
from app.audit.heads import Head, noted_heads
from app.audit.keys import key
from app.audit.models import HEAD, AuditHead
from app.audit.reading import Entry, entries, entry_at, link_holds, next_to
from app.core.db import db

TELL_EVERY = 50_000
NEVER = datetime.min.replace(tzinfo=UTC)
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class _Known:
    """Faults that a person has accepted: entries `number` to `through`, and heads of them that were noted until then."""

    number: int
    through: int
    at: datetime

    def covers(self, number: int) -> bool:
        return self.number <= number <= self.through


def verify(more_heads: Iterable[Head] = (), progress: Progress | None = None) -> Report:
    """Look at everything and answer the first fault that nobody has accepted. `more_heads`: noted elsewhere.

    `progress(looked_at, all)` is called now and then. 1,000,000 entries take some seconds, and the memory of 5,000.
    """
    # The file first: a commit between the two would else look like an end that was cut off.
    noted = [*noted_heads(), *more_heads]
    db.session.rollback()
    head = db.session.get(AuditHead, HEAD)
    try:
        return _Walk(head, noted, progress).report()
    finally:
        db.session.rollback()


class _Walk:
    """One way along the chain."""

    def __init__(self, head: AuditHead | None, noted: list[Head], progress: Progress | None) -> None:
        self.head, self.progress = head, progress
        self.key = key()
        self.count = head.count if head else 0
        self.head_link = head.link if head else BEGINNING
        self.known = _accepted(self.key)
        self.noted: dict[int, list[Head]] = {}
        self.compared = 0
        for one in noted:
            if not any(known.covers(one.number) and one.at <= known.at for known in self.known):
                self.noted.setdefault(one.number, []).append(one)
        self.last, self.link = 0, BEGINNING
        self.skipped = 0

    def report(self) -> Report:
        fault = self._before() or self._along() or self._at_the_end()
        return Report(self.count, self.link, self.compared, fault, self.skipped)

    def _before(self) -> Fault | None:
        if self.head is None:
            return Fault(faults.HEAD, 0, 0)
        if self.head.adopted_at is not None and self.head.key_mark != mark_of(self.key):
            return Fault(faults.KEY, 1, self.count)
        return None

    def _along(self) -> Fault | None:
        secret, noted = self.key, self.noted
        for row in entries(self.count):
            is_well = row[0] == self.last + 1 and row[8] == self.link and row[0] not in noted
            if not (is_well and link_holds(secret, row)):
                fault = self._fault_at(Entry._make(row))
                if fault is not None:
                    return fault
            self.last, self.link = row[0], row[9] or BEGINNING
            if self.progress and self.last % TELL_EVERY == 0:
                self.progress(self.last, self.count)
        return None

    def _fault_at(self, entry: Entry) -> Fault | None:
        number = entry.number
        if number < 1:
            return _named(faults.PUT_IN, entry)
        if number > self.last + 1 and not self._is_known(self.last + 1):
            return Fault(faults.REMOVED, self.last + 1, number - 1)
        # Behind a gap that is known, an entry stands on a link that nobody has any more.
        joined = number > self.last + 1 or entry.previous == self.link
        if joined and entry.holds(self.key):
            return self._differs(entry) if number in self.noted else None
        if self._is_known(number):
            self.skipped += 1
            return None
        return self._broken(entry)

    def _differs(self, entry: Entry) -> Fault | None:
        """Whether it is another one than was noted outside."""
        for head in self.noted[entry.number]:
            self.compared += 1
            if head.link != entry.link:
                through = max(self.count, *self.noted)
                return _named(faults.DIFFERS, entry, through=through, noted_at=head.at)
        return None

    def _broken(self, entry: Entry) -> Fault:
        """What was done to the first entry that does not hold."""
        if entry.link is None:
            return _named(faults.UNLINKED, entry, through=_last_unlinked(entry.number, self.count))
        belongs = self._written_as(entry)
        if belongs == entry.number or not (belongs or self._written_as(entry_at(self.count))):
            # It holds by itself and not with the one before, or nothing holds to the very end.
            alone = belongs == 0 and entry.number == self.count
            return _named(faults.CHANGED, entry) if alone else _named(faults.REBUILT, entry, through=self.count)
        if belongs > entry.number:
            stands = next_to(self.link)
            if stands in (None, entry.number):
                return Fault(faults.REMOVED, entry.number, belongs - 1)
            return _named(faults.MOVED, entry, belongs=belongs)
        after = entry_at(entry.number + 1)
        # A copy of an earlier one, which still stands where it belongs; or the next one names the one before this.
        is_put_in = bool(belongs) or (after is not None and after.previous == self.link)
        return _named(faults.PUT_IN if is_put_in else faults.CHANGED, entry)

    def _written_as(self, entry: Entry | None) -> int:
        """The number that the entry was written with, or 0: no link of ours is on it."""
        if entry is None:
            return 0
        numbers = range(1, max(self.count, *self.noted, 0) + 2)
        return next((number for number in (entry.number, *numbers) if entry.holds(self.key, number)), 0)

    def _at_the_end(self) -> Fault | None:
        if self.last < self.count and not self._is_known(self.last + 1):
            return Fault(faults.CUT, self.last + 1, self.count)
        if self.last == self.count and self.link != self.head_link:
            return Fault(faults.HEAD, self.count, self.count)
        return _after_the_end() or self._behind()

    def _behind(self) -> Fault | None:
        """Whether more was noted outside than there is."""
        ahead = max((number for number in self.noted if number > self.count), default=0)
        if not ahead:
            return None
        noted_at = max(head.at for head in self.noted[ahead])
        return Fault(faults.BEHIND, self.count + 1, ahead, noted_at=noted_at)

    def _is_known(self, number: int) -> bool:
        return any(known.covers(number) for known in self.known)


def _accepted(secret: bytes) -> list[_Known]:
    """What was accepted, as far as the entries that say so hold themselves."""
    of_that = select(ENTRIES.c.id).where(ENTRIES.c.fact == AuditAccepted.__name__).order_by(ENTRIES.c.id)
    found = (entry_at(number) for number in db.session.scalars(of_that).all())
    told = [entry for entry in found if entry is not None and entry.holds(secret)]
    return [_known(entry, json.loads(entry.ids or "")) for entry in told]


def _known(entry: Entry, ids: dict[str, Any]) -> _Known:
    return _Known(ids["number"], ids["through"], entry.moment or NEVER)


def _last_unlinked(number: int, count: int) -> int:
    linked = select(func.min(ENTRIES.c.id)).where(ENTRIES.c.id > number, ENTRIES.c.link.is_not(None))
    return min(count, (db.session.scalar(linked) or count + 1) - 1)


def _after_the_end() -> Fault | None:
    """One statement, so that an entry that is written meanwhile is seen together with its head."""
    end = select(func.coalesce(func.max(AuditHead.count), 0)).scalar_subquery()
    number = db.session.scalar(select(func.min(ENTRIES.c.id)).where(ENTRIES.c.id > end))
    entry = entry_at(number) if number is not None else None
    return _named(faults.AFTER_END, entry, through=last_entry()[0]) if entry else None


def _named(kind: str, entry: Entry, **more: Any) -> Fault:
    fact = entry.fact if isinstance(entry.fact, str) else ""
    return Fault(kind, entry.number, more.pop("through", entry.number), fact, entry.moment, **more)
