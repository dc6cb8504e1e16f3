"""Writing to the SQLite file: in the order in which one came, and on the disk before anybody is told."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import event, select
from sqlalchemy.exc import TimeoutError

from app.core import db as core_db
from app.core.command import afterwards, command
from app.core.db import db
from app.core.on_disk import Disk
from app.core.settings import StoredSetting
from app.core.turns import Turns

HOLDER = "import fcntl, sys, time; f = open(sys.argv[1], 'a'); fcntl.flock(f, fcntl.LOCK_EX); print('mine', flush=True); time.sleep(60)"


@contextmanager
def _elsewhere(file: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that has its turn."""
    with subprocess.Popen([sys.executable, "-S", "-c", HOLDER, str(file)], stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "mine\n"
        yield other
        other.kill()


def test_turns_go_round_in_order_and_come_back_from_a_process_that_was_killed(tmp_path: Path) -> None:
    turns, order = Turns(tmp_path / "turn", 20), list[int]()

    def write(number: int) -> None:
        turns.take()
        turns.take()
        order.append(number)
        turns.give_back()
        turns.give_back()

    threads = [threading.Thread(target=write, args=(number,)) for number in range(6)]
    with _elsewhere(turns.file) as other:
        for place, thread in enumerate(threads):
            thread.start()
            while turns.line.is_full + len(turns.line) <= place:
                pass
        assert order == []
        other.send_signal(signal.SIGKILL)
        for thread in threads:
            thread.join(20)
    assert order == list(range(6))


def test_who_waits_too_long_for_a_turn_is_told_so_and_keeps_nobody_waiting(tmp_path: Path) -> None:
    turns = Turns(tmp_path / "turn", 0.01)
    turns.take()
    refused: list[Exception] = []

    def write() -> None:
        try:
            turns.take()
        except TimeoutError as error:
            refused.append(error)
        else:
            turns.give_back()

    for expected in (1, 1):
        thread = threading.Thread(target=write)
        thread.start()
        thread.join(20)
        assert len(refused) == expected
        turns.give_back()


def test_one_wait_for_the_disk_serves_all_who_had_committed_before_it_began(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "ahead").touch()
    disk, begun, may_end = Disk(tmp_path / "ahead"), list[int](), threading.Event()

    def bring(_file: int) -> None:
        begun.append(1)
        may_end.wait(20)

    monkeypatch.setattr(os, "fdatasync", bring)
    threads = [threading.Thread(target=disk.wait) for _ in range(9)]
    threads[0].start()
    while not begun:
        pass
    for thread in threads[1:]:
        thread.start()
    while disk.asked < len(threads):
        pass
    assert len(begun) == 1
    may_end.set()
    for thread in threads:
        thread.join(20)
    assert len(begun) == 2, "whoever came while the disk was at work needs another look, all of them one"


def test_nobody_hears_of_a_commit_before_it_is_on_the_disk(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(core_db, "SYNCHRONOUS", "FULL")
    db.session.remove()
    db.engine.dispose()
    seen, levels = list[str](), list[int]()
    event.listen(db.engine, "commit", lambda connection: levels.append(_level(connection)))
    monkeypatch.setattr(os, "fdatasync", lambda _file: seen.append("disk"))

    @command
    def keep(name: str) -> None:
        db.session.add(StoredSetting(name=name, value=1))
        afterwards(lambda: seen.append("told"))

    keep("one")
    assert seen == ["disk", "told"]
    assert levels == [1], "SQLite itself waits for nothing meanwhile"
    command(lambda: db.session.scalar(select(StoredSetting.name)))()
    assert seen == ["disk", "told"], "nothing was written"
    with db.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM settings WHERE name = 'two'")
    assert levels[-1] == 2, "whoever writes past the commands waits in the commit"
    _breaks(monkeypatch)
    with pytest.raises(OSError, match="refuses"):
        keep("two")
    assert seen == ["disk", "told"]
    monkeypatch.setattr(os, "fdatasync", lambda _file: seen.append("disk"))
    keep("three")
    assert seen == ["disk", "told"] * 2
    db.session.remove()
    db.engine.dispose()


def _breaks(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_file: int) -> None:
        raise OSError("the disk refuses")

    monkeypatch.setattr(os, "fdatasync", refuse)


def _level(connection: object) -> int:
    found = connection.connection.driver_connection.execute("PRAGMA synchronous").fetchone()  # type: ignore[attr-defined]
    return int(found[0])
