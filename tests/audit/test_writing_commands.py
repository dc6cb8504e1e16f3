"""Adding to the chain: without gaps, whatever happens at once and whatever dies in between; and never anything but adding."""

from __future__ import annotations

import ast
import threading
from dataclasses import dataclass
from typing import ClassVar

import pytest
from flask import Flask, current_app
from sqlalchemy import func, select

from app.audit import keys, writing
from app.audit.heads import heads_file, noted_heads, thin_heads
from app.audit.jobs import look_at_the_record
from app.audit.models import AuditEntry, AuditHead
from app.audit.verifying import verify
from app.core import command as core_command
from app.core.command import before_commit, command, publish
from app.core.db import db
from app.core.facts import DomainEvent
from app.core.settings import StoredSetting
from config import ROOT
from tests.splitting.tables import Killed, killed_at

WRITERS = 16
TIMES = 6


@dataclass(frozen=True, kw_only=True)
class ChairTaken(DomainEvent):
    """An audited fact of these tests."""

    audited: ClassVar[bool] = True
    chair_id: int


@command
def _take(chair: int, *, times: int = 1, setting: str = "") -> None:
    for _ in range(times):
        publish(ChairTaken(actor_id=None, chair_id=chair))
    if setting:
        db.session.add(StoredSetting(name=setting, value=1))


def _numbers() -> list[int]:
    db.session.rollback()
    return list(db.session.scalars(select(AuditEntry.id).order_by(AuditEntry.id)))


def test_sixteen_writers_at_once_leave_no_gap_and_wait_for_nobody_forever(app: Flask) -> None:
    gate, failed = threading.Barrier(WRITERS), []

    def write(writer: int) -> None:
        with app.app_context():
            gate.wait()
            try:
                for turn in range(TIMES):
                    _take(writer, times=1 + (writer + turn) % 3, setting=f"chair-{writer}-{turn}")
            except Exception as error:
                failed.append(error)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=write, args=(writer,)) for writer in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failed == []
    assert not any(thread.is_alive() for thread in threads)
    total = sum(1 + (writer + turn) % 3 for writer in range(WRITERS) for turn in range(TIMES))
    assert _numbers() == list(range(1, total + 1))
    report = verify()
    assert report.holds
    assert report.heads == WRITERS * TIMES == len(noted_heads()), "each commit noted its own head"


def test_whoever_dies_at_any_moment_leaves_a_chain_that_holds(app: Flask) -> None:
    _take(1)
    died, tick = 0, 1
    while True:
        try:
            with killed_at(tick):
                _take(2, times=2, setting="chair")
            break
        except Killed:
            died, tick = died + 1, tick + 1
            db.session.rollback()
            assert _numbers() == [1]
            assert verify().holds
    assert died >= 4
    assert _numbers() == [1, 2, 3]
    assert verify().holds


def test_a_death_between_the_commit_and_its_line_is_no_false_alarm(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    _take(1)

    def die(_work: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(core_command, "_settle", die)
        with pytest.raises(Killed):
            _take(2)
    assert [head.number for head in noted_heads()] == [1]
    assert verify().holds
    _take(3)
    assert [head.number for head in noted_heads()] == [1, 3]
    assert verify().holds


def test_the_head_is_locked_last_and_a_failure_there_takes_everything_back(app: Flask) -> None:
    order: list[str] = []

    @command
    def act(fails: bool) -> None:
        publish(ChairTaken(actor_id=None, chair_id=1))
        before_commit(lambda: order.append(f"entries {db.session.scalar(select(func.count(AuditEntry.id)))}"))
        if fails:
            before_commit(_fail, last=True)
        db.session.add(StoredSetting(name="chair", value=1))

    with pytest.raises(LookupError):
        act(True)
    assert (order, _numbers(), noted_heads()) == (["entries 0"], [], [])
    assert db.session.scalar(select(AuditHead.count)) == 0
    act(False)
    assert _numbers() == [1]


def _fail() -> None:
    raise LookupError


def test_a_command_with_audited_facts_takes_three_statements_more(app: Flask, count_statements: object) -> None:
    _take(1)
    with count_statements() as seen:  # type: ignore[operator]
        _take(2, times=5)
    assert len(seen) == 3, seen


def test_our_own_code_cannot_change_or_delete_an_entry(app: Flask) -> None:
    _take(1)

    @command
    def change() -> None:
        db.session.get_one(AuditEntry, 1).fact = "ChairKept"

    @command
    def delete() -> None:
        db.session.delete(db.session.get_one(AuditEntry, 1))

    for act in (change, delete):
        with pytest.raises(RuntimeError, match="never changed"):
            act()
    assert verify().holds


def test_nothing_in_the_house_updates_or_deletes_entries_but_their_adoption() -> None:
    found = []
    for path in sorted((ROOT / "app").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("update", "delete"):
                of = ast.unparse(node.args[0]) if node.args else ""
                if of in ("AuditEntry", "ENTRIES"):
                    found.append(path.relative_to(ROOT).as_posix())
            if (
                isinstance(node, ast.Constant)
                and isinstance(node.value, str)
                and node.value.startswith(("UPDATE audit", "DELETE FROM audit"))
            ):
                found.append(path.relative_to(ROOT).as_posix())
    assert found == ["app/audit/adopting.py"]


def test_the_key_is_made_once_for_its_owner_alone_and_is_not_in_the_database(app: Flask) -> None:
    keys.forget_key()
    path = app.config["DAYROOM"].instance / "audit.key"
    path.unlink(missing_ok=True)
    first = keys.key()
    keys.forget_key()
    assert keys.key() == first and len(first) >= 32
    assert path.stat().st_mode & 0o077 == 0
    _take(1)
    mark = db.session.scalar(select(AuditHead.key_mark)) or ""
    assert mark and mark not in first.decode()
    assert heads_file().stat().st_mode & 0o077 == 0


def test_the_file_of_heads_keeps_the_latest_and_one_of_each_day_before(app: Flask) -> None:
    link = "a" * 64
    days = [f"2026-03-{day:02}T{hour:02}:00:00+00:00" for day in range(1, 11) for hour in range(24)]
    heads_file().write_text("".join(f"{at} {number}:{link}\n" for number, at in enumerate(days, 1)) + "torn li")
    assert thin_heads(keep=24) == 207
    kept = noted_heads()
    assert [head.number for head in kept][:9] == [24 * day for day in range(1, 10)]
    assert kept[-1].number == 240
    assert thin_heads(keep=24) == 0


def test_the_daily_look_tells_what_is_broken_and_only_then(app: Flask) -> None:
    _take(1)
    _take(2)
    look_at_the_record()
    assert db.session.scalar(select(func.count()).where(AuditEntry.fact == "AuditBroken")) == 0
    db.session.rollback()
    with db.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE audit_entries SET actor_id = 9 WHERE id = 1")
    look_at_the_record()
    told = db.session.scalars(select(AuditEntry).where(AuditEntry.fact == "AuditBroken")).one()
    assert told.ids == {"kind": "changed", "number": 1, "through": 1}
    assert current_app.config["DAYROOM"].instance == heads_file().parent
    assert writing.head_of().startswith("3:")
