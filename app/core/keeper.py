"""Keeps a few child processes running: starts them, starts them again when they die, ends them together.

Children are forked from a process that has loaded the application once, so each is ready at once and shares its memory.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import FrameType

from app.core import leash

LONGEST_PAUSE = 30.0
"""Seconds between two starts of a child that dies again and again; the first pause is a fifth of a second."""

SETTLED = 20.0
"""A child that lived this many seconds is well; its next death counts as the first."""

PATIENCE = 12.0
"""Seconds that children may take to end before they are killed."""


@dataclass
class Child:
    """One process: its name for people, what it does, and the signal that asks it to end."""

    name: str
    work: Callable[[], None]
    goodbye: signal.Signals = signal.SIGTERM
    pid: int = 0
    started: float = 0.0
    deaths: int = 0
    start_at: float = 0.0

    def pause(self) -> float:
        """Seconds until it may be started again."""
        return float(min(LONGEST_PAUSE, 0.1 * 2**self.deaths))


class Keeper:
    """Starts `children` and keeps them. `say` tells the terminal what happened."""

    def __init__(self, children: Sequence[Child], say: Callable[[str], None]) -> None:
        self.children = children
        self.say = say
        self.ending: signal.Signals | None = None
        self._wake_read, self._wake_write = os.pipe()

    def start(self) -> None:
        """Start every child and listen for signals."""
        for end in (self._wake_read, self._wake_write):
            os.set_blocking(end, False)
        signal.set_wakeup_fd(self._wake_write, warn_on_full_buffer=False)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._end)
        signal.signal(signal.SIGCHLD, lambda _number, _frame: None)
        for child in self.children:
            self._fork(child)

    def keep(self, until: Callable[[], bool] = lambda: False, pause: float = 60.0) -> None:
        """Keep the children until a signal says end, or `until()` holds; it is asked every `pause` seconds."""
        while self.ending is None and not until():
            now = time.monotonic()
            waits = [child.start_at - now for child in self.children if not child.pid]
            self._sleep(max(0.0, min([pause, *waits])))
            self._reap()
            for child in self.children:
                if not child.pid and child.start_at <= time.monotonic() and self.ending is None:
                    self._fork(child)

    def stop(self) -> None:
        """Ask the children to end, and kill those that do not; nothing of them is left afterwards."""
        for child in self.children:
            _signal(child.pid, child.goodbye)
        deadline = time.monotonic() + PATIENCE
        while any(child.pid for child in self.children) and time.monotonic() < deadline:
            self._sleep(0.2)
            self._reap()
        for child in self.children:
            if child.pid:
                _signal(-child.pid, signal.SIGKILL)
                os.waitpid(child.pid, 0)
                child.pid = 0

    def _end(self, number: int, _frame: FrameType | None) -> None:
        self.ending = signal.Signals(number)

    def _sleep(self, seconds: float) -> None:
        select.select([self._wake_read], [], [], seconds)
        with contextlib.suppress(BlockingIOError):
            os.read(self._wake_read, 4096)

    def _reap(self) -> None:
        for child in self.children:
            if child.pid and os.waitpid(child.pid, os.WNOHANG)[0]:
                self._buried(child)

    def _buried(self, child: Child) -> None:
        # What it started itself (the server's own processes) must not hold the port.
        _signal(-child.pid, signal.SIGKILL)
        lived = time.monotonic() - child.started
        child.pid = 0
        child.deaths = 1 if lived > SETTLED else child.deaths + 1
        child.start_at = time.monotonic() + child.pause()
        if self.ending is None:
            self.say(f"The {child.name} ended by itself; it is started again.")

    def _fork(self, child: Child) -> None:
        sys.stdout.flush()
        sys.stderr.flush()
        child.started = time.monotonic()
        child.pid = os.fork()
        if child.pid == 0:
            _be(child)


def _be(child: Child) -> None:
    """The rest of this process: the child's work, then the end, never the parent's code."""
    code = 1
    try:
        # A group of its own: Ctrl-C reaches the keeper alone, and the keeper can end the whole group.
        os.setsid()
        signal.set_wakeup_fd(-1)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGCHLD):
            signal.signal(number, signal.SIG_DFL if number != signal.SIGINT else signal.default_int_handler)
        leash.hold()
        child.work()
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    except KeyboardInterrupt:
        code = 0
    except BaseException as error:
        print(f"The {child.name} failed: {type(error).__name__}: {error}", file=sys.stderr)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _signal(pid: int, number: signal.Signals) -> None:
    if pid:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(pid, number)
