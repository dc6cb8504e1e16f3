"""What things need, kept in a file beside what it was worked out from, so that a start reads no phrase and takes no pattern apart.

`./dayroom guidelines index` (and `train`) writes the files. Each says from which bytes it was made: where those have been changed since,
the file is not used, and all is worked out anew at each start.

    [words]         a line each: a word, and the numbers of the choices that it is in
    [beginnings]    the same for words that begin so
    [high]          a line for each thing of that name: `3 17 0` are the numbers of its choices, the most telling first, and behind
                    each `|` ways of which one must be filled: `| 4 5 / 6` is choices 4 and 5, or choice 6
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from app.guidelines.checks.lookup import Need, Needs, Row, Table, row_of, words_of

_HEAD = (
    "# What each line needs to be looked up. Made by: ./dayroom guidelines index; do not edit by hand. How to read: checks/needs.py.",
    "# of: ",
)


def kept_needs(file: Path, made_from: Iterable[Path]) -> dict[str, Needs] | None:
    """The needs in a file by name; None where there is none, or the one there is was made from other bytes."""
    if not file.exists():
        return None
    head, _, body = file.read_text("utf-8").partition("\n[words]\n")
    if head.splitlines()[-1] != _HEAD[1] + _print_of(made_from):
        return None
    parts = (part.partition("]") for part in f"words]\n{body}".split("\n["))
    lines = {name: text[1:].splitlines() for name, _, text in parts}
    table = Table(_numbers(lines.pop("words")), _numbers(lines.pop("beginnings")))
    return {name: Needs(table, list(map(_row, rows))) for name, rows in lines.items()}


def write_needs(file: Path, made_from: Iterable[Path], needs: Mapping[str, Sequence[Need]]) -> Path:
    """Write a file of needs; answers it."""
    file.write_text(needs_file(made_from, needs), encoding="utf-8", newline="\n")
    return file


def needs_file(made_from: Iterable[Path], needs: Mapping[str, Sequence[Need]]) -> str:
    """What stands in a file: the same bytes give the same bytes."""
    numbers: dict[frozenset[str], int] = {}
    things = {name: [_line(row_of(need, numbers)) for need in known] for name, known in needs.items()}
    whole, begun = ([f"{word} {known}" for word, known in each.items()] for each in words_of(numbers))
    books = {"words": whole, "beginnings": begun, **things}
    lines = (line for name, known in books.items() for line in (f"[{name}]", *known))
    return "\n".join((_HEAD[0], _HEAD[1] + _print_of(made_from), *lines)) + "\n"


def _print_of(files: Iterable[Path]) -> str:
    """The hash of files with their names: other words have another."""
    known = sorted(files, key=lambda path: path.name)
    return hashlib.sha256(
        b"\0".join(part for path in known for part in (path.name.encode(), path.read_bytes()))
    ).hexdigest()


def _numbers(lines: Iterable[str]) -> dict[str, str]:
    return dict(line.split(" ", 1) for line in lines)


def _row(line: str) -> Row:
    choices, _, either = line.partition("|")
    return Row(tuple(map(int, choices.split())), either.strip())


def _line(row: Row) -> str:
    choices = " ".join(map(str, row.choices))
    return f"{choices} | {row.either}" if row.either else choices
