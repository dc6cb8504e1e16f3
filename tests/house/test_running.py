"""The running house: it opens, keeps its children, ends with all of them, and says in one sentence why it cannot open."""

from __future__ import annotations

import os
import signal
import socket
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from app.core import run
from config import ROOT
from tests.available import redis_bin
from tests.house.running import PASSWORD, RunningHouse, children, is_alive, wait_for
from tests.postgres import PostgresServer
from tests.redis import redis_server


def test_the_first_run_opens_an_empty_community_with_its_admin(opened: RunningHouse) -> None:
    assert f"Dayroom is open: {opened.url}" in opened.said
    listed = opened.word("members", "list").stdout
    assert [line.split("\t")[0] for line in listed.splitlines()] == ["marta"]
    assert "admin on /" in listed
    assert 'community.name = "Heart Room"' in opened.word("settings", "list").stdout


def test_what_it_keeps_is_for_its_owner_alone(opened: RunningHouse) -> None:
    key = opened.instance / "secret_key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert len(key.read_text()) == 64


def test_the_next_run_asks_nothing_and_loads_nothing(house: RunningHouse) -> None:
    house.open("--empty")
    assert house.answers()
    connection = sqlite3.connect(house.instance / "dayroom.db")
    assert connection.execute("SELECT username FROM members").fetchall() == [("marta",)]
    connection.close()


@pytest.mark.parametrize("number, code", [(signal.SIGINT, 130), (signal.SIGTERM, 0), (signal.SIGHUP, 0)])
def test_it_ends_with_everything_it_started(house: RunningHouse, number: signal.Signals, code: int) -> None:
    house.open()
    started = children(house.pid)
    started += [child for pid in started for child in children(pid)]
    assert len(started) == 3
    assert house.close(number) == code
    assert wait_for(lambda: not any(is_alive(pid) for pid in started))
    assert "Traceback" not in house.said
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(("127.0.0.1", house.port))


def test_killed_outright_it_leaves_nothing_behind(house: RunningHouse) -> None:
    house.open()
    started = children(house.pid)
    started += [child for pid in started for child in children(pid)]
    os.kill(house.pid, signal.SIGKILL)
    assert wait_for(lambda: not any(is_alive(pid) for pid in started))


def test_a_child_that_dies_is_started_again(house: RunningHouse) -> None:
    house.open()
    server, worker = house.server(), house.worker()
    page_process = children(server)[0]
    os.kill(page_process, signal.SIGKILL)
    assert wait_for(lambda: children(server) not in ([], [page_process]) and house.answers())
    os.kill(worker, signal.SIGKILL)
    os.kill(server, signal.SIGKILL)
    assert wait_for(lambda: len(children(house.pid)) == 2 and not {server, worker} & set(children(house.pid)))
    assert wait_for(house.answers)
    house.close()
    assert "The job worker ended by itself; it is started again." in house.said
    assert "The server ended by itself; it is started again." in house.said


def _sentence(house: RunningHouse, *words: str, given: str = "", **more: str) -> str:
    done = house.ask(*words, given=given, **more)
    assert done.returncode == 1, done.stdout + done.stderr
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 1, done.stderr
    assert lines[0].startswith("Dayroom: ")
    return lines[0]


def test_a_taken_port_is_told_with_another_to_try(house: RunningHouse) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", house.port))
        other.listen()
        said = _sentence(house)
    assert f"Port {house.port} is taken" in said
    assert f"PORT={house.port + 1}" in said


