"""What each phrase needs, kept in `needs.txt` beside the phrase files, so that a start reads no phrase: only those that a text may hold.

The file is made from the others and says from which: where they have been changed since, it is not used, and all is read as it was.

    [choices]       a line each: words one of which must be there, `cut*` for all that begin so
    [high]          a line for each phrase of that file: `3 17 0` are the numbers of its choices, the most telling first, and behind
                    each `|` ways of which one must be filled: `| 4 5 / 6` is choices 4 and 5, or choice 6
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from app.guidelines.checks.lookup import Choices, Need

FILE = "needs.txt"
_HEAD = (
    "# What each phrase needs to be looked up. Made by: ./dayroom guidelines index; do not edit by hand. How to read: needs.py.",
    "# of: ",
)


def kept_needs(folder: Path) -> dict[str, list[Need]] | None:
    """The needs of the phrases by the name of their file; None where they are not kept, or are those of other files."""
    file = folder / FILE
    if not file.exists():
        return None
    head, _, body = file.read_text("utf-8").partition("[choices]\n")
    if head.splitlines()[-1] != _HEAD[1] + _print_of(folder):
        return None
    first, *others = body.split("\n[")
    choices = [frozenset(line.split()) for line in first.splitlines()]
    parts = (other.partition("]\n") for other in others)
    return {name: [_need(line, choices) for line in lines.splitlines()] for name, _, lines in parts}


def needs_file(folder: Path, needs: Mapping[str, Sequence[Need]]) -> str:
    """What stands in the file of a folder: the same phrases give the same bytes."""
    numbers: dict[frozenset[str], int] = {}
    books = [f"[{name}]\n" + "".join(f"{_line(need, numbers)}\n" for need in known) for name, known in needs.items()]
    choices = "".join(" ".join(sorted(words)) + "\n" for words in numbers)
    return f"{_HEAD[0]}\n{_HEAD[1]}{_print_of(folder)}\n[choices]\n{choices}{''.join(books)}"


def _print_of(folder: Path) -> str:
    """The hash of the phrase files: other phrases have another."""
    files = sorted(path for path in folder.glob("*.txt") if path.name != FILE)
    return hashlib.sha256(
        b"\0".join(part for path in files for part in (path.name.encode(), path.read_bytes()))
    ).hexdigest()


def _need(line: str, choices: Sequence[frozenset[str]]) -> Need:
    first, *either = line.split("|")
    return Need(_choices(first, choices), [[_choices(way, choices) for way in ways.split("/")] for ways in either])


def _choices(numbers: str, choices: Sequence[frozenset[str]]) -> Choices:
    return [choices[int(number)] for number in numbers.split()]


def _line(need: Need, numbers: dict[frozenset[str], int]) -> str:
    return " | ".join((_numbers(need.choices, numbers), *(" / ".join(_ways(each, numbers)) for each in need.either)))


def _ways(ways: Sequence[Choices], numbers: dict[frozenset[str], int]) -> Iterator[str]:
    return (_numbers(choices, numbers) for choices in ways)


def _numbers(choices: Choices, numbers: dict[frozenset[str], int]) -> str:
    return " ".join(str(numbers.setdefault(words, len(numbers))) for words in choices)
