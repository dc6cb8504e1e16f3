"""Pages of a discussion by number: where the n-th twenty posts begin in reading order, and on which page a key stands.

Counted are the posts that every reader of the discussion meets, hidden ones too; posts that were removed between them are on a page
and count for none. Nobody counts from the beginning each time: a process remembers how many stand before some keys, counts on from
the nearest of them, and adds the posts that came out since.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, NamedTuple

from flask import current_app
from sqlalchemy import Integer, Select, bindparam, desc, func, or_, select, tuple_

from app.core.db import Id, db
from app.discussions.models import Discussion, Post
from app.discussions.models.post import PLACED

PAGE = 20

MOST_TALKS = 500
"""Discussions of which a process remembers anything."""

MOST_NEW = 200
"""Posts that are added to what is remembered; after more of them it is counted anew."""

MARKS = 50
"""About so many keys of a discussion are remembered, so a count goes over a fiftieth of it."""

Key = tuple[int, int]
"""A place in reading order: (branch, place)."""


class Mark(NamedTuple):
    """So many posts stand before a key."""

    before: int
    key: Key


START = Mark(0, (0, 0))
END: Key = (2**31 - 1, 2**31 - 1)


@dataclass(frozen=True)
class Known:
    """What is remembered of a discussion whose places were given up to `last_seq`, `gaps` of them to posts that left since."""

    last_seq: int
    gaps: int
    marks: tuple[Mark, ...] = ()


def pages_of(discussion: Discussion) -> int:
    """How many pages the discussion has; no statement."""
    return _posts(discussion) // PAGE + bool(_posts(discussion) % PAGE)


def start_of(discussion: Discussion, number: int) -> Key | None:
    """The key at which a page begins; None for the first. At most 2 statements, 1 where nobody has posted since."""
    place = (min(number, pages_of(discussion)) - 1) * PAGE
    if place <= 0:
        return None
    known = _known(discussion)
    low, high = _around(discussion, known, lambda mark: mark.before <= place)
    if low.before == place:
        return low.key
    forward = place - low.before <= high.before - place
    steps = place - low.before + 1 if forward else high.before - place
    values = _values(discussion, low.key, high.key) | {"steps": steps}
    found = db.session.execute(_steps_on(forward, known.gaps == 0), values).first()
    if found is None:
        return None
    _remember(discussion, known, Mark(place, (found[0], found[1])))
    return found[0], found[1]


def number_of(discussion: Discussion, where: tuple[int, ...] | None) -> int:
    """The number of the page on which a key stands. At most 2 statements, none for the beginning and in a discussion of one page."""
    pages = pages_of(discussion)
    if where is None or pages == 1:
        return 1
    # An address may hold larger numbers than a column does.
    key = min(where[0], END[0]), min(where[1], END[1])
    known = _known(discussion)
    low, high = _around(discussion, known, lambda mark: mark.key <= key)
    if low.key != key:
        # Places are given in the order of time, so a branch begins about as far on as its number says.
        forward = key[0] - low.before <= high.before - key[0]
        ends = (low.key, key) if forward else (key, high.key)
        between = db.session.scalar(_between(known.gaps == 0), _values(discussion, *ends)) or 0
        low = Mark(low.before + between if forward else high.before - between, key)
        _remember(discussion, known, low)
    return min(low.before // PAGE + 1, pages)


def _posts(discussion: Discussion) -> int:
    return discussion.reply_count + 1


def _values(discussion: Discussion, low: Key, high: Key) -> dict[str, int]:
    ends = {"low_branch": low[0], "low_seq": low[1], "high_branch": high[0], "high_seq": high[1]}
    # What came out since the discussion was read is not in its counters either.
    return {"discussion_id": discussion.id, "last_seq": discussion.last_seq, **ends}


def _around(discussion: Discussion, known: Known, is_before: Any) -> tuple[Mark, Mark]:
    """The nearest marks on both sides."""
    low, high = START, Mark(_posts(discussion), END)
    for mark in known.marks:
        if not is_before(mark):
            return low, mark
        low = mark
    return low, high


def _known(discussion: Discussion) -> Known:
    """What is remembered, with the posts that came out since. 1 statement when there are any, else none."""
    known, gaps = _memory().get(discussion.id), discussion.last_seq - _posts(discussion)
    if known is None or known.gaps != gaps or not 0 <= discussion.last_seq - known.last_seq <= MOST_NEW:
        return Known(discussion.last_seq, gaps)
    if known.marks and known.last_seq != discussion.last_seq:
        values = {"discussion_id": discussion.id, "since": known.last_seq, "last_seq": discussion.last_seq}
        new = [(row[0], row[1]) for row in db.session.execute(_new(), values)]
        marks = tuple(Mark(each.before + sum(key < each.key for key in new), each.key) for each in known.marks)
        known = Known(discussion.last_seq, gaps, marks)
        _memory().put(discussion.id, known)
    return replace(known, last_seq=discussion.last_seq)


def _remember(discussion: Discussion, known: Known, mark: Mark) -> None:
    apart = max(PAGE, _posts(discussion) // MARKS)
    if all(abs(each.before - mark.before) >= apart for each in known.marks):
        _memory().put(discussion.id, replace(known, marks=tuple(sorted((*known.marks, mark)))))


class _Memory:
    """What this process remembers, by discussion; the longest unasked go first."""

    def __init__(self) -> None:
        self._known: OrderedDict[int, Known] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, discussion_id: int) -> Known | None:
        with self._lock:
            if discussion_id in self._known:
                self._known.move_to_end(discussion_id)
            return self._known.get(discussion_id)

    def put(self, discussion_id: int, known: Known) -> None:
        with self._lock:
            self._known[discussion_id] = known
            self._known.move_to_end(discussion_id)
            while len(self._known) > MOST_TALKS:
                self._known.popitem(last=False)


def _memory() -> _Memory:
    kept = current_app.extensions.setdefault("kept", {})
    found: _Memory = kept.setdefault("discussions.page_numbers", _Memory())
    return found


@cache
def _steps_on(forward: bool, whole: bool) -> Select[Any]:
    """The last of so many keys from `low` on, or back from `high`. From the index alone where the line is `whole`."""
    query = select(Post.branch_seq, Post.seq).where(*_line(whole), _from_low() if forward else _before_high())
    on, back = (Post.branch_seq, Post.seq), (Post.branch_seq.desc(), Post.seq.desc())
    steps = query.order_by(*(on if forward else back)).limit(bindparam("steps", type_=Integer)).subquery()
    last = (desc(steps.c.branch_seq), desc(steps.c.seq)) if forward else (steps.c.branch_seq, steps.c.seq)
    return select(steps).order_by(*last).limit(1)


@cache
def _between(whole: bool) -> Select[Any]:
    """How many posts stand from `low` on and before `high`."""
    within = Post.branch_seq.between(bindparam("low_branch"), bindparam("high_branch"))
    return select(func.count()).select_from(Post).where(*_line(whole), within, _from_low(), _before_high())


@cache
def _new() -> Select[int | None, int | None]:
    """The keys of the posts that came out after place `since`."""
    since = Post.seq > bindparam("since", type_=Integer)
    return select(Post.branch_seq, Post.seq).where(*_line(False), since)


def _line(whole: bool) -> list[Any]:
    """Posts that every reader meets. Of a whole line none ever left, so nobody has to look at the posts themselves."""
    here = Post.discussion_id == bindparam("discussion_id", type_=Id)
    given = [here, Post.seq <= bindparam("last_seq", type_=Integer)]
    return given if whole else [*given, or_(Post.state.in_(PLACED), Post.seq == 1)]


def _from_low() -> Any:
    return tuple_(Post.branch_seq, Post.seq) >= tuple_(bindparam("low_branch"), bindparam("low_seq"))


def _before_high() -> Any:
    return tuple_(Post.branch_seq, Post.seq) < tuple_(bindparam("high_branch"), bindparam("high_seq"))
