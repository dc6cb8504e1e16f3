"""Jobs: a promise stands in the command's own transaction, is kept at least once, and is tried again when it fails."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import event, select

from app.core import clock, jobs, settings
from app.core.behind import Writer
from app.core.command import command
from app.core.db import db, writing
from app.core.jobs import JOBS, Promise, defer, keep_promise, run_due, sweep, try_again

done: list[int] = []


@pytest.fixture(autouse=True)
def _jobs_of_these_tests(monkeypatch: pytest.MonkeyPatch) -> None:
    done.clear()
    monkeypatch.setitem(JOBS, "test.water", lambda plant_id: done.append(plant_id))
    monkeypatch.setitem(JOBS, "test.wilt", _wilt)


def _wilt(plant_id: int) -> None:
    done.append(plant_id)
    raise LookupError("no water")


@pytest.fixture
def traveller() -> Iterator[Any]:
    with time_machine.travel("2026-03-14 09:00 +0000", tick=False) as machine:
        yield machine


class Queue:
    """Stands where huey's task does: notes what it is handed."""

    def __init__(self, breaks: bool = False) -> None:
        self.breaks = breaks
        self.handed: list[int] = []
        self.tasks: list[int] = []
        self.delayed: list[tuple[int, float]] = []

    def __call__(self, promise_ids: Sequence[int]) -> None:
        if self.breaks:
            raise OSError("the queue is away")
        self.handed += promise_ids
        self.tasks.append(len(promise_ids))

    def schedule(self, arguments: tuple[Sequence[int]], delay: float) -> None:
        self.delayed += [(promise_id, delay) for promise_id in arguments[0]]


@command
def _promise(name: str = "test.water", after: timedelta = timedelta(0), **arguments: int) -> None:
    defer(name, after=after, **arguments)


def _promises() -> list[Promise]:
    db.session.rollback()
    return list(db.session.scalars(select(Promise).order_by(Promise.id)))


def test_a_promised_job_runs_and_its_promise_is_gone(app: Flask) -> None:
    _promise(plant_id=4)
    assert run_due() == 1
    assert done == [4]
    assert _promises() == []


def test_a_promise_of_a_failed_command_was_never_made(app: Flask) -> None:
    @command
    def failing() -> None:
        defer("test.water", plant_id=4)
        raise LookupError

    with pytest.raises(LookupError):
        failing()
    assert _promises() == []


def test_a_promise_needs_a_command(app: Flask) -> None:
    with pytest.raises(RuntimeError):
        defer("test.water", plant_id=4)


