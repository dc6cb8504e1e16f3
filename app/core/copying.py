"""A copy of the whole house while it runs: its database as of one moment, its keys, its files. The copy is an instance folder itself."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

DATABASE = "dayroom.db"
HEADS = "audit.heads"
MAIL = "mail"
QUEUE = "jobs.db"
"""Not copied: letters that went to files, and the queue, which is filled anew from the promises in the database."""


class Unusable(Exception):
    """A folder that cannot be copied from or to. The words say why."""


def copy_house(instance: Path, to: Path) -> int:
    """Copy the instance folder to a new one; answers the bytes. Nobody waits for it, and nothing half made is left. Raises Unusable."""
    if not (instance / DATABASE).is_file():
        raise Unusable(f"There is no {DATABASE} in {instance}")
    if to.exists() and (not to.is_dir() or any(to.iterdir())):
        raise Unusable(f"{to} is there already. Give each copy a name of its own, such as one with the date")
    if to.resolve().is_relative_to(instance.resolve()):
        raise Unusable(f"{to} is inside the folder that is copied")
    making = to.with_name(f"{to.name}.making-{os.getpid()}")
    before = os.umask(0o077)
    try:
        making.mkdir(parents=True)
        _fill(instance, making)
        making.replace(to)
    except OSError as error:
        raise Unusable(f"{to} cannot be written: {error.strerror or error}") from error
    finally:
        os.umask(before)
        shutil.rmtree(making, ignore_errors=True)
    return sum(file.stat().st_size for file in to.rglob("*") if file.is_file())


def _fill(instance: Path, making: Path) -> None:
    # The heads first: a record that is older than its heads reads as one that lost its end.
    if (instance / HEADS).is_file():
        shutil.copy2(instance / HEADS, making / HEADS)
    _copy_database(instance / DATABASE, making / DATABASE)
    for each in sorted(instance.iterdir()):
        if each.name in (MAIL, HEADS) or each.name.startswith((QUEUE, DATABASE)):
            continue
        if each.is_dir():
            shutil.copytree(each, making / each.name, ignore_dangling_symlinks=True)
        else:
            shutil.copy2(each, making / each.name)


def _copy_database(file: Path, to: Path) -> None:
    """As it is at one moment, whoever writes meanwhile. Raises Unusable when the copy is not whole."""
    try:
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as source, closing(sqlite3.connect(to)) as copy:
            source.backup(copy)
            if copy.execute("PRAGMA quick_check").fetchone() != ("ok",):
                raise Unusable(f"The copy of {file} is not whole. Is the disk sound?")
    except sqlite3.Error as error:
        raise Unusable(f"{file} cannot be copied: {error}") from error
