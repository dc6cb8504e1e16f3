"""Requests go on in the order in which they came, few at a time, pages before forms; nobody holds up the others."""

from __future__ import annotations

import multiprocessing
import threading
import time
from collections.abc import Callable

import pytest
from flask import Flask

from app.core import lanes
from app.core.command import command
from app.core.db import db
from app.core.lanes import Lanes, give_way, step_out
from app.core.settings import StoredSetting


@pytest.fixture(autouse=True)
def nobody_reads() -> None:
    lanes._TIME.pack_into(lanes._read_at, 0, 0.0)


class Requests:
    """Requests of one house: each goes on until it is told to end. `began` are their names in order, with the thread that has them."""

    def __init__(
        self, at_once: int = 1, forms: int = 2, threads: int = 4, patience: float = 20, longest_wait: float = 20
    ) -> None:
        self.lanes = Lanes(at_once, forms, threads, patience, longest_wait)
        self.began: list[tuple[str, str]] = []
        self.may_end: dict[str, threading.Event] = {}
        self.ended: dict[str, threading.Event] = {}
        self.first: dict[str, Callable[[], None]] = {}

    @property
    def names(self) -> list[str]:
        return [name for name, _ in self.began]

    def come(self, *names: str, first: Callable[[], None] = lambda: None) -> None:
        """Each is a page when its name begins with "p", and goes in company when with "c"; it does `first` before it waits for its end."""
        for name in names:
            self.may_end[name], self.ended[name] = threading.Event(), threading.Event()
            self.first[name] = first
            self.lanes.put(self._go_on, name, is_page=name.startswith("p"), in_company=name.startswith("c"))

    def end(self, name: str) -> None:
        self.may_end[name].set()
        assert self.ended[name].wait(20)

    def have_begun(self, *names: str) -> bool:
        until = time.monotonic() + 20
        while len(self.began) < len(names) and time.monotonic() < until:
            time.sleep(0.001)
        return self.names == list(names)

    def _go_on(self, names: list[str]) -> None:
        self.began += [(name, threading.current_thread().name) for name in names]
        self.first[names[0]]()
        for name in names:
            self.may_end[name].wait(20)
            self.ended[name].set()


def test_requests_are_worked_on_in_order_few_at_once_and_pages_before_forms() -> None:
    asked = Requests(at_once=2)
    asked.come("form 1")
    assert asked.have_begun("form 1")
    asked.come("page 1", "form 2", "page 2", "page 3")
    assert asked.have_begun("form 1", "page 1") and len(asked.lanes) == 3
    begun = ["form 1", "page 1"]
    for ends, begins in (("page 1", "page 2"), ("form 1", "page 3"), ("page 2", "form 2")):
        asked.end(ends)
        begun.append(begins)
        assert asked.have_begun(*begun)
    assert len(asked.lanes) == 0
    asked.end("page 3")
    asked.end("form 2")


def test_a_form_that_has_waited_for_long_goes_before_pages() -> None:
    asked = Requests(longest_wait=0)
    asked.come("page 1", "form 1", "page 2")
    asked.end("page 1")
    assert asked.have_begun("page 1", "form 1")
    asked.end("form 1")
    asked.end("page 2")
    assert asked.names == ["page 1", "form 1", "page 2"]


def test_one_that_takes_long_goes_on_beside_the_next_as_far_as_there_are_threads() -> None:
    asked = Requests(threads=2, patience=0)
    asked.come("page 1", "page 2", "page 3")
    assert asked.have_begun("page 1")
    asked.lanes.look()
    assert asked.have_begun("page 1", "page 2")
    asked.lanes.look()
    assert len(asked.lanes) == 1, "there is no third thread"
    asked.end("page 1")
    assert asked.have_begun("page 1", "page 2", "page 3")
    asked.end("page 2")
    asked.end("page 3")
    patient = Requests()
    patient.come("page 1", "page 2")
    patient.lanes.look()
    assert patient.have_begun("page 1") and len(patient.lanes) == 1
    patient.end("page 1")
    patient.end("page 2")


def test_forms_that_wait_for_something_else_leave_threads_for_pages() -> None:
    asked = Requests(forms=2, threads=3)
    asked.come("form 1", "form 2", "form 3", first=step_out)
    assert asked.have_begun("form 1", "form 2") and len(asked.lanes) == 1
    asked.come("page 1")
    assert asked.have_begun("form 1", "form 2", "page 1")
    asked.end("page 1")
    asked.end("form 2")
    assert asked.have_begun("form 1", "form 2", "page 1", "form 3")
    asked.come("page 2", "page 3")
    assert asked.have_begun("form 1", "form 2", "page 1", "form 3", "page 2")
    for name in ("form 1", "form 3", "page 2", "page 3"):
        asked.end(name)
    assert len(asked.lanes) == 0


def test_one_after_the_other_is_the_same_threads_work() -> None:
    asked = Requests()
    for name in ("page 1", "form 1", "page 2"):
        asked.come(name)
        asked.end(name)
        while len(asked.lanes._idle) < 4:
            time.sleep(0.001)
    assert len({thread for _, thread in asked.began}) == 1


@pytest.mark.parametrize("writes", [True, False])
def test_a_command_lets_the_next_go_on_before_it_waits_for_its_turn(app: Flask, writes: bool) -> None:
    @command
    def keep() -> None:
        db.session.add(StoredSetting(name="one", value=1))
        db.session.flush()

    def asks() -> None:
        with app.app_context():
            if writes:
                keep()

    asked = Requests()
    asked.come("form 1", first=asks)
    asked.come("page 1")
    assert asked.have_begun(*(["form 1", "page 1"] if writes else ["form 1"]))
    asked.end("form 1")
    assert asked.have_begun("form 1", "page 1")
    asked.end("page 1")


