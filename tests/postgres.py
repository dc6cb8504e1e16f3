"""A throw-away PostgreSQL for one test session: a fresh folder, a socket in it, gone at the end. Works as root and not."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

OPTIONS = (
    "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c listen_addresses='' "
    "-c max_connections=60 -c shared_buffers=64MB "
    # What it throws away at the end is not made safe either; and no plan of these tests repays being compiled.
    "-c wal_level=minimal -c max_wal_senders=0 -c checkpoint_timeout=1d -c max_wal_size=4GB -c jit=off"
)


@dataclass(frozen=True)
class Rows:
    """What a kept database holds: its tables, the rows of those that have any, and where each sequence stands."""

    tables: tuple[str, ...]
    rows: dict[str, bytes]
    sequences: dict[str, int | None]


class PostgresServer:
    """Makes, keeps and lays databases. A kept one is a template, and its rows: laying these again is the faster way."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.kept: dict[str, Rows] = {}
        self.open: dict[str, psycopg.Connection[Any]] = {}

    def url(self, name: str) -> str:
        return f"postgresql+psycopg://postgres@/{name}?host={self.folder}"

    def create(self, name: str) -> str:
        """An empty database `name`; answers its address."""
        self._run(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)', f'CREATE DATABASE "{name}" TEMPLATE template0')
        return self.url(name)

    def keep(self, name: str, kept: str) -> None:
        """Keep `name` as it is now as `kept`."""
        self._run(f'DROP DATABASE IF EXISTS "kept_{kept}"', f'CREATE DATABASE "kept_{kept}" TEMPLATE "{name}"')
        with self._connect(name) as connection:
            self.kept[kept] = _read_rows(connection)

    def lay(self, name: str, kept: str) -> bool:
        """Make `name` a copy of `kept`: its rows where the tables still fit, else the whole of it. Whether the rows were enough."""
        try:
            with self._warm(name).transaction():
                _write_rows(self._warm(name), self.kept[kept])
            return True
        except psycopg.Error:
            self._run(
                f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)',
                f'CREATE DATABASE "{name}" TEMPLATE "kept_{kept}" STRATEGY FILE_COPY',
            )
            return False

    def written(self) -> str:
        """How far the log of all that is written has come."""
        if "postgres" not in self.open:
            self.open["postgres"] = self._connect("postgres")
            self.open["postgres"].autocommit = True
        found = self.open["postgres"].execute("SELECT pg_current_wal_insert_lsn()::text").fetchone()
        assert found is not None
        return str(found[0])

    def close(self) -> None:
        """End what stayed open."""
        while self.open:
            self.open.popitem()[1].close()

    def _warm(self, name: str) -> psycopg.Connection[Any]:
        """A connection that stays open: a new one has to read about every table first, which takes longer than writing the rows."""
        found = self.open.get(name)
        if found is None or found.closed:
            found = self.open[name] = self._connect(name)
        return found

    def _connect(self, name: str) -> psycopg.Connection[Any]:
        return psycopg.connect(f"host={self.folder} user=postgres dbname={name}")

    def _run(self, *statements: str) -> None:
        # A database is neither dropped nor copied while somebody is connected to it.
        self.close()
        with psycopg.connect(f"host={self.folder} user=postgres dbname=postgres", autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement)


def _tables(connection: psycopg.Connection[Any]) -> tuple[str, ...]:
    found = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename")
    return tuple(name for (name,) in found)


def _read_rows(connection: psycopg.Connection[Any]) -> Rows:
    tables, rows = _tables(connection), {}
    for table in tables:
        with connection.cursor().copy(f'COPY "{table}" TO STDOUT (FORMAT BINARY)') as copy:
            rows[table] = b"".join(bytes(part) for part in copy)
    empty = min(map(len, rows.values()), default=0)
    sequences = connection.execute("SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public'")
    return Rows(tables, {name: data for name, data in rows.items() if len(data) > empty}, dict(sequences.fetchall()))


def _write_rows(connection: psycopg.Connection[Any], kept: Rows) -> None:
    """Raises psycopg.Error when the tables are others now, or somebody still holds one."""
    connection.execute("SET LOCAL lock_timeout = '2s'")
    connection.execute("SET LOCAL session_replication_role = replica")
    if _tables(connection) != kept.tables:
        raise psycopg.ProgrammingError("other tables")
    connection.execute(";".join(f'DELETE FROM "{table}"' for table in kept.tables))
    for table, data in kept.rows.items():
        with connection.cursor().copy(f'COPY "{table}" FROM STDIN (FORMAT BINARY)') as copy:
            copy.write(data)
    begin = "SELECT setval('{}', {}, {})"
    steps = [begin.format(name, at or 1, str(at is not None).lower()) for name, at in kept.sequences.items()]
    connection.execute(";".join(steps) or "SELECT 1")


def postgres_bin() -> Path | None:
    """The folder with initdb and pg_ctl, newest version first, or None."""
    found = shutil.which("initdb")
    places = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: -int(path.parent.name.split(".")[0]))
    candidates = [*places, *([Path(found).parent] if found else [])]
    return next((path for path in candidates if (path / "initdb").exists() and (path / "pg_ctl").exists()), None)


@contextmanager
def postgres_server() -> Iterator[PostgresServer | None]:
    """A running server, or None where PostgreSQL is not installed."""
    programs = postgres_bin()
    if programs is None:
        yield None
        return
    folder = Path(tempfile.mkdtemp(prefix="dayroom-pg-"))
    as_postgres = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    if as_postgres:
        shutil.chown(folder, "postgres")
    data = folder / "data"

    def run(*words: str) -> None:
        subprocess.run([*as_postgres, *words], check=True, capture_output=True, cwd=folder)

    run(
        str(programs / "initdb"),
        "-D",
        str(data),
        "-U",
        "postgres",
        "-A",
        "trust",
        "--no-sync",
        "-E",
        "UTF8",
        "--locale=C.UTF-8",
    )
    run(
        str(programs / "pg_ctl"),
        "-D",
        str(data),
        "-w",
        "-l",
        str(folder / "log"),
        "-o",
        f"{OPTIONS} -k {folder}",
        "start",
    )
    server = PostgresServer(folder)
    try:
        yield server
    finally:
        server.close()
        run(str(programs / "pg_ctl"), "-D", str(data), "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)
