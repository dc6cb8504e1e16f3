"""Limits: so often in a window, for each key by itself, the same for every process."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from app.core import limits
from app.core.command import command
from app.core.db import db
from app.core.limits import Limit, LimitCount
from app.core.policy import TooMany

THREE = Limit("test.knock", 3, timedelta(minutes=10))


@pytest.fixture(autouse=True)
def traveller() -> Iterator[Any]:
    with time_machine.travel("2026-03-14 09:02 +0000", tick=False) as machine:
        yield machine


def test_the_limit_lets_so_many_pass_and_says_how_long_to_wait(app: Flask) -> None:
    for _ in range(3):
        limits.count(THREE, "192.0.2.1")
    with pytest.raises(TooMany) as refused:
        limits.count(THREE, "192.0.2.1")
    assert refused.value.wait_seconds == 8 * 60
    assert limits.used(THREE, "192.0.2.1") == 3


def test_another_key_and_another_kind_have_their_own_count(app: Flask) -> None:
    for _ in range(3):
        limits.count(THREE, "192.0.2.1")
    limits.count(THREE, "192.0.2.2")
    limits.count(Limit("test.ring", 3, timedelta(minutes=10)), "192.0.2.1")
    assert limits.used(THREE, "192.0.2.2") == 1


def test_the_next_window_begins_at_nothing(app: Flask, traveller: Any) -> None:
    for _ in range(3):
        limits.count(THREE, 7)
    traveller.shift(timedelta(minutes=8))
    limits.count(THREE, 7)
    assert limits.used(THREE, 7) == 1


def test_a_count_outside_a_command_stays_when_what_follows_fails(app: Flask) -> None:
    @command
    def failing() -> None:
        raise LookupError

    limits.count(THREE, "door")
    with pytest.raises(LookupError):
        failing()
    assert limits.used(THREE, "door") == 1


def test_a_count_inside_a_command_is_undone_with_it(app: Flask) -> None:
    @command
    def failing() -> None:
        limits.count(THREE, "door")
        raise LookupError

    with pytest.raises(LookupError):
        failing()
    assert limits.used(THREE, "door") == 0


def test_the_table_holds_no_address_and_no_name(app: Flask) -> None:
    limits.count(THREE, "ruth@example.org")
    row = db.session.scalars(select(LimitCount)).one()
    assert "ruth" not in row.key
    assert "example" not in row.key
    assert len(row.key) == 32


def test_old_windows_are_forgotten_and_young_ones_kept(app: Flask, traveller: Any) -> None:
    limits.count(THREE, "old")
    traveller.shift(timedelta(days=3))
    limits.count(THREE, "young")
    limits.tidy()
    assert len(db.session.scalars(select(LimitCount)).all()) == 1
    assert limits.used(THREE, "young") == 1


def test_several_are_counted_together_each_as_often_as_they_come(app: Flask) -> None:
    limits.count_each(THREE, ["ruth", "kit", "ruth", "it's 100%"])
    limits.count_each(THREE, ["kit"])
    assert [limits.used(THREE, key) for key in ("ruth", "kit", "it's 100%", "maren")] == [2, 2, 1, 0]
    with pytest.raises(TooMany):
        limits.count_each(THREE, ["maren", *["ruth"] * THREE.times])
    assert [limits.used(THREE, key) for key in ("ruth", "maren")] == [2, 0]
