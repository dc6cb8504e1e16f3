"""Requests go on in the order in which they came, few at a time; nobody waits in line for long, and who waits for else leaves it."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from typing import Any

from flask import Flask

from app.core.command import command
from app.core.db import db
from app.core.in_order import InOrder, step_out
from app.core.line import Line
from app.core.settings import StoredSetting


class Slow:
    """An application whose requests go on when they are told to."""

    def __init__(self) -> None:
        self.began: list[int] = []
        self.may_end = [threading.Event() for _ in range(6)]
        self.leaves: set[int] = set()

    def __call__(self, environ: dict[str, Any], _start: Any) -> Iterable[bytes]:
        number = environ["number"]
        self.began.append(number)
        if number in self.leaves:
            step_out()
        self.may_end[number].wait(20)
        return ()


def _sent(house: InOrder, number: int) -> threading.Thread:
    thread = threading.Thread(target=house, args=({"number": number}, None))
    thread.start()
    return thread


def test_requests_are_worked_on_in_order_and_no_more_than_so_many_at_once() -> None:
    slow = Slow()
    house, threads = InOrder(slow, at_once=2, patience=20), []
    for number in range(5):
        threads.append(_sent(house, number))
        while len(slow.began) + len(house.line) <= number:
            pass
    assert slow.began == [0, 1]
    for number, event in enumerate(slow.may_end[:5]):
        event.set()
        threads[number].join(20)
        while len(slow.began) < min(number + 3, 5):
            pass
    assert slow.began == [0, 1, 2, 3, 4]
    assert not house.line.is_full and len(house.line) == 0


def test_one_slow_request_holds_up_the_next_for_a_moment_and_who_leaves_the_line_nobody() -> None:
    slow = Slow()
    house = InOrder(slow, at_once=1, patience=0.01)
    first = _sent(house, 0)
    while not slow.began:
        pass
    second = _sent(house, 1)
    slow.may_end[1].set()
    second.join(20)
    assert sorted(slow.began) == [0, 1] and first.is_alive()
    slow.may_end[0].set()
    first.join(20)
    patient, slow.leaves = InOrder(slow, at_once=1, patience=20), {2}
    outside, after = _sent(patient, 2), _sent(patient, 3)
    slow.may_end[3].set()
    after.join(20)
    assert outside.is_alive() and not after.is_alive()
    slow.may_end[2].set()
    outside.join(20)
    assert not patient.line.is_full, "who left the line does not leave it again"


def test_a_line_is_left_after_a_request_that_failed_and_before_a_command_waits_for_its_turn(app: Flask) -> None:
    lines: list[bool] = []

    def fails(_environ: Any, _start: Any) -> Iterable[bytes]:
        raise ValueError

    house = InOrder(fails, at_once=1)
    for _ in range(2):
        try:
            house({}, None)
        except ValueError:
            lines.append(house.line.is_full)
    assert lines == [False, False]

    @command
    def keep() -> None:
        db.session.add(StoredSetting(name="one", value=1))
        db.session.flush()
        lines.append(writing.line.is_full)

    def writes(_environ: Any, _start: Any) -> Iterable[bytes]:
        with app.app_context():
            lines.append(writing.line.is_full)
            keep()
        return ()

    writing = InOrder(writes, at_once=1)
    writing({}, None)
    assert lines[2:] == [True, False]


def test_pages_go_before_forms() -> None:
    line, order = Line(), list[str]()
    line.join(0)

    def goes(name: str) -> None:
        line.join(20, sooner=name == "page")
        order.append(name)
        line.leave()

    threads = [threading.Thread(target=goes, args=(name,)) for name in ("form", "page")]
    for place, thread in enumerate(threads):
        thread.start()
        while len(line) <= place:
            pass
    line.leave()
    for thread in threads:
        thread.join(20)
    assert order == ["page", "form"]


def test_who_was_called_in_the_moment_of_giving_up_goes_on() -> None:
    line = Line()
    assert line.join(0) and not line.join(0)
    line.leave()
    assert line.join(0) and line.is_full
