"""Moving from the file into PostgreSQL: killed in the middle and resumed, equal row by row, and what people meet meanwhile."""

from __future__ import annotations

import os
import signal
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import psycopg
import pytest
from flask import Flask, current_app
from sqlalchemy import func, select, text, update

from app import create_app
from app.accounts.actor import SYSTEM
from app.accounts.commands import NewMember, add_member
from app.accounts.models import GoneMember, Member
from app.audit.verifying import verify
from app.core import clock, jobs
from app.core.command import command
from app.core.db import db
from app.core.jobs import Promise
from app.core.moving import move as moving
from app.core.moving.cli import move_to
from app.core.moving.move import Differs, Moved, move, our_tables
from app.core.moving.source import Broken, Source
from app.core.moving.target import Refused, Target, open_target
from app.core.moving.writing_out import Unreadable, line_of, writer_for
from app.core.policy import Closed
from app.core.settings import store
from app.discussions.models import Post
from app.lab.models import CheckTrip
from app.moderation.measures import SLOW_POSTS_A_DAY
from config import Config
from tests.conftest import Site
from tests.postgres import PostgresServer
from tests.site.visits import browser_as, page, send
from tests.world import World

AWKWARD = "Tab\there, back\\slash,\r\nline\x0bend \\N é 🌱"
WORDS = "I was told to bring slippers."


@pytest.fixture
def new_place(postgres: PostgresServer | None) -> str:
    if postgres is None:
        pytest.skip("PostgreSQL is not here")
    return postgres.create("moving").replace("+psycopg", "")


@pytest.fixture
def file(world: World, site: Site, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The file of the community of `tests.world`, with rows of every awkward kind; it goes over in small batches."""
    _live_in(world)
    db.session.remove()
    monkeypatch.setattr(moving, "ROWS_AT_ONCE", 4)
    yield site.folder / "dayroom.db"
    db.session.remove()
    Source(site.folder / "dayroom.db").open_again()


@command
def _live_in(world: World) -> None:
    store(SLOW_POSTS_A_DAY.name, 7)
    db.session.get_one(Member, world.members["ruth"]).about = AWKWARD
    db.session.add(Promise(job="nobody.knows", arguments={"id": 7, "words": [1, 2.5, None, True]}, due_at=clock.now()))
    db.session.add(GoneMember(id=4000, left_at=clock.now(), choice="keep"))
    at, numbers = (
        clock.now(),
        dict.fromkeys(("first_draft_id", "checked", "touched", "usual_checked", "usual_touched"), 1),
    )
    db.session.add(CheckTrip(check_name="a", scope_path="/", state="running", at=at, chance=0.1 + 0.2, **numbers))
    # A post that answers a later one: rows may point ahead.
    corner = world.corners["public"]
    db.session.execute(update(Post).where(Post.id == corner.opening).values(reply_to_id=corner.published))


def test_a_move_that_is_killed_goes_on_and_ends_with_the_same_community(
    file: Path, new_place: str, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert _killed_after(30, file, new_place) == signal.SIGKILL
    _people_read_and_cannot_write(world)
    rows = sum(Source(file).count(table) for table in our_tables())
    assert 0 < _copied_rows(new_place) < rows
    with monkeypatch.context() as patched:
        patched.setattr(Target, "put_in_order", _spoiling(Target.put_in_order))
        with pytest.raises(Differs, match="posts is not the same on both sides: as many rows"):
            _move(file, new_place)
    assert Source(file).mark() > 0, "it has not moved"
    with psycopg.connect(new_place) as there:
        there.execute("UPDATE posts SET body = left(body, -1) WHERE id = (SELECT max(id) FROM posts)")
    assert _copied_rows(new_place) == rows, "nothing was copied twice"
    assert _move(file, new_place) == Moved(tables=len(our_tables()), rows=rows, copied=0)
    _lives_there(new_place, world)
    with pytest.raises(Closed, match="moved"):
        jobs.try_again()


def _spoiling(put_in_order: Callable[..., None]) -> Callable[..., None]:
    """One letter is another one on the other side."""

    def spoil(self: Target, tables: Sequence[Any]) -> None:
        put_in_order(self, tables)
        self.connection.execute("UPDATE posts SET body = body || ' ' WHERE id = (SELECT max(id) FROM posts)")

    return spoil


def _people_read_and_cannot_write(world: World) -> None:
    """Somebody new to a discussion reads it, and their words come back to them when they answer."""
    corner, kit = world.corners["public"], browser_as(world, "maren")
    assert "Ablation on Thursday" in page(kit, f"/discussions/{corner.discussion}-ablation-on-thursday")
    answer = send(
        kit, f"/discussions/{corner.discussion}/replies", f"/posts/{corner.opening}/reply", body=WORDS, do="post"
    )
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "120")
    assert WORDS in answer.text
    assert "moving" in answer.text
    waiting = db.session.scalar(select(func.count()).select_from(Promise))
    assert jobs.run_due() == 0
    assert waiting == db.session.scalar(select(func.count()).select_from(Promise).where(Promise.attempts == 0))
    db.session.remove()


def _lives_there(new_place: str, world: World) -> None:
    """The application finds everything there: the record holds, keys hold, and no number is given again."""
    config: Config = current_app.config["DAYROOM"]
    there = create_app(Config(instance=config.instance, database_url=new_place, secret_key="test", testing=True))
    with there.app_context():
        report = verify()
        assert (report.fault, report.entries > 20) == (None, True)
        assert db.session.get_one(Member, world.members["ruth"]).about == AWKWARD
        assert SLOW_POSTS_A_DAY.get() == 7
        assert db.session.scalar(select(CheckTrip.chance)) == 0.1 + 0.2
        assert db.session.scalar(select(Promise.arguments).where(Promise.job == "nobody.knows")) == {
            "id": 7,
            "words": [1, 2.5, None, True],
        }
        new = add_member(SYSTEM, NewMember("linde", "Linde", email="linde@example.org"))
        assert new == 4001, "behind the highest number that anybody had"
        assert verify().fault is None
        keys = sum(len(table.foreign_keys) for table in our_tables())
        assert db.session.scalar(text("SELECT count(*) FROM pg_constraint WHERE contype = 'f'")) == keys
        db.session.remove()
        db.engine.dispose()


def test_only_an_empty_place_is_taken_or_the_one_that_this_move_began(file: Path, new_place: str, world: World) -> None:
    with psycopg.connect(new_place, autocommit=True) as there:
        there.execute("CREATE TABLE theirs (id int)")
    said = _word(new_place)
    assert (said.exit_code, "not empty" in said.output) == (1, True)
    with psycopg.connect(new_place, autocommit=True) as there:
        there.execute("DROP TABLE theirs")
    _killed_after(5, file, new_place)
    assert "open for writing again" in _word("--give-up").output
    assert Source(file).mark() == 0
    with pytest.raises(Refused, match="another move"):
        _move(file, new_place)
    assert "postgresql://" in _word("mysql://root@localhost/a").output


def test_a_file_with_something_unknown_in_it_is_left_as_it_is(file: Path, new_place: str) -> None:
    with sqlite3.connect(file) as other:
        other.execute("CREATE TABLE extra (id integer)")
    with pytest.raises(Broken, match="extra"):
        _move(file, new_place)
    assert Source(file).mark() == 0


def test_every_column_has_a_way_to_be_written_out_and_a_wrong_value_has_none(app: Flask) -> None:
    columns = [column for table in our_tables() for column in table.columns]
    assert len([writer_for(column) for column in columns]) == len(columns)
    about = Member.__table__.c.about
    for value in ("nul \x00", "half \ud83c", 7):
        with pytest.raises(Unreadable):
            line_of([writer_for(about)], [value])


def _move(file: Path, new_place: str) -> Moved:
    with open_target(new_place) as target:
        return move(Source(file), target, lambda _words: None)


def _word(*words: str) -> Any:
    return current_app.test_cli_runner().invoke(move_to, list(words))


def _killed_after(batches: int, file: Path, new_place: str) -> int:
    """Move in a process of its own, which kills itself with a batch half written; answers the signal that it died of."""
    pid = os.fork()
    if pid:
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) * -1
    written = 0
    write = Target.write

    def die(self: Target, table: Any, lines: Any, *rest: Any) -> None:
        nonlocal written
        written += 1
        write(self, table, _dying(lines) if written == batches else lines, *rest)

    Target.write = die  # type: ignore[method-assign]
    try:
        _move(file, new_place)
    finally:
        os._exit(0)


def _dying(lines: Any) -> Iterator[bytes]:
    yield next(iter(lines))
    os.kill(os.getpid(), signal.SIGKILL)


def _copied_rows(new_place: str) -> int:
    with psycopg.connect(new_place) as there:
        found = there.execute(
            "SELECT coalesce(sum((value->>'rows')::int), 0) FROM dayroom_move WHERE name LIKE 'table %'"
        )
        return int((found.fetchone() or (0,))[0])
