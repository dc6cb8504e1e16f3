"""Files of one object a line: what is broken is named, what follows is still read."""

from __future__ import annotations

import json
from pathlib import Path

from app.imports.lines import LONGEST_LINE, Broken, Line, read_again, read_lines


def _read(path: Path) -> list[tuple[int, str]]:
    return [
        (line.number, line.reason.code if isinstance(line, Broken) else line.data["id"]) for line in read_lines(path)
    ]


def test_broken_lines_are_named_and_the_others_read(tmp_path: Path) -> None:
    path = tmp_path / "posts.jsonl"
    lines = [
        b'\xef\xbb\xbf{"id": "a"}\n',
        b"\r\n",
        b'{"id": "b"\n',
        b'{"id": "\xff"}\n',
        b'["c"]\n',
        b"[" * 200_000 + b"\n",
        b'{"id": "d", "n": ' + b"9" * 5000 + b"}\n",
        b'{"id": "e"}\r\n',
        b'{"id": "f", "bo',
    ]
    path.write_bytes(b"".join(lines))
    found = _read(path)
    assert found == [
        (1, "a"),
        (3, "bad_json"),
        (4, "not_utf8"),
        (5, "not_an_object"),
        (6, "bad_json"),
        (7, "bad_json"),
        (8, "e"),
        (9, "cut_off"),
    ]


def test_a_line_without_end_is_skipped_without_being_held(tmp_path: Path) -> None:
    path = tmp_path / "posts.jsonl"
    with path.open("wb") as file:
        file.write(b'{"id": "a"}\n{"id": "' + b"x" * (3 * LONGEST_LINE) + b'"}\n{"id": "b"}\n')
    assert _read(path) == [(1, "a"), (2, "line_too_long"), (3, "b")]


def test_a_record_is_found_again_by_its_place(tmp_path: Path) -> None:
    path = tmp_path / "posts.jsonl"
    path.write_text(
        "".join(json.dumps({"id": f"ä{number}", "body": "x" * number}) + "\n" for number in range(50)), "utf-8"
    )
    lines = [line for line in read_lines(path) if isinstance(line, Line)]
    wanted = [(line.number, line.offset) for line in reversed(lines) if line.number % 7 == 0]
    assert read_again(path, wanted) == {line.number: line.data for line in lines if line.number % 7 == 0}
