"""Files of one JSON object a line, as streams: each line with its number and its place in the file, so that it can be read again."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from app.imports.fields import Unreadable, kind_of

LONGEST_LINE = 1024 * 1024
"""Bytes. A longer line is skipped without being held in memory."""


class FileChanged(Exception):
    """A file of the export is not any more what it was when it was looked through."""


@dataclass(frozen=True)
class Line:
    """One object: `number` counts from 1, `offset` is where it begins, in bytes."""

    number: int
    offset: int
    data: dict[str, Any]


@dataclass(frozen=True)
class Broken:
    """A line that holds no object, and why."""

    number: int
    reason: Unreadable


def read_lines(path: Path) -> Iterator[Line | Broken]:
    """Every line that is not empty, in order. Raises OSError when the file cannot be read."""
    with path.open("rb") as file:
        number, offset = 0, 0
        while raw := file.readline(LONGEST_LINE + 1):
            number += 1
            is_whole = len(raw) <= LONGEST_LINE
            length = len(raw) if is_whole else len(raw) + _rest_of_line(file)
            if not is_whole:
                yield Broken(number, Unreadable("line_too_long"))
            elif raw.strip(b" \t\r\n\xef\xbb\xbf"):
                yield _parsed(raw, number, offset)
            offset += length


def read_again(path: Path, places: Iterable[tuple[int, int]]) -> dict[int, dict[str, Any]]:
    """The objects at `places` (number, offset), by number. Raises OSError, FileChanged."""
    found: dict[int, dict[str, Any]] = {}
    with path.open("rb") as file:
        for number, offset in sorted(places):
            file.seek(offset)
            line = _parsed(file.readline(LONGEST_LINE + 1), number, offset)
            if isinstance(line, Broken):
                raise FileChanged(path.name)
            found[number] = line.data
    return found


def _parsed(raw: bytes, number: int, offset: int) -> Line | Broken:
    try:
        data = json.loads(raw.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return Broken(number, Unreadable("not_utf8"))
    except (ValueError, RecursionError):
        return Broken(number, Unreadable("bad_json" if raw.endswith(b"\n") else "cut_off"))
    if not isinstance(data, dict):
        return Broken(number, Unreadable("not_an_object", found=kind_of(data)))
    return Line(number, offset, data)


def _rest_of_line(file: BinaryIO) -> int:
    """Skip to the end of the line; answers how many bytes that was."""
    skipped = 0
    while part := file.readline(LONGEST_LINE):
        skipped += len(part)
        if part.endswith(b"\n"):
            break
    return skipped