def test_the_queue_is_handed_the_promise_after_the_commit(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    queue = Queue()
    monkeypatch.setitem(app.extensions, "jobs", (None, queue))

    @command
    def promising() -> None:
        defer("test.water", plant_id=1)
        assert queue.handed == []

    promising()
    assert queue.handed == [promise.id for promise in _promises()]


def test_what_is_quickly_done_goes_into_the_queue_together_and_behind_the_answer(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue = Queue()
    monkeypatch.setitem(app.extensions, "jobs", (None, queue))
    monkeypatch.setattr(jobs, "WHOLE", {"test.water"})
    writer = Writer(app)

    def take(kind: Any, one: Any) -> bool:
        writer._noted[kind].append(one)
        return True

    monkeypatch.setattr(writer, "take", take)
    monkeypatch.setitem(app.extensions, "behind", writer)
    for name in ("test.water", "test.wilt", "test.water"):
        _promise(name, plant_id=1)
    assert queue.handed == []
    writer.write()
    assert sorted(queue.handed) == [promise.id for promise in _promises()]
    assert queue.tasks == [2, 1], "what may take long is handed over by itself"


def test_a_job_for_later_waits_for_its_moment(app: Flask, traveller: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    queue = Queue()
    monkeypatch.setitem(app.extensions, "jobs", (None, queue))
    _promise(after=timedelta(minutes=10), plant_id=2)
    assert queue.delayed == [(_promises()[0].id, 600.0)]
    assert run_due() == 0
    traveller.shift(timedelta(minutes=10))
    assert run_due() == 1
    assert done == [2]


def test_what_the_queue_lost_is_swept_up_and_kept(app: Flask, traveller: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.extensions, "jobs", (None, Queue(breaks=True)))
    _promise(plant_id=3)
    queue = Queue()
    monkeypatch.setitem(app.extensions, "jobs", (None, queue))
    assert sweep() == 0, "it is not overdue yet"
    traveller.shift(jobs.SWEEP_AFTER + timedelta(seconds=1))
    assert sweep() == 1
    assert all(keep_promise(promise_id) for promise_id in queue.handed)
    assert done == [3]
    assert _promises() == []


def test_a_worker_that_starts_takes_up_at_once_what_the_last_one_held(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    _promise(plant_id=3)
    _promise(after=timedelta(minutes=5), plant_id=4)
    queue = Queue()
    monkeypatch.setitem(app.extensions, "jobs", (None, queue))
    assert sweep(timedelta(0)) == 1
    assert queue.handed == [_promises()[0].id]


def test_a_promise_handed_over_twice_is_kept_once_and_the_second_time_is_harmless(app: Flask) -> None:
    _promise(plant_id=5)
    promise_id = _promises()[0].id
    assert keep_promise(promise_id)
    assert keep_promise(promise_id)
    assert done == [5]


def test_a_job_that_fails_is_tried_again_after_one_two_and_four_minutes(app: Flask, traveller: Any) -> None:
    _promise("test.wilt", plant_id=6)
    for tries, minutes in ((1, 1), (2, 2), (3, 4)):
        assert run_due() == 1
        promise = _promises()[0]
        assert (promise.attempts, promise.last_error) == (tries, "LookupError")
        assert promise.due_at == clock.now() + timedelta(minutes=minutes)
        assert run_due() == 0
        traveller.shift(timedelta(minutes=minutes))
    assert done == [6, 6, 6]


def test_a_job_that_failed_keeps_nothing_of_what_it_wrote(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    @command
    def half() -> None:
        defer("test.water", plant_id=8)
        raise LookupError

    monkeypatch.setitem(JOBS, "test.half", half)
    _promise("test.half")
    run_due()
    assert [promise.job for promise in _promises()] == ["test.half"]


def test_a_job_that_is_one_command_ends_together_with_its_promise(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    commits: list[int] = []
    event.listen(db.engine, "commit", lambda _connection: commits.append(1))

    @command
    def water(plant_id: int) -> None:
        settings.store("community.name", f"plant {plant_id}")
        if plant_id == 2:
            raise LookupError("no water")

    monkeypatch.setitem(JOBS, "test.whole", water)
    monkeypatch.setattr(jobs, "WHOLE", {"test.whole"})
    for plant_id, left in ((1, 0), (2, 1)):
        _promise("test.whole", plant_id=plant_id)
        commits.clear()
        run_due()
        assert len(commits) == 1, "with a failed one, that it failed is noted"
        assert len(_promises()) == left
    assert settings.SETTINGS["community.name"].get() == "plant 1"


def test_jobs_that_are_one_command_each_are_done_together_when_several_wait(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    commits: list[int] = []
    event.listen(db.engine, "commit", lambda _connection: commits.append(1))
    monkeypatch.setitem(app.extensions, "jobs", (None, queue := Queue()))
    monkeypatch.setattr(jobs, "WHOLE", {"test.water", "test.wilt"})
    monkeypatch.setattr(jobs, "BITE", 3)
    for plant_id in range(1, 5):
        _promise("test.water", plant_id=plant_id)
    commits.clear()
    jobs.keep_some(queue.handed[-1:])
    # Those that waited longer go first.
    assert (done, len(commits), _promises()) == ([1, 2, 3, 4], 2, [])
    jobs.keep_some(queue.handed[:3])
    assert done == [1, 2, 3, 4]
    for name in ("test.water", "test.wilt", "test.water"):
        _promise(name, plant_id=5)
    jobs.keep_some(queue.handed[4:])
    # Together they failed, and nothing of it was kept; then each was tried by itself.
    assert [(promise.job, promise.attempts) for promise in _promises()] == [("test.wilt", 1)]


def test_what_another_workers_bite_had_is_not_looked_for_again(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    bites: list[set[int]] = []
    monkeypatch.setitem(app.extensions, "jobs", (None, queue := Queue()))
    monkeypatch.setattr(jobs, "WHOLE", {"test.water"})
    monkeypatch.setattr(jobs, "BITE", 2)
    for plant_id in (1, 2, 3, 4):
        _promise("test.water", plant_id=plant_id)
    try_bite = jobs._try_bite

    def and_another_worker() -> set[int]:
        bites.append(try_bite())
        for promise_id in queue.handed[2:]:
            keep_promise(promise_id)
        return bites[-1]

    monkeypatch.setattr(jobs, "_try_bite", and_another_worker)
    jobs.keep_some(queue.handed)
    assert (done, _promises(), len(bites)) == ([1, 2, 3, 4], [], 1)


def test_a_bite_ends_where_lists_grow_long(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    bites: list[int] = []

    def ahead(asked: Sequence[Mapping[str, Any]]) -> Callable[[], None]:
        bites.append(len(asked))
        return lambda: None

    monkeypatch.setitem(app.extensions, "jobs", (None, queue := Queue()))
    monkeypatch.setitem(jobs.AHEAD, "test.water", ahead)
    monkeypatch.setattr(jobs, "WHOLE", {"test.water"})
    monkeypatch.setattr(jobs, "BITE", 5)
    for plant_ids in ([1, 2, 3], [4, 5], [6], [7] * 9, [8]):
        _promise_all(plant_ids)
    jobs.keep_some(queue.handed)
    assert (bites, _promises()) == ([2, 1, 1, 1], [])


@command
def _promise_all(plant_ids: list[int]) -> None:
    defer("test.water", plant_ids=plant_ids)


def test_many_are_found_out_before_a_file_is_held_and_written_together(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    found_out: list[tuple[bool, int]] = []

    def ahead(asked: Sequence[Mapping[str, Any]]) -> Callable[[], None]:
        found_out.append((writing.get(), len(asked)))
        return lambda: done.extend(each["plant_id"] for each in asked)

    monkeypatch.setitem(app.extensions, "jobs", (None, queue := Queue()))
    monkeypatch.setitem(jobs.AHEAD, "test.water", ahead)
    monkeypatch.setattr(jobs, "WHOLE", {"test.water"})
    for plant_id in (1, 2, 3):
        _promise("test.water", plant_id=plant_id)
    jobs.keep_some(queue.handed)
    assert (done, _promises()) == ([1, 2, 3], [])
    # PostgreSQL's other workers pass by what this one holds.
    assert found_out == [(db.engine.dialect.name == "postgresql", 3)]


def test_after_its_last_try_a_promise_waits_for_a_person(app: Flask, traveller: Any) -> None:
    _promise("test.wilt", plant_id=9)
    for _ in range(jobs.ATTEMPTS):
        traveller.shift(timedelta(days=1))
        run_due()
    traveller.shift(timedelta(days=1))
    assert sweep() == 0
    assert try_again() == 1
    assert _promises()[0].attempts == 0
    assert run_due() == 1


def test_one_failing_job_does_not_keep_the_others_from_running(app: Flask) -> None:
    _promise("test.wilt", plant_id=1)
    _promise(plant_id=2)
    assert run_due() == 2
    assert done == [1, 2]
    assert len(_promises()) == 1


def test_a_job_whose_code_is_gone_keeps_its_promise(app: Flask) -> None:
    _promise("test.removed", plant_id=1)
    run_due()
    assert _promises()[0].last_error == "KeyError"


def test_a_job_has_one_name() -> None:
    with pytest.raises(ValueError, match=r"test\.water"):
        jobs.job("test.water")(lambda: None)


def test_two_workers_who_are_handed_the_same_job_do_it_once(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    began, may_end = threading.Event(), threading.Event()

    def long_one(plant_id: int) -> None:
        done.append(plant_id)
        began.set()
        assert may_end.wait(20)

    def other_worker() -> None:
        with app.app_context():
            keep_promise(promise_id)

    monkeypatch.setitem(JOBS, "test.long", long_one)
    monkeypatch.setitem(app.extensions, "jobs", (None, queue := Queue()))
    kinds: tuple[set[str], ...] = (set(), {"test.long"}) if db.engine.dialect.name == "postgresql" else (set(),)
    for number, whole in enumerate(kinds, 1):
        monkeypatch.setattr(jobs, "WHOLE", whole)
        began.clear()
        may_end.clear()
        _promise("test.long", plant_id=number)
        promise_id = queue.handed.pop()
        other = threading.Thread(target=other_worker)
        other.start()
        assert began.wait(20)
        assert not keep_promise(promise_id), "another is at it"
        if db.engine.dialect.name == "postgresql":
            assert (run_due(), sweep(timedelta(seconds=-5))) == (0, 0)
        may_end.set()
        other.join()
        assert keep_promise(promise_id), "it was done"
        assert done == list(range(1, number + 1))
        assert _promises() == []
