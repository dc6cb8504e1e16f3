"""Pages and forms wait in lanes of their own, and a thread is there only for who may go on.

Python runs one thread at a time. Eight requests at once only take it from one another: each lasts as long as all of them, the unlucky
ones much longer, and half of the processor's time goes into changing places. So few are worked on at a time, in the order in which they
came, pages before forms that have not waited for long. Whoever waits for something else, such as a turn to write, steps out; so does,
without knowing it, whoever works for long, so that one slow page never holds up the others. Those who wait hold no thread, and forms never
all of them. Forms that go in company wait while others of them are worked on, and are then worked on together.
"""

from __future__ import annotations

import mmap
import os
import struct
import threading
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

LONGEST_WAIT = 0.25
"""Seconds after which a form goes before pages, however many of these come: its sender has been looking at the button for as long."""

PATIENCE = 0.05
"""Seconds that one works alone at most: as long as some twenty pages take. Then the next goes on beside."""

COMPANY = 16
"""Forms that are worked on together at most."""

GATHER = 0.004
"""Seconds that forms are waited for which are about to come: a browser has its answer, and sends the next, within that time."""

REST = 0.06
"""Seconds for which a company that many are about to join lets pages go on where somebody reads; who writes waits so much longer."""

COMPANIES, LASTS = 2, 0.5
"""Forms are worked on in one company, and in another one when that has been for so many seconds: it may wait for somebody else's row."""

STANDS_BACK = 10
"""How much more willingly than others the thread of a company lets these have the processor (`nice`): who reads is at the same machine."""

MOMENT = 0.05
"""Seconds after which nobody is about to come any more."""

STAND_BACK = 0.02
"""Seconds that forms which are worked on stand back for pages at most."""

Do = Callable[[list[Any]], None]

_mine = threading.local()

_TIME = struct.Struct("d")
_read_at = mmap.mmap(-1, _TIME.size)
"""When a page was last begun by the monotonic clock, in any process that was forked from this one: they share the processor."""


@dataclass(eq=False)
class Work:
    """Requests that are answered by `do` together: one, or forms that go in company. `came` and `began` are by the monotonic clock."""

    do: Do
    asked: list[Any]
    is_page: bool
    in_company: bool
    came: float
    began: float = 0.0
    holds_a_place: bool = False


