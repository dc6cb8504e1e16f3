"""The kernel's words of `./dayroom`."""

from __future__ import annotations

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import update

from app.core import terminal
from app.core.command import command
from app.core.db import db
from app.core.jobs import ATTEMPTS, JOBS, Promise, defer
from app.core.navigation import NAME
from app.core.terminal import needs_database


def _run(app: Flask, *words: str) -> Result:
    return app.test_cli_runner().invoke(args=list(words))


@command
def _promise(name: str, attempts: int = 0) -> None:
    defer(name)
    db.session.execute(update(Promise).where(Promise.job == name).values(attempts=attempts))


def test_a_setting_is_listed_set_and_in_force(app: Flask) -> None:
    done = _run(app, "settings", "set", "community.name", "Heart Room")
    assert (done.exit_code, done.output) == (0, 'community.name = "Heart Room"\n')
    assert NAME.get() == "Heart Room"
    assert 'community.name = "Heart Room"' in _run(app, "settings", "list").output


@pytest.mark.parametrize(
    "name, value, words",
    [("community.nmae", "x", "There is no setting of that name"), ("community.brand", "reddish", "not allowed")],
)
def test_a_setting_that_cannot_be_is_refused_in_plain_words(app: Flask, name: str, value: str, words: str) -> None:
    done = _run(app, "settings", "set", name, value)
    assert done.exit_code == 1
    assert words in done.output


def test_jobs_are_run_listed_and_retried(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[int] = []
    monkeypatch.setitem(JOBS, "test.ring", lambda: ran.append(1))
    _promise("test.ring")
    _promise("test.gone", attempts=ATTEMPTS)
    assert "test.gone\t8 tries\tgiven up" in _run(app, "jobs", "list").output
    assert _run(app, "jobs", "retry").output == "1 will be tried again.\n"
    assert _run(app, "jobs", "run").output == "2 tried, 1 still waiting.\n"
    assert ran == [1]
    assert "KeyError" in _run(app, "jobs", "list").output


def test_the_database_says_that_it_is_up_to_date(app: Flask) -> None:
    assert _run(app, "database", "upgrade").output == "The database is up to date.\n"


def test_trouble_is_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    terminal.say_trouble(terminal.Trouble("The folder is closed."))
    assert capsys.readouterr().err == "Dayroom: The folder is closed.\n"


def test_checking_texts_asks_for_no_database_and_every_other_work_does(app: Flask) -> None:
    free = (["guidelines", "check"], ["guidelines", "evaluate", "jobs.jsonl"], ["guidelines", "train", "list"], ["jobs", "--help"])
    assert [words for words in free if needs_database(app.cli, words)] == []
    bound = (["jobs", "list"], ["guidelines", "load-first"], ["import", "check"])
    assert [words for words in bound if not needs_database(app.cli, words)] == []