def test_forms_that_go_in_company_are_worked_on_with_those_that_came_meanwhile(monkeypatch: pytest.MonkeyPatch) -> None:
    # Nobody is waited for: the one before went alone.
    monkeypatch.setattr(lanes, "GATHER", 20)
    asked = Requests(at_once=2, forms=3)
    asked.lanes.company = 2
    asked.come("company 1")
    assert asked.have_begun("company 1")
    asked.come("company 2", "company 3", "company 4", "form 1")
    assert asked.have_begun("company 1", "form 1"), "others pass them by"
    asked.end("company 1")
    assert asked.have_begun("company 1", "form 1", "company 2", "company 3")
    assert asked.began[2][1] == asked.began[3][1] and len(asked.lanes) == 1
    monkeypatch.setattr(lanes, "GATHER", 0)
    for name in ("company 2", "company 3", "form 1", "company 4"):
        asked.end(name)
    assert len(asked.lanes) == 0


def test_a_company_that_lasts_does_not_hold_up_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lanes, "LASTS", 0)
    asked = Requests(at_once=3, forms=3)
    asked.come("company 1")
    assert asked.have_begun("company 1")
    asked.come("company 2")
    asked.lanes.look()
    assert asked.have_begun("company 1", "company 2")
    asked.come("company 3")
    asked.lanes.look()
    assert len(asked.lanes) == 1, "there are two at most"
    asked.end("company 2")
    assert asked.have_begun("company 1", "company 2", "company 3")
    asked.end("company 1")
    asked.end("company 3")


@pytest.mark.parametrize("came_together", [1, 2])
def test_where_several_went_together_a_moment_ago_as_many_are_waited_for(
    monkeypatch: pytest.MonkeyPatch, came_together: int
) -> None:
    monkeypatch.setattr(lanes, "GATHER", 20)
    monkeypatch.setattr(lanes, "MOMENT", 20)
    asked = Requests()
    asked.come("company 1")
    assert asked.have_begun("company 1")
    before = [f"company {2 + at}" for at in range(came_together)]
    asked.come(*before)
    for name in ("company 1", *before):
        asked.end(name)
    asked.come("company 5")
    if came_together > 1:
        # A page goes on meanwhile.
        asked.come("page 1")
        assert asked.have_begun("company 1", *before, "page 1")
        asked.end("page 1")
        asked.come("company 6")
        assert asked.have_begun("company 1", *before, "page 1", "company 5", "company 6")
        asked.end("company 5")
        asked.end("company 6")
    else:
        assert asked.have_begun("company 1", *before, "company 5")
        asked.end("company 5")


@pytest.mark.parametrize("stands_back", [20, 0])
def test_a_form_that_has_time_lets_pages_go_first_for_a_while(
    monkeypatch: pytest.MonkeyPatch, stands_back: int
) -> None:
    monkeypatch.setattr(lanes, "STAND_BACK", stands_back)
    asked, came, went_on = Requests(), threading.Event(), threading.Event()

    def has_time() -> None:
        came.wait(20)
        give_way()
        went_on.set()

    asked.come("form 1", first=has_time)
    asked.come("page 1", "page 2")
    came.set()
    if stands_back:
        for page in ("page 1", "page 2"):
            assert asked.ended[page].is_set() is False and not went_on.is_set()
            asked.end(page)
    assert went_on.wait(20)
    for name in ("form 1", "page 1", "page 2"):
        asked.end(name)


def test_outside_of_lanes_nobody_steps_out() -> None:
    step_out()
    give_way()


def _read_one() -> None:
    asked = Requests()
    asked.come("page 1")
    asked.end("page 1")


@pytest.mark.parametrize("reads", ["here", "in another process", ""])
def test_where_somebody_reads_a_company_of_many_lets_pages_go_on_first(
    monkeypatch: pytest.MonkeyPatch, reads: str
) -> None:
    monkeypatch.setattr(lanes, "MOMENT", 20)
    monkeypatch.setattr(lanes, "GATHER", 0)
    asked = Requests(at_once=2, forms=3)
    asked.come("company 1")
    assert asked.have_begun("company 1")
    asked.come("company 2", "company 3")
    asked.end("company 1")
    assert asked.have_begun("company 1", "company 2", "company 3")
    before = ["company 1", "company 2", "company 3"]
    if reads == "here":
        asked.come("page 1")
        before.append("page 1")
        assert asked.have_begun(*before)
        asked.end("page 1")
    elif reads:
        other = multiprocessing.get_context("fork").Process(target=_read_one)
        other.start()
        other.join(20)
        assert other.exitcode == 0
    rested: list[int] = []

    def rests() -> None:
        rested.append(1)
        asked.come("page 2", "company 5")
        assert asked.have_begun(*before, "page 2")

    monkeypatch.setattr(asked.lanes, "_rest", rests)
    for name in ("company 2", "company 3"):
        asked.end(name)
    asked.come("company 4")
    if reads:
        # Whoever comes meanwhile goes along.
        assert asked.have_begun(*before, "page 2", "company 4", "company 5")
    else:
        assert asked.have_begun(*before, "company 4")
    assert bool(rested) == bool(reads)
    for name in ("company 4", *(("page 2", "company 5") if reads else ())):
        asked.end(name)