class Lanes:
    """`at_once` requests are worked on at a time. Those that stepped out go on beside them, up to `threads` in all, of which `forms` may be
    forms. Of forms that go in company up to `company` are one: those that came while others were worked on."""

    def __init__(
        self,
        at_once: int,
        forms: int,
        threads: int,
        patience: float = PATIENCE,
        longest_wait: float = LONGEST_WAIT,
        company: int = COMPANY,
    ) -> None:
        self.at_once = at_once
        self.forms = forms
        self.company = company
        self.patience = patience
        self.longest_wait = longest_wait
        self._guard = threading.Lock()
        self._pages: deque[Work] = deque()
        self._waiting_forms: deque[Work] = deque()
        self._placed: list[Work] = []
        self._forms_in_hand = 0
        self._companies = 0
        self._last_company, self._company_began, self._company_ended = 0, 0.0, 0.0
        self._wanted = 0
        self._gathered = threading.Condition(self._guard)
        self._pages_in_hand = 0
        self._no_pages = threading.Condition(self._guard)
        self._idle = [_Hand(self, number) for number in range(threads)]
        self._for_company = [_Hand(self, threads + number, stands_back=STANDS_BACK) for number in range(COMPANIES)]

    def __len__(self) -> int:
        """How many wait."""
        return len(self._pages) + len(self._waiting_forms)

    def put(self, do: Do, asked: Any, *, is_page: bool, in_company: bool = False) -> None:
        """Let a thread `do` what is `asked` as soon as it may go on. `do` raises nothing; it gets a list, of one but for what goes
        `in_company`."""
        with self._guard:
            work = Work(do, [asked], is_page, in_company, time.monotonic())
            (self._pages if is_page else self._waiting_forms).append(work)
            if self._wanted and self._are_here():
                self._gathered.notify()
            self._call()

    def look(self) -> None:
        """Whoever has worked for longer than `patience` goes on beside the others. To be called now and then while some wait."""
        now = time.monotonic()
        with self._guard:
            for work in [one for one in self._placed if now - one.began > self.patience]:
                self._step_out(work)
            self._call()

    def step_out(self, work: Work) -> None:
        """The next may go on beside `work`."""
        with self._guard:
            self._step_out(work)

    def done(self, work: Work, hand: _Hand) -> None:
        """`work` is over; its thread is there for another."""
        with self._guard:
            if work.holds_a_place:
                self._placed.remove(work)
            self._count(work, -1)
            if work.in_company:
                self._last_company, self._company_ended = len(work.asked), time.monotonic()
            (self._for_company if hand.stands_back else self._idle).append(hand)
            self._call()

    def give_way(self, work: Work) -> None:
        """Return when no page waits or is worked on, or when `work` is `STAND_BACK` seconds old."""
        left = work.began + STAND_BACK - time.monotonic()
        if left <= 0 or not (self._pages or self._pages_in_hand):
            return
        with self._guard:
            self._step_out(work)
            self._no_pages.wait_for(lambda: not (self._pages or self._pages_in_hand), left)

    def _count(self, work: Work, by: int) -> None:
        if work.is_page:
            self._pages_in_hand += by
            if not self._pages and not self._pages_in_hand:
                self._no_pages.notify_all()
            return
        self._forms_in_hand += by
        self._companies += by * work.in_company

    def _step_out(self, work: Work) -> None:
        if work.holds_a_place:
            work.holds_a_place = False
            self._placed.remove(work)
            self._call()

    def _call(self) -> None:
        while self._idle and (work := self._next()) is not None:
            # The thread that was busy last: its connection and its memory are warm.
            (self._for_company if work.in_company else self._idle).pop().call(work)

    def _next(self) -> Work | None:
        if len(self._placed) >= self.at_once:
            return None
        now = time.monotonic()
        form = self._next_form(now) if self._forms_in_hand < self.forms else None
        if form is not None and (not self._pages or now - form.came > self.longest_wait):
            work = form
            self._waiting_forms.remove(form)
        elif self._pages:
            work = self._pages.popleft()
        else:
            return None
        self._count(work, 1)
        work.began, work.holds_a_place = now, True
        if work.is_page:
            _TIME.pack_into(_read_at, 0, now)
        if work.in_company:
            self._company_began = now
        self._placed.append(work)
        return work

    def _next_form(self, now: float) -> Work | None:
        """Who goes in company waits while others of them are worked on: there will be more. One that lasts does not hold up the next."""
        waits = self._companies and now - self._company_began < LASTS
        may_go = bool(self._for_company) and not waits
        return next((form for form in self._waiting_forms if may_go or not form.in_company), None)

    def gather(self, work: Work) -> None:
        """Take along who goes in company and waits. Where several went together a moment ago many are writing and others about to come:
        for as many as there were they are waited for; where somebody reads, longer, and whoever comes meanwhile goes along."""
        now = time.monotonic()
        many_write = now - self._company_ended < MOMENT and self._last_company > 1
        if many_write:
            self.step_out(work)
        if many_write and now - _TIME.unpack_from(_read_at)[0] < MOMENT:
            self._rest()
        with self._guard:
            if many_write:
                self._wanted = self._last_company - 1
                self._gathered.wait_for(self._are_here, GATHER)
                self._wanted = 0
            for one in self._going_along(work)[: self.company - 1]:
                self._waiting_forms.remove(one)
                work.asked += one.asked
        work.began = time.monotonic()

    def _rest(self) -> None:
        time.sleep(REST)

    def _are_here(self) -> bool:
        return sum(one.in_company for one in self._waiting_forms) >= self._wanted

    def _going_along(self, work: Work) -> list[Work]:
        return [one for one in self._waiting_forms if one.in_company and one.do == work.do]


def step_out() -> None:
    """The request of this thread goes on beside the others: it is going to wait for something else. Nothing outside of lanes."""
    work: Work | None = getattr(_mine, "work", None)
    if work is not None:
        _mine.lanes.step_out(work)


def give_way() -> None:
    """The form of this thread has time: pages that wait or are worked on go first. Nothing outside of lanes."""
    work: Work | None = getattr(_mine, "work", None)
    if work is not None and not work.is_page:
        _mine.lanes.give_way(work)


class _Hand:
    """A thread; it begins when it is called for the first time. By so much as it `stands_back` the system lets others go first."""

    def __init__(self, lanes: Lanes, number: int, *, stands_back: int = 0) -> None:
        self.lanes = lanes
        self.stands_back = stands_back
        self._called = threading.Semaphore(0)
        self._work: Work | None = None
        self._thread = threading.Thread(target=self._go_on, daemon=True, name=f"lanes {number}")

    def call(self, work: Work) -> None:
        self._work = work
        if not self._thread.ident:
            self._thread.start()
        self._called.release()

    def _go_on(self) -> None:
        _mine.lanes = self.lanes
        if self.stands_back:
            with suppress(OSError):
                # Of a thread alone, as Linux has it.
                os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), self.stands_back)
        while True:
            self._called.acquire()
            work = self._work
            if work is not None:
                _mine.work = work
                if work.in_company:
                    self.lanes.gather(work)
                work.do(work.asked)
                _mine.work = None
                self.lanes.done(work, self)
