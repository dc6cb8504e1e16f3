"""The sockets at which the server listens, one for each process that answers, held by the process that starts these.

By itself each process that answers opens a socket of its own (granian since 2.8), which goes with it when it dies: who had come to it and
was not yet let in is turned away, and so is whoever comes until the next process is there. None of them was ever let in by the dead one.
Here they wait at the door, and the next process answers them. Lines that it had let in end with a process that is killed; one that is
asked to end (SIGTERM) answers what it has first.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from granian._granian import SocketHolder
from granian.server.mp import MPServer

_Granian: Any = MPServer
"""Its methods have no types."""

LOOP = 5.5
"""By itself the server ends when the same process dies again within so many seconds, as one that cannot begin would for ever."""

SETTLED = 2.0
"""A process that lived so many seconds could begin: another takes its place, however often."""


class Doors(_Granian):
    """The server, with doors that outlive the processes that answer, where these are forked. Elsewhere as granian has it."""

    _ssp: Any
    _doors: Sequence[SocketHolder] = ()

    def _init_shared_socket(self) -> None:
        super()._init_shared_socket()
        if sys.platform == "linux" and self._ssp is not None and multiprocessing.get_start_method() == "fork":
            # One each, not one for all: the kernel shares lines out evenly among sockets, not among processes that race for one.
            self._doors = [self._ssp.build() for _ in range(self.workers)]
            self._ssp = None

    def _spawn_worker(self, idx: int, target: Any, callback_loader: Callable[[], Any]) -> Any:
        if self._doors:
            self._shd = self._doors[idx]
            callback_loader = partial(_behind_one, self._doors, idx, callback_loader)
        return super()._spawn_worker(idx, target, callback_loader)

    def _respawn_workers(self, workers: list[int], spawn_target: Any, target_loader: Any, delay: float = 0) -> None:
        super()._respawn_workers(workers, spawn_target, target_loader, delay)
        for idx in workers:
            self.respawned_wrks[idx] -= LOOP - SETTLED
        if self.interrupt_children:
            # One more died while granian forgot that one had; people would wait at its door until a third does.
            self.main_loop_interrupt.set()

    def _drop_shared_socket(self) -> None:
        """As the server ends: who comes while it finishes what it has in hand is refused at once, and can ask another server."""
        super()._drop_shared_socket()
        _close(self._doors)
        self._doors = ()


def _behind_one(doors: Sequence[SocketHolder], idx: int, load: Callable[[], Any]) -> Any:
    """In a process that begins: a door stays open as long as anybody has it, so it keeps its own alone."""
    _close([*doors[:idx], *doors[idx + 1 :]])
    return load()


def _close(doors: Sequence[SocketHolder]) -> None:
    for door in doors:
        os.close(door.get_fd())
