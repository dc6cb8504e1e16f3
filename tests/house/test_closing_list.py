"""The list at the end of a test run, and CI's wish that nothing is missing."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from config import ROOT
from tests.available import Part, parts
from tests.closing_list import LONGEST, closing_lines, longest_lines, pytest_sessionfinish

SKIPPING = "import pytest\n\ndef test_a():\n    pytest.skip('PostgreSQL is not here')\n\ndef test_b():\n    pass\n"


def _pytest(folder: Path, source: str, ci: str, *, whole: bool = False) -> subprocess.CompletedProcess[str]:
    (folder / "test_small.py").write_text(source)
    words = ["-m", "pytest", "-q", "-c", os.devnull, "--rootdir", str(folder), "-p", "tests.closing_list"]
    words += [] if whole else [str(folder)]
    # Only the plugin that is asked about: the others take a second to load.
    environment = {**os.environ, "CI": ci, "PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    return subprocess.run([sys.executable, *words], cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_when_everything_ran_there_is_nothing_to_say() -> None:
    assert closing_lines([], Counter()) == []


def test_the_list_says_what_did_not_run_and_what_to_install() -> None:
    lines = closing_lines([Part("Redis", "the queue on Redis", "redis-server", False)], Counter({"no browser": 3}))
    assert lines == [
        "What did not run:",
        "  the queue on Redis (Redis is not here)",
        "  3 x no browser",
        "To run it, install what is missing. Debian, Ubuntu: sudo apt install redis-server",
    ]


def test_the_files_that_took_longest_stand_first_with_their_part_of_the_whole() -> None:
    assert longest_lines({"one.py": 1.0, "three.py": 3.0}) == ["    3.0 s  75.0 %  three.py", "    1.0 s  25.0 %  one.py"]
    assert len(longest_lines({f"{number}.py": 1.0 for number in range(99)})) == LONGEST
    assert longest_lines({}) == []


def test_a_skipped_test_is_told_and_forgiven_at_home(tmp_path: Path) -> None:
    done = _pytest(tmp_path, SKIPPING, ci="", whole=True)
    assert done.returncode == 0
    assert "1 x PostgreSQL is not here" in done.stdout
    assert re.search(r"the files that took longest =+\n +[\d.]+ s +100.0 %  test_small.py\n", done.stdout)


def test_a_skipped_test_fails_in_ci(tmp_path: Path) -> None:
    done = _pytest(tmp_path, SKIPPING, ci="true")
    assert done.returncode == 1
    assert "1 x PostgreSQL is not here" in done.stdout
    assert "1 passed, 1 skipped" in done.stdout
    assert "took longest" not in done.stdout


@pytest.mark.parametrize(
    ("skipped", "before", "after"),
    [
        (["no browser"], pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED),
        ([], pytest.ExitCode.OK, pytest.ExitCode.OK),
        (["no browser"], pytest.ExitCode.INTERRUPTED, pytest.ExitCode.INTERRUPTED),
        ([], pytest.ExitCode.TESTS_FAILED, pytest.ExitCode.TESTS_FAILED),
    ],
)
def test_in_ci_a_skip_alone_turns_success_into_failure(
    monkeypatch: pytest.MonkeyPatch, skipped: list[str], before: pytest.ExitCode, after: pytest.ExitCode
) -> None:
    monkeypatch.setenv("CI", "true")
    reporter = SimpleNamespace(stats={"skipped": [SimpleNamespace(longrepr=reason) for reason in skipped]})
    plugins = SimpleNamespace(get_plugin=lambda _name: reporter)
    config = SimpleNamespace(pluginmanager=plugins, option=SimpleNamespace(file_or_dir=["tests/house"]))
    session: Any = SimpleNamespace(config=config, exitstatus=before)
    pytest_sessionfinish(session)
    assert session.exitstatus == after


@pytest.mark.parametrize("part", parts(), ids=lambda part: part.name)
def test_every_part_names_a_package_that_ci_installs(part: Part) -> None:
    text = (ROOT / ".ci" / "run").read_text()
    assert all(package in text for package in part.package.split())
