"""`./dayroom guidelines check`, `evaluate` and `train` as somebody at a terminal uses them. All texts are invented."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from app.guidelines.cli import guidelines
from app.guidelines.evaluation import is_held_out

PHONE = "Ring me on 07700 900 418"
ROWS = [
    {"id": "a", "text": PHONE, "labels": ["pii"], "source": "first"},
    {"id": "b", "text": "Come and find me in the usual place", "labels": ["pii"], "source": "first"},
    {"id": "c", "text": "Write to jo@example.com", "labels": [], "source": "second"},
    {"id": "d", "text": "Thank you all", "source": "second"},
]


def _run(*words: str, given: bytes | None = None) -> Result:
    return CliRunner().invoke(guidelines, list(words), input=given)


@pytest.fixture
def labelled(tmp_path: Path) -> str:
    file = tmp_path / "mine.jsonl"
    file.write_text("\n".join(json.dumps(row) for row in ROWS) + "\n", encoding="utf-8")
    return str(file)


def test_check_answers_each_line_without_a_database() -> None:
    done = _run("check", given=b'{"id": 1, "text": "' + PHONE.encode() + b'"}\nnope\n{"id": 3, "text": "Samaritans, 116 123"}\n')
    assert done.exit_code == 0, (done.exception, done.output)
    first, second, third = map(json.loads, done.stdout.splitlines())
    assert first["categories"] == ["pii"]
    assert second == {"line": 2, "error": "this line is not JSON"}
    assert third["categories"] == [], "a help line that Dayroom comes with is nobody's private number"


def test_evaluate_prints_shares_with_intervals_and_the_misses_on_request(labelled: str) -> None:
    plain, full = _run("evaluate", labelled), _run("evaluate", labelled, "--misses")
    (pii,) = [line for line in plain.stdout.splitlines() if line.startswith("  pii")]
    assert pii.split() == "pii 1/2 = 50.0% (9.5% to 90.5%) 1/2 = 50.0% (9.5% to 90.5%) 1/2 = 50.0% (9.5% to 90.5%)".split()
    assert "mine: 4 texts, held or blocked 2/4" in plain.stdout
    assert "usual place" not in plain.stdout
    assert "missed pii b: Come and find me in the usual place" in full.stdout
    assert "touched pii c: Write to jo@example.com" in full.stdout


def test_evaluate_looks_at_one_part_or_one_source_at_a_time(labelled: str) -> None:
    kept_back = sum(is_held_out(str(row["text"])) for row in ROWS)
    seen, held_out = _run("evaluate", labelled, "--part", "seen"), _run("evaluate", labelled, "--part", "held-out")
    assert f"mine: {4 - kept_back} text" in seen.stdout
    assert (f"mine: {kept_back} text" in held_out.stdout) == bool(kept_back)
    by_source = _run("evaluate", labelled, "--by-source").stdout
    assert "mine: first: 2 texts" in by_source
    assert "mine: second: 2 texts" in by_source


@pytest.mark.parametrize("line", ["{", "[]", '{"id": 1}', '{"text": "x", "labels": "pii"}'])
def test_evaluate_names_the_line_that_it_cannot_read(tmp_path: Path, line: str) -> None:
    file = tmp_path / "bad.jsonl"
    file.write_text('{"id": 1, "text": "x"}\n' + line + "\n", encoding="utf-8")
    done = _run("evaluate", str(file))
    assert (done.exit_code, "bad.jsonl, line 2" in done.output) == (1, True)


def test_train_says_what_an_empty_folder_lacks(tmp_path: Path) -> None:
    done = _run("train", str(tmp_path))
    assert done.exit_code == 1
    assert "the folder needs texts with the label and texts without it" in done.output
