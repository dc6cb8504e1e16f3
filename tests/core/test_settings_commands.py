"""Settings of the community: typed, checked, seen at once by the process that changes them."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import insert, literal, select

from app.core import settings
from app.core.command import command
from app.core.db import db
from app.core.kept import Kept
from app.core.policy import Invalid
from app.core.settings import SETTINGS, Setting, StoredSetting, declare

AGE: Setting[int] = Setting("test.age", 16, "Age", valid=lambda value: value >= 13)
OPEN: Setting[bool] = Setting("test.open", False, "Open")
TONE: Setting[str] = Setting("test.tone", "calm", "Tone", choices=(("calm", "Calm"), ("warm", "Warm")))


@pytest.fixture(autouse=True)
def _declared(monkeypatch: pytest.MonkeyPatch) -> None:
    for setting in (AGE, OPEN, TONE):
        monkeypatch.setitem(SETTINGS, setting.name, setting)


@command
def _store(name: str, value: Any) -> None:
    settings.store(name, value)


def test_without_a_stored_value_the_default_holds(app: Flask) -> None:
    assert (AGE.get(), OPEN.get(), TONE.get()) == (16, False, "calm")


@pytest.mark.parametrize(
    "setting, given, kept",
    [
        (AGE, "18", 18),
        (AGE, 14, 14),
        (OPEN, "yes", True),
        (OPEN, "On", True),
        (OPEN, True, True),
        (OPEN, "no", False),
        (OPEN, "", False),
        (TONE, "warm", "warm"),
    ],
)
def test_a_value_is_kept_as_its_type_and_seen_at_once(app: Flask, setting: Setting[Any], given: Any, kept: Any) -> None:
    setting.get()
    _store(setting.name, given)
    assert setting.get() == kept
    assert type(setting.get()) is type(kept)


@pytest.mark.parametrize(
    "name, given, reason",
    [
        ("test.age", "old", "wrong_type"),
        ("test.age", "12.5", "wrong_type"),
        ("test.age", None, "wrong_type"),
        ("test.age", "12", "refused_value"),
        ("test.open", "perhaps", "wrong_type"),
        ("test.tone", "loud", "refused_value"),
        ("test.none", "1", "unknown_setting"),
    ],
)
def test_what_does_not_fit_is_refused_and_nothing_is_stored(app: Flask, name: str, given: Any, reason: str) -> None:
    with pytest.raises(Invalid) as refused:
        _store(name, given)
    assert (refused.value.reason, refused.value.field) == (reason, name)
    assert db.session.get(StoredSetting, name) is None


def test_storing_needs_a_command(app: Flask) -> None:
    with pytest.raises(RuntimeError):
        settings.store("test.age", 18)


def test_a_setting_of_a_failed_command_keeps_its_value(app: Flask) -> None:
    @command
    def failing() -> None:
        settings.store("test.age", 18)
        raise LookupError

    with pytest.raises(LookupError):
        failing()
    assert AGE.get() == 16


def test_what_another_process_stored_is_seen_once_memory_is_stale(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    assert AGE.get() == 16
    _store("test.age", 18)
    app.extensions["settings"] = (0.0, {})
    monkeypatch.setattr(settings, "FRESH_SECONDS", 1e12)
    assert AGE.get() == 16, "still from memory"
    monkeypatch.setattr(settings, "FRESH_SECONDS", 0.0)
    assert AGE.get() == 18


def test_a_setting_is_declared_once(app: Flask) -> None:
    with pytest.raises(ValueError, match=r"test\.age"):
        declare(AGE)


def test_what_has_grown_old_is_read_anew_before_the_transaction_and_not_under_the_lock_of_writers(
    app: Flask,
) -> None:
    @command
    def look() -> tuple[int, str, bool]:
        return AGE.get(), word.get(), db.session().in_transaction()

    stored = {"word": "before"}
    word: Kept[str] = Kept("test.word", lambda: db.session.scalar(select(literal(stored["word"]))) or "")
    assert (AGE.get(), word.get()) == (16, "before")
    _store("test.age", 18)
    AGE.get(), word.get()
    stored["word"] = "after"
    held = app.extensions["settings"], app.extensions["kept"]["test.word"]
    app.extensions["settings"], app.extensions["kept"]["test.word"] = ((-2e9, value) for _, value in held)
    assert look() == (18, "after", False)


def test_a_command_reads_settings_as_they_are_and_not_as_they_were_when_its_request_came_in(app: Flask) -> None:
    @command
    def look() -> int:
        return AGE.get()

    assert AGE.get() == 16
    db.session.rollback()
    db.session.scalars(select(StoredSetting)).all()
    with db.engine.begin() as another:
        another.execute(insert(StoredSetting).values(name="test.age", value=21))
    app.extensions["settings"] = (-2e9, app.extensions["settings"][1])
    assert look() == 21
