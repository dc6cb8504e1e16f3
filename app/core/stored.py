"""Files of our own making, by kind and name: readable by this installation's user alone.

What makes and fetches them knows a `Store` and no folder. `FolderStore` keeps them in `files/` of the instance folder; another, say for
S3, has the same four words and is put in its place in `init_stored`.
"""

from __future__ import annotations

import os
import re
import secrets
import shutil
import tempfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Protocol

from flask import Flask, current_app

from config import Config

_NAME = re.compile(r"[a-zA-Z0-9_-]{1,80}(\.[a-z0-9]{1,8})?")
MAKING = "making"
"""Folder for what is not whole yet; no kind is called so."""


@dataclass(frozen=True)
class Found:
    """A file that is there, and when it was last changed."""

    name: str
    changed_at: datetime


class Store(Protocol):
    """Where files are. Kinds and names are plain words: ValueError for others."""

    def put(self, kind: str, name: str, file: Path) -> int:
        """Keep what `file` holds under that name, whole or not at all; answers how many bytes. `file` may be gone afterwards."""
        ...

    def get(self, kind: str, name: str) -> IO[bytes] | None:
        """Its bytes, to read and to seek in; None when it is not there. Whoever asks closes it."""
        ...

    def delete(self, kind: str, name: str) -> None:
        """Not there, nothing happens."""
        ...

    def names(self, kind: str) -> Iterator[Found]:
        """Everything of a kind, in no order."""
        ...


class FolderStore:
    """Files in a folder, a folder for each kind in it. Several machines that share it see the same."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, kind: str, name: str, file: Path) -> int:
        """As `Store.put`: it is in its place at once, so that nobody ever fetches half of it."""
        place, part = self._place(kind, name), _making(self.folder) / secrets.token_hex(8)
        shutil.move(file, part)
        part.chmod(0o600)
        size = part.stat().st_size
        part.rename(place)
        return size

    def get(self, kind: str, name: str) -> IO[bytes] | None:
        """As `Store.get`."""
        try:
            return self._place(kind, name).open("rb")
        except FileNotFoundError:
            return None

    def delete(self, kind: str, name: str) -> None:
        """As `Store.delete`; a folder goes with what is in it."""
        place = self._place(kind, name)
        if place.is_dir() and not place.is_symlink():
            shutil.rmtree(place, ignore_errors=True)
        else:
            place.unlink(missing_ok=True)

    def names(self, kind: str) -> Iterator[Found]:
        """As `Store.names`."""
        for entry in os.scandir(self._place(kind, "any").parent):
            with suppress(FileNotFoundError):
                yield Found(entry.name, datetime.fromtimestamp(entry.stat(follow_symlinks=False).st_mtime, UTC))

    def _place(self, kind: str, name: str) -> Path:
        if not _NAME.fullmatch(kind) or kind == MAKING or not _NAME.fullmatch(name):
            raise ValueError("a kind and a name are plain words")
        folder = self.folder / kind
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return folder / name


def init_stored(app: Flask, config: Config) -> None:
    """Say where the application's files are."""
    app.extensions["stored"] = FolderStore(config.instance / "files")


def store() -> Store:
    """Where the application's files are."""
    found: Store = current_app.extensions["stored"]
    return found


def new_name(ending: str) -> str:
    """A name that nobody can guess: 'k3…9.zip'."""
    return f"{secrets.token_hex(20)}.{ending}"


@contextmanager
def workplace() -> Iterator[Path]:
    """A folder of this machine to make a file in, for nobody else to read; gone afterwards."""
    with tempfile.TemporaryDirectory(dir=_making(_files())) as folder:
        yield Path(folder)


def forget_strays(kind: str, named: Collection[str], before: datetime) -> int:
    """Delete what of a kind is not `named`, and what somebody began to make, both last changed before a time: killed jobs left it.

    Answers how many files and folders went.
    """
    old = [found.name for found in store().names(kind) if found.name not in named and found.changed_at < before]
    for name in old:
        store().delete(kind, name)
    begun = [each for each in _making(_files()).iterdir() if each.lstat().st_mtime < before.timestamp()]
    for each in begun:
        shutil.rmtree(each) if each.is_dir() else each.unlink(missing_ok=True)
    return len(old) + len(begun)


def _files() -> Path:
    config: Config = current_app.config["DAYROOM"]
    return config.instance / "files"


def _making(files: Path) -> Path:
    folder = files / MAKING
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder
