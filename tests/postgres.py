"""A throw-away PostgreSQL for one test session: a fresh folder, a socket in it, gone at the end. Works as root and not."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

OPTIONS = (
    "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c listen_addresses='' "
    "-c max_connections=60 -c shared_buffers=64MB"
)


class PostgresServer:
    """Makes, keeps and lays databases by copying templates, which is faster than emptying tables."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def url(self, name: str) -> str:
        return f"postgresql+psycopg://postgres@/{name}?host={self.folder}"

    def create(self, name: str) -> str:
        """An empty database `name`; answers its address."""
        self._run(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)', f'CREATE DATABASE "{name}" TEMPLATE template0')
        return self.url(name)

    def keep(self, name: str, kept: str) -> None:
        """Keep `name` as it is now as `kept`."""
        self._run(f'DROP DATABASE IF EXISTS "kept_{kept}"', f'CREATE DATABASE "kept_{kept}" TEMPLATE "{name}"')

    def lay(self, name: str, kept: str) -> None:
        """Make `name` a copy of `kept`."""
        self._run(
            f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)',
            f'CREATE DATABASE "{name}" TEMPLATE "kept_{kept}" STRATEGY FILE_COPY',
        )

    def _run(self, *statements: str) -> None:
        with psycopg.connect(f"host={self.folder} user=postgres dbname=postgres", autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement)  # type: ignore[call-overload]


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
    try:
        yield PostgresServer(folder)
    finally:
        run(str(programs / "pg_ctl"), "-D", str(data), "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)
