"""What somebody does to the record behind our back is found and named: the first entry that was changed, removed, put in or moved."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, ClassVar

import pytest
from flask import Flask, current_app
from sqlalchemy import text

from app.audit import faults, keys
from app.audit.accepting import accept
from app.audit.chain import BEGINNING, Content, link_of, mark_of
from app.audit.faults import Fault
from app.audit.heads import Head, heads_file
from app.audit.keys import key
from app.audit.verifying import verify
from app.audit.wording import fault_words
from app.audit.writing import head_of
from app.core.command import command, publish
from app.core.db import db
from app.core.facts import DomainEvent

ENTRIES = 12


@dataclass(frozen=True, kw_only=True)
class DoorLocked(DomainEvent):
    """An audited fact of these tests."""

    audited: ClassVar[bool] = True
    door_id: int
    member_id: int
    path: str = "/7/"
    clause: int = 3


@command
def _lock(*doors: int) -> None:
    for door in doors:
        publish(DoorLocked(actor_id=4, door_id=door, member_id=door + 50))


def _do(*statements: str) -> None:
    """As somebody with the database's password would."""
    db.session.rollback()
    with db.engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))


def _found() -> tuple[str, int, int] | None:
    fault = verify().fault
    return (fault.kind, fault.number, fault.through) if fault else None


@pytest.fixture
def record(app: Flask) -> Iterator[Flask]:
    """Twelve entries of ten commands; the heads that were noted are 1, 3, 4, …, 9, 11, 12."""
    keys.forget_key()
    for doors in ((1,), (2, 3), (4,), (5,), (6,), (7,), (8,), (9,), (10, 11), (12,)):
        _lock(*doors)
    assert verify().holds
    yield app
    keys.forget_key()


def _rows() -> list[Any]:
    return list(db.session.execute(text("SELECT * FROM audit_entries ORDER BY id")))


COPY = (
    "INSERT INTO audit_entries (id, at, actor_id, about_id, place_id, subject, fact, ids, previous, link) "
    "SELECT {to}, at, actor_id, about_id, place_id, subject, fact, ids, previous, link FROM audit_entries WHERE id = {of}"
)
MAKE_ROOM = ("UPDATE audit_entries SET id = -id - 1 WHERE id >= 5", "UPDATE audit_entries SET id = -id WHERE id < 0")
CLOSE_UP = ("UPDATE audit_entries SET id = 1 - id WHERE id > 5", "UPDATE audit_entries SET id = -id WHERE id < 0")
SWAP = tuple(f"UPDATE audit_entries SET id = {to} WHERE id = {of}" for of, to in ((4, -1), (9, 4), (-1, 9)))
SET_BACK = (
    "DELETE FROM audit_entries WHERE id > 10",
    "UPDATE audit_head SET count = 10, link = (SELECT link FROM audit_entries WHERE id = 10)",
)

TABLE: list[tuple[str, tuple[str, ...], tuple[str, int, int]]] = [
    *(
        (f"{column} is another", (f"UPDATE audit_entries SET {column} = {value} WHERE id = 5",), (faults.CHANGED, 5, 5))
        for column, value in (
            ("actor_id", "99"),
            ("actor_id", "NULL"),
            ("about_id", "99"),
            ("place_id", "99"),
            ("subject", "'door:99'"),
            ("fact", "'DoorOpened'"),
            ("at", "'2026-01-01 00:00:00.000000'"),
            ("ids", """'{"door_id": 5, "member_id": 55, "path": "/7/", "clause": 4}'"""),
        )
    ),
    ("the last is another", ("UPDATE audit_entries SET actor_id = 9 WHERE id = 12",), (faults.CHANGED, 12, 12)),
    ("one is gone", ("DELETE FROM audit_entries WHERE id = 5",), (faults.REMOVED, 5, 5)),
    ("the first three are gone", ("DELETE FROM audit_entries WHERE id < 4",), (faults.REMOVED, 1, 3)),
    ("gone and closed up", ("DELETE FROM audit_entries WHERE id = 5", *CLOSE_UP), (faults.REMOVED, 5, 5)),
    ("put in, others moved up", (*MAKE_ROOM, COPY.format(of=3, to=5)), (faults.PUT_IN, 5, 5)),
    ("put in below the first", (COPY.format(of=3, to=0),), (faults.PUT_IN, 0, 0)),
    ("put in after the end", (COPY.format(of=3, to=13),), (faults.AFTER_END, 13, 13)),
    ("put in without a link", ("UPDATE audit_entries SET link = NULL WHERE id = 5",), (faults.UNLINKED, 5, 5)),
    ("two have changed places", SWAP, (faults.MOVED, 4, 4)),
    ("the end is cut off", ("DELETE FROM audit_entries WHERE id > 10",), (faults.CUT, 11, 12)),
    ("cut off and the head set back", SET_BACK, (faults.BEHIND, 11, 12)),
    ("only the head set back", SET_BACK[1:], (faults.AFTER_END, 11, 12)),
    ("the head says another link", ("UPDATE audit_head SET link = 'x'",), (faults.HEAD, 12, 12)),
    ("no head at all", ("DELETE FROM audit_head",), (faults.HEAD, 0, 0)),
    ("nothing at all", ("DELETE FROM audit_entries",), (faults.CUT, 1, 12)),
    ("all links taken away, to be adopted anew",
     ("UPDATE audit_entries SET link = NULL, previous = NULL", "UPDATE audit_head SET adopted_at = NULL, count = 12"),
     (faults.UNLINKED, 1, 12)),
]  # fmt: skip


