"""`./dayroom audit`: plain words, and an exit code that a script can read."""

from __future__ import annotations

import re

import pytest
from click.testing import Result
from flask import Flask

from app.audit import verifying
from app.audit.heads import heads_file
from app.core.db import db
from app.core.opening import greeting
from tests.audit.test_tampering_commands import SET_BACK, _do, _lock


def _run(app: Flask, *words: str) -> Result:
    db.session.remove()
    return app.test_cli_runner().invoke(args=["audit", *words])


def test_verify_says_what_holds_and_what_does_not(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    _lock(1, 2, 3)
    done = _run(app, "verify")
    assert (done.exit_code, done.output) == (0, "The record holds: 3 entries, compared with 1 noted head.\n")
    monkeypatch.setattr(verifying, "TELL_EVERY", 1)
    assert "1 of 3 entries\n2 of 3 entries\n" in _run(app, "verify").stderr
    _do("UPDATE audit_entries SET actor_id = 9 WHERE id = 2")
    done = _run(app, "verify")
    assert done.exit_code == 1
    assert re.search(r"Entry 2 \(DoorLocked, .+\) was changed after it was written\.", done.output)
    done = _run(app, "accept", "--reason", "looked-into")
    assert (done.exit_code, "The rest of the record holds." in done.output) == (0, True)
    done = _run(app, "verify")
    assert (done.exit_code, "1 entry passed over: accepted before." in done.output) == (0, True)
    assert "nothing to accept" in _run(app, "accept", "--reason", "restored").output
    assert _run(app, "accept", "--reason", "because").exit_code == 2


def test_a_head_that_was_written_down_finds_a_cut_end(app: Flask) -> None:
    for door in range(1, 13):
        _lock(door)
    head = _run(app, "head").output.strip()
    assert re.fullmatch(r"12:[0-9a-f]{64}", head)
    heads_file().unlink()
    assert _run(app, "verify", "--head", head).exit_code == 0
    _do(*SET_BACK)
    assert _run(app, "verify").exit_code == 0
    done = _run(app, "verify", "--head", head)
    assert (done.exit_code, "entries 11 to 12 are missing" in done.output) == (1, True)
    assert _run(app, "verify", "--head", "twelve").exit_code == 2


def test_an_empty_record_holds_and_each_start_says_where_the_key_is(app: Flask) -> None:
    assert _run(app, "verify").output == "The record holds: no entries, compared with no noted heads.\n"
    assert _run(app, "head").output.strip() == f"0:{'0' * 64}"
    assert [line for line in greeting() if "audit.key" in line and "audit.heads" in line]
