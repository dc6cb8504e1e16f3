"""A copy of the house while it runs: whole as of one moment, with everything that is needed to open it, and never half made."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from threading import Event, Thread

import pytest
from flask import Flask

from app.core.copying import Unusable, copy_house


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """An instance folder whose database keeps two sums that are always equal."""
    instance = tmp_path / "instance"
    (instance / "files" / "own-data").mkdir(parents=True)
    (instance / "mail").mkdir()
    for name in ("secret_key", "audit.key", "audit.heads", "jobs.db", "dayroom.db-turn", "mail/1.eml", "files/own-data/3.zip"):
        (instance / name).write_text(name)
    with closing(sqlite3.connect(instance / "dayroom.db")) as made:
        made.execute("PRAGMA journal_mode=WAL")
        made.executescript("CREATE TABLE one (value); CREATE TABLE two (value)")
    return instance


def test_the_copy_holds_all_that_opens_the_house_as_of_one_moment_while_others_write(house: Path, tmp_path: Path) -> None:
    begun, over = Event(), Event()

    def write() -> None:
        with closing(sqlite3.connect(house / "dayroom.db")) as mine:
            while not over.is_set():
                with mine:
                    mine.execute("INSERT INTO one VALUES (hex(randomblob(2000)))")
                    mine.execute("INSERT INTO two VALUES (1)")
                begun.set()

    writer = Thread(target=write)
    writer.start()
    try:
        assert begun.wait(10)
        size = copy_house(house, tmp_path / "copies" / "monday")
    finally:
        over.set()
        writer.join()
    copy = tmp_path / "copies" / "monday"
    held = sorted(str(file.relative_to(copy)) for file in copy.rglob("*") if file.is_file())
    assert held == ["audit.heads", "audit.key", "dayroom.db", "files/own-data/3.zip", "secret_key"]
    assert size > 4000 and [file.name for file in copy.parent.iterdir()] == ["monday"]
    assert copy.stat().st_mode & 0o077 == 0 and (copy / "dayroom.db").stat().st_mode & 0o077 == 0, "it holds the keys"
    with closing(sqlite3.connect(copy / "dayroom.db")) as opened:
        ones, twos = (opened.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in ("one", "two"))
    assert ones == twos > 0


def test_what_is_there_already_is_never_written_over(house: Path, tmp_path: Path) -> None:
    taken = tmp_path / "taken"
    taken.mkdir()
    (taken / "dayroom.db").write_text("an older copy")
    for to, why in ((taken, "is there already"), (house / "copy", "inside the folder"), (house / "secret_key", "is there already")):
        with pytest.raises(Unusable, match=why):
            copy_house(house, to)
    with pytest.raises(Unusable, match=r"no dayroom\.db"):
        copy_house(tmp_path / "nowhere", tmp_path / "copy")
    assert (taken / "dayroom.db").read_text() == "an older copy"


def test_a_broken_database_leaves_no_half_copy(house: Path, tmp_path: Path) -> None:
    (house / "dayroom.db").write_text("This is no database at all." * 99)
    with pytest.raises(Unusable, match="cannot be copied"):
        copy_house(house, tmp_path / "copies" / "monday")
    assert list((tmp_path / "copies").iterdir()) == []


def test_the_command_says_how_to_open_the_copy(app: Flask, house: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def run(**given: str) -> tuple[int, str]:
        monkeypatch.setitem(app.config, "DAYROOM", replace(app.config["DAYROOM"], instance=house, **given))
        done = app.test_cli_runner().invoke(args=["backup", str(tmp_path / "monday")])
        return done.exit_code, done.output

    code, said = run(database_url="postgresql://somebody@example.org/house")
    assert code == 1 and "pg_dump" in said
    code, said = run(database_url="")
    assert code == 0 and f"DAYROOM_INSTANCE={tmp_path / 'monday'} ./dayroom run" in said
    assert run(database_url="")[0] == 1