@pytest.mark.parametrize("what, statements, expected", TABLE, ids=[row[0] for row in TABLE])
def test_it_is_found_and_named(
    record: Flask, what: str, statements: tuple[str, ...], expected: tuple[str, int, int]
) -> None:
    _do(*statements)
    assert _found() == expected
    fault = verify().fault
    assert fault is not None
    if fault.kind not in (faults.HEAD, faults.KEY, faults.PUT_IN):
        assert str(expected[1]) in fault_words(fault)


def test_what_cannot_even_be_read_was_changed(record: Flask) -> None:
    if db.engine.dialect.name == "sqlite":
        _do("UPDATE audit_entries SET ids = 'no json', at = 'never' WHERE id = 6")
        assert _found() == (faults.CHANGED, 6, 6)
        _do("UPDATE audit_entries SET fact = CAST(X'ff' AS TEXT) WHERE id = 6")
    else:
        _do("UPDATE audit_entries SET at = 'infinity' WHERE id = 6")
    assert _found() == (faults.CHANGED, 6, 6)


def _build_anew(first: int, secret: bytes) -> None:
    """Write another history from entry `first` on, every link right for `secret`."""
    rows = _rows()
    link = rows[first - 2].link if first > 1 else BEGINNING
    for row in rows[first - 1 :]:
        ids = {"door_id": 1, "member_id": 51, "path": "/7/", "clause": 3}
        content = Content(row.id, "2026-01-01 00:00:00.000000", 4, 51, 7, "door:1", "DoorLocked", json.dumps(ids))
        values = f"ids = '{json.dumps(ids)}', at = '2026-01-01 00:00:00.000000', about_id = 51, subject = 'door:1'"
        if db.engine.dialect.name != "sqlite":
            values = values.replace(".000000'", "+00'")
        fresh = link_of(secret, content, link)
        _do(f"UPDATE audit_entries SET {values}, previous = '{link}', link = '{fresh}' WHERE id = {row.id}")
        link = fresh
    _do(f"UPDATE audit_head SET link = '{link}'")


def test_a_chain_built_anew_with_another_key_is_found(record: Flask) -> None:
    _build_anew(5, b"another key")
    assert _found() == (faults.REBUILT, 5, 12)
    _do(f"UPDATE audit_head SET key_mark = '{mark_of(b'another key')}'")
    assert _found() == (faults.KEY, 1, 12)


def test_a_chain_built_anew_with_our_own_key_does_not_agree_with_what_was_noted_outside(record: Flask) -> None:
    _build_anew(5, key())
    fault = verify().fault
    assert fault is not None
    assert (fault.kind, fault.number) == (faults.DIFFERS, 5)
    assert "noted on" in fault_words(fault)
    heads_file().unlink()
    assert verify().holds


def test_a_head_that_was_noted_elsewhere_finds_it_without_the_file(record: Flask) -> None:
    number, _, link = head_of().partition(":")
    elsewhere = Head(int(number), link, datetime.now(UTC))
    heads_file().unlink()
    assert verify([elsewhere]).holds
    _do(*SET_BACK)
    assert verify().holds
    fault = verify([elsewhere]).fault
    assert fault is not None
    assert (fault.kind, fault.number, fault.through) == (faults.BEHIND, 11, 12)


def test_entries_from_before_the_chain_are_adopted_once_in_their_order(record: Flask) -> None:
    heads_file().unlink()
    _do(
        "UPDATE audit_entries SET link = NULL, previous = NULL, about_id = NULL, place_id = NULL, subject = ''",
        "UPDATE audit_head SET adopted_at = NULL, count = 0, link = '', key_mark = ''",
        "DELETE FROM audit_entries WHERE id IN (2, 7)",
    )
    _lock(20)
    rows = _rows()
    assert [row.id for row in rows] == list(range(1, 12))
    assert [row.subject for row in rows] == [f"door:{door}" for door in (1, 3, 4, 5, 6, 8, 9, 10, 11, 12, 20)]
    assert {row.place_id for row in rows} == {7} and rows[0].about_id == 51
    assert verify().holds


def test_a_restored_backup_is_said_and_accepted_and_the_chain_goes_on(record: Flask) -> None:
    _do(*SET_BACK)
    fault = verify().fault
    assert fault is not None
    assert "restored a backup" in fault_words(fault)
    _lock(21)
    assert _found() == (faults.DIFFERS, 11, 12)
    accept(_fault(), "restored")
    _lock(22)
    assert verify().holds
    assert [row.fact for row in _rows()][-2:] == ["AuditAccepted", "DoorLocked"]
    _do("UPDATE audit_entries SET actor_id = 99 WHERE id = 3")
    assert _found() == (faults.CHANGED, 3, 3)


def test_a_lost_key_is_said_and_accepted_and_the_chain_goes_on(record: Flask) -> None:
    (current_app.config["DAYROOM"].instance / "audit.key").unlink()
    keys.forget_key()
    assert _fault().kind == faults.KEY
    assert "another key" in fault_words(_fault())
    accept(_fault(), "key-lost")
    _lock(22)
    report = verify()
    assert report.holds and report.accepted == ENTRIES
    _do("UPDATE audit_entries SET actor_id = 99 WHERE id = 14")
    assert _found() == (faults.CHANGED, 14, 14)


@pytest.mark.parametrize(
    "what", ["one is gone", "put in after the end", "actor_id is another", "all links taken away, to be adopted anew"]
)
def test_what_was_looked_into_is_passed_over_and_the_next_fault_is_found(record: Flask, what: str) -> None:
    statements = next(row[1] for row in TABLE if row[0] == what)
    _do(*statements)
    accept(_fault(), "looked-into")
    assert verify().holds
    _lock(22)
    assert verify().holds
    _do("UPDATE audit_entries SET actor_id = 99 WHERE fact = 'AuditAccepted'")
    assert verify().fault is not None, "who forges an acceptance is found"


def _fault() -> Fault:
    fault = verify().fault
    assert fault is not None
    return fault