@pytest.mark.parametrize(
    "settings, words",
    [
        ({"PORT": "eight"}, "PORT is a number"),
        ({"PORT": "99999"}, "from 1 to 65535"),
        ({"HOST": "192.0.2.1"}, "no address of this computer"),
        ({"TIMEZONE": "Mars/Olympus"}, "Mars/Olympus"),
        ({"TRUSTED_PROXIES": "300.1.1.1"}, "300.1.1.1"),
        ({"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"}, "The database does not answer"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(
    house: RunningHouse, settings: dict[str, str], words: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    # In this process: that a refusal is one line and ends with 1 in a process of its own is seen above.
    for name, value in house.environment(**settings).items():
        monkeypatch.setenv(name, value)
    assert run.main([]) == 1
    lines = capfd.readouterr().err.strip().splitlines()
    assert len(lines) == 1, lines
    assert lines[0].startswith("Dayroom: ")
    assert words in lines[0]


def test_with_nobody_to_ask_it_says_what_to_give(tmp_path: Path) -> None:
    said = _sentence(RunningHouse(tmp_path / "instance"), "--empty")
    assert "--password-stdin" in said


def test_a_first_admin_with_a_weak_password_opens_nothing(tmp_path: Path) -> None:
    house = RunningHouse(tmp_path / "instance")
    words = ("--empty", "--name", "Heart", "--admin", "marta", "--email", "marta@example.org", "--password-stdin")
    done = house.ask(*words, given="marta\n")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert house.word("members", "list").stdout == ""
    assert house.ask(*words[:1]).stderr.startswith("Dayroom: There is nobody to ask")


def _say_that_demo_is_loaded(instance: Path) -> None:
    connection = sqlite3.connect(instance / "dayroom.db")
    with connection:
        connection.execute("INSERT INTO settings (name, value) VALUES ('demo.loaded', 'true')")
    connection.close()


@pytest.mark.parametrize("settings", [{"HOST": "0.0.0.0"}, {"PUBLIC_URL": "https://talk.example.org"}])
def test_the_demo_people_are_not_shown_to_the_world(house: RunningHouse, tmp_path: Path, settings: dict[str, str]) -> None:
    _say_that_demo_is_loaded(house.instance)
    assert "stay on this computer" in _sentence(house, **settings)
    fresh = RunningHouse(tmp_path / "fresh")
    assert "stay on this computer" in _sentence(fresh, **settings)


def test_a_demo_community_is_not_turned_into_a_real_one(house: RunningHouse) -> None:
    _say_that_demo_is_loaded(house.instance)
    assert "DAYROOM_INSTANCE" in _sentence(house, "--empty")


def test_words_prepare_a_new_database_and_refuse_an_old_one(house: RunningHouse, tmp_path: Path) -> None:
    fresh = RunningHouse(tmp_path / "fresh")
    assert fresh.word("members", "list").returncode == 0
    connection = sqlite3.connect(house.instance / "dayroom.db")
    with connection:
        connection.execute("UPDATE alembic_version SET version_num = '0001'")
    connection.close()
    done = house.word("members", "list")
    assert done.returncode == 1
    assert "./dayroom database upgrade" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_unknown_word_is_told_plainly(house: RunningHouse) -> None:
    done = house.word("dance")
    assert done.returncode == 2
    assert "No such command 'dance'" in done.stderr


def test_starting_loads_no_tables_that_nobody_reads(house: RunningHouse) -> None:
    """Names of places for every telephone number of the world cost three seconds at each start and 200 MB in each process."""
    program = "import sys, app; from config import Config; app.create_app(Config(testing=True)); print(len(sys.modules), *sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, env=house.environment(), capture_output=True, text=True, check=True)
    modules = set(done.stdout.split())
    for heavy in ("phonenumbers.geodata", "phonenumbers.carrierdata", "phonenumbers.tzdata", "numpy", "playwright", "pytest"):
        assert heavy not in modules, heavy


def test_it_opens_on_postgresql_and_redis_too(postgres: PostgresServer | None, tmp_path: Path) -> None:
    programs = redis_bin()
    if postgres is None:
        pytest.skip("PostgreSQL is not here")
    if programs is None:
        pytest.skip("Redis is not here")
    postgres.create("house")
    with redis_server(programs) as redis_url:
        url = f"postgresql://postgres@/house?host={postgres.folder}"
        house = RunningHouse(tmp_path / "instance", DATABASE_URL=url, REDIS_URL=redis_url)
        try:
            words = ("--empty", "--name", "Heart", "--admin", "marta", "--email", "marta@example.org", "--password-stdin")
            house.open(*words, given=f"{PASSWORD}\n")
            assert house.answers()
            assert house.word("members", "list").stdout.startswith("marta\t")
            assert not (house.instance / "dayroom.db").exists()
            assert not (house.instance / "jobs.db").exists()
            assert house.close() == 130
        finally:
            house.end()
