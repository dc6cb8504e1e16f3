"""Commands: one transaction, one commit, everything or nothing; facts inside it and after it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from flask import Flask
from sqlalchemy import event, select, text

from app.core.command import afterwards, command, current_work, publish
from app.core.db import db
from app.core.facts import DomainEvent, after, on
from app.core.settings import StoredSetting


@dataclass(frozen=True, kw_only=True)
class ChairMoved(DomainEvent):
    """A fact of these tests alone."""

    chair_id: int


@dataclass(frozen=True, kw_only=True)
class ChairMovedFar(ChairMoved):
    """A more particular one."""


heard: list[tuple[str, int]] = []


@on(ChairMoved)
def _inside(fact: ChairMoved) -> None:
    heard.append(("inside", fact.chair_id))
    if fact.chair_id == 13:
        raise LookupError("a subscriber refuses")


@after(ChairMoved)
def _break_first(fact: ChairMoved) -> None:
    if fact.chair_id == 99:
        raise LookupError("a late subscriber breaks")


@after(ChairMoved)
def _later(fact: ChairMoved) -> None:
    heard.append(("after", fact.chair_id))


@pytest.fixture(autouse=True)
def _nothing_heard() -> None:
    heard.clear()


@command
def _keep(name: str, value: int = 1) -> None:
    db.session.add(StoredSetting(name=name, value=value))
    db.session.flush()


@command
def _keep_both() -> None:
    _keep("outer")
    _keep("inner")


@command
def _keep_both_then_fail() -> None:
    _keep("inner")
    raise LookupError("the outer command failed")


@command
def _move(chair_id: int, fails: bool = False, kind: type[ChairMoved] = ChairMoved) -> None:
    _keep(f"chair-{chair_id}")
    publish(kind(actor_id=None, chair_id=chair_id))
    if fails:
        raise LookupError("after the fact")


def _names() -> list[str]:
    db.session.rollback()
    return sorted(db.session.scalars(select(StoredSetting.name)))


@contextmanager
def _commits() -> Iterator[list[int]]:
    seen: list[int] = []

    def note(_connection: object) -> None:
        seen.append(1)

    event.listen(db.engine, "commit", note)
    try:
        yield seen
    finally:
        event.remove(db.engine, "commit", note)


def test_a_command_commits(app: Flask) -> None:
    _keep("one")
    assert _names() == ["one"]


def test_nested_commands_commit_once(app: Flask) -> None:
    with _commits() as seen:
        _keep_both()
    assert len(seen) == 1
    assert _names() == ["inner", "outer"]


def test_a_nested_command_is_undone_with_the_outer_one(app: Flask) -> None:
    with pytest.raises(LookupError):
        _keep_both_then_fail()
    assert _names() == []


def test_a_command_after_a_failed_one_starts_clean(app: Flask) -> None:
    with pytest.raises(LookupError):
        _keep_both_then_fail()
    _keep("next")
    assert _names() == ["next"]


def test_a_command_decides_on_what_is_true_now_not_on_what_was_read_before(app: Flask) -> None:
    _keep("count", 1)
    row = db.session.get(StoredSetting, "count")
    assert row is not None
    assert row.value == 1
    db.session.rollback()
    with db.engine.begin() as elsewhere:
        elsewhere.execute(text("UPDATE settings SET value = '5' WHERE name = 'count'"))

    @command
    def add_one() -> None:
        assert row is not None
        row.value += 1

    add_one()
    assert db.session.scalar(select(StoredSetting.value)) == 6


def test_outside_a_command_nothing_is_published(app: Flask) -> None:
    with pytest.raises(RuntimeError, match="@command"):
        publish(ChairMoved(actor_id=None, chair_id=1))
    with pytest.raises(RuntimeError, match="@command"):
        current_work()
    assert heard == []


def test_a_fact_is_heard_inside_the_transaction_and_again_after_it(app: Flask) -> None:
    _move(7)
    assert heard == [("inside", 7), ("after", 7)]


def test_a_subscriber_hears_the_more_particular_facts_too(app: Flask) -> None:
    _move(8, kind=ChairMovedFar)
    assert heard == [("inside", 8), ("after", 8)]


def test_a_subscriber_inside_can_refuse_the_whole_command(app: Flask) -> None:
    with pytest.raises(LookupError):
        _move(13)
    assert _names() == []
    assert ("after", 13) not in heard


def test_a_fact_of_a_failed_command_is_not_heard_afterwards(app: Flask) -> None:
    with pytest.raises(LookupError):
        _move(7, fails=True)
    assert heard == [("inside", 7)]


def test_a_subscriber_that_breaks_afterwards_harms_neither_the_command_nor_the_next_subscriber(app: Flask) -> None:
    _move(99)
    assert _names() == ["chair-99"]
    assert heard == [("inside", 99), ("after", 99)]


def test_what_is_left_for_afterwards_waits_for_the_outermost_commit(app: Flask) -> None:
    seen: list[str] = []

    @command
    def inner() -> None:
        _keep("row")
        afterwards(lambda: seen.append("done"))

    @command
    def outer() -> None:
        inner()
        assert seen == []

    outer()
    assert seen == ["done"]


def test_what_is_left_for_afterwards_is_forgotten_when_the_command_fails(app: Flask) -> None:
    seen: list[str] = []

    @command
    def failing() -> None:
        afterwards(lambda: seen.append("done"))
        raise LookupError

    with pytest.raises(LookupError):
        failing()
    assert seen == []
