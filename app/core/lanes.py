"""Pages and forms wait in lanes of their own, and a thread is there only for who may go on.

Python runs one thread at a time. Eight requests at once only take it from one another: each lasts as long as all of them, the unlucky
ones much longer, and half of the processor's time goes into changing places. So few are worked on at a time, in the order in which they
came, pages before forms that have not waited for long. Whoever waits for something else, such as a turn to write, steps out; so does,
without knowing it, whoever works for long, so that one slow page never holds up the others. Those who wait hold no thread, and forms never
all of them.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

LONGEST_WAIT = 0.25
"""Seconds after which a form goes before pages, however many of these come: its sender has been looking at the button for as long."""

PATIENCE = 0.05
"""Seconds that one works alone at most: as long as some twenty pages take. Then the next goes on beside."""

_mine = threading.local()


@dataclass(eq=False)
class Work:
    """One request. `came` and `began` are by the monotonic clock."""

    do: Callable[[], None]
    is_page: bool
    came: float
    began: float = 0.0
    holds_a_place: bool = False


class Lanes:
    """`at_once` requests are worked on at a time. Those that stepped out go on beside them, up to `threads` in all, of which `forms` may be
    forms."""

    def __init__(
        self, at_once: int, forms: int, threads: int, patience: float = PATIENCE, longest_wait: float = LONGEST_WAIT
    ) -> None:
        self.at_once = at_once
        self.forms = forms
        self.patience = patience
        self.longest_wait = longest_wait
        self._guard = threading.Lock()
        self._pages: deque[Work] = deque()
        self._waiting_forms: deque[Work] = deque()
        self._placed: list[Work] = []
        self._forms_in_hand = 0
        self._idle = [_Hand(self, number) for number in range(threads)]

    def __len__(self) -> int:
        """How many wait."""
        return len(self._pages) + len(self._waiting_forms)

    def put(self, do: Callable[[], None], *, is_page: bool) -> None:
        """Let a thread `do` it as soon as it may go on. `do` raises nothing."""
        with self._guard:
            (self._pages if is_page else self._waiting_forms).append(Work(do, is_page, time.monotonic()))
            self._call()

    def look(self) -> None:
        """Whoever has worked for longer than `patience` goes on beside the others. To be called now and then while some wait."""
        now = time.monotonic()
        with self._guard:
            for work in [one for one in self._placed if now - one.began > self.patience]:
                self._step_out(work)

    def step_out(self, work: Work) -> None:
        """The next may go on beside `work`."""
        with self._guard:
            self._step_out(work)

    def done(self, work: Work, hand: _Hand) -> Work | None:
        """`work` is over: what its thread does next, None when it has to wait to be called."""
        with self._guard:
            if work.holds_a_place:
                self._placed.remove(work)
            self._forms_in_hand -= not work.is_page
            following = self._next()
            if following is None:
                self._idle.append(hand)
            return following

    def _step_out(self, work: Work) -> None:
        if work.holds_a_place:
            work.holds_a_place = False
            self._placed.remove(work)
            self._call()

    def _call(self) -> None:
        # The thread that was busy last: its connection and its memory are warm.
        if self._idle and (work := self._next()) is not None:
            self._idle.pop().call(work)

    def _next(self) -> Work | None:
        if len(self._placed) >= self.at_once:
            return None
        now = time.monotonic()
        form = self._waiting_forms[0] if self._waiting_forms and self._forms_in_hand < self.forms else None
        if form is not None and (not self._pages or now - form.came > self.longest_wait):
            work = self._waiting_forms.popleft()
            self._forms_in_hand += 1
        elif self._pages:
            work = self._pages.popleft()
        else:
            return None
        work.began, work.holds_a_place = now, True
        self._placed.append(work)
        return work


def step_out() -> None:
    """The request of this thread goes on beside the others: it is going to wait for something else. Nothing outside of lanes."""
    work: Work | None = getattr(_mine, "work", None)
    if work is not None:
        _mine.lanes.step_out(work)


class _Hand:
    """A thread; it begins when it is called for the first time."""

    def __init__(self, lanes: Lanes, number: int) -> None:
        self.lanes = lanes
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
        while True:
            self._called.acquire()
            work = self._work
            while work is not None:
                _mine.work = work
                work.do()
                _mine.work = None
                work = self.lanes.done(work, self)
