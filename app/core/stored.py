"""Files of our own making in the instance folder, by kind and name: readable by this installation's user alone.

One place for all of them, so that they can be kept elsewhere some day without a line changed where they are made.
"""

from __future__ import annotations

import re
import secrets
import shutil
from collections.abc import Collection
from datetime import datetime
from pathlib import Path

from flask import current_app

from config import Config

_NAME = re.compile(r"[a-zA-Z0-9_-]{1,80}(\.[a-z0-9]{1,8})?")


def new_name(ending: str) -> str:
    """A name that nobody can guess: 'k3…9.zip'."""
    return f"{secrets.token_hex(20)}.{ending}"


def path_of(kind: str, name: str) -> Path:
    """Where the file is, or will be; its folder is there. Raises ValueError for a name that is no plain one."""
    if not _NAME.fullmatch(kind) or not _NAME.fullmatch(name):
        raise ValueError("a kind and a name are plain words")
    config: Config = current_app.config["DAYROOM"]
    folder = config.instance / "files" / kind
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder / name


def forget(kind: str, name: str) -> None:
    """Delete the file; not there, nothing happens."""
    if name:
        path_of(kind, name).unlink(missing_ok=True)


def forget_strays(kind: str, named: Collection[str], before: datetime) -> int:
    """Delete what lies among the files of a kind, last changed before a time, and is not `named`: what somebody killed left behind.

    Answers how many files and folders went.
    """
    gone = 0
    for found in path_of(kind, "any").parent.iterdir():
        if found.name in named or found.lstat().st_mtime >= before.timestamp():
            continue
        if found.is_dir() and not found.is_symlink():
            shutil.rmtree(found, ignore_errors=True)
        else:
            found.unlink(missing_ok=True)
        gone += 1
    return gone
