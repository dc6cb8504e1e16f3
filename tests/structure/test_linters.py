"""ruff and mypy find nothing."""

from __future__ import annotations

import os
import subprocess
import sys

from config import ROOT
from tests.closing_list import in_ci


def _run(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", *words], cwd=ROOT, capture_output=True, text=True, check=False)


def test_ruff_finds_nothing() -> None:
    done = _run("ruff", "check", ".")
    assert done.returncode == 0, done.stdout


def test_mypy_finds_nothing() -> None:
    # What is kept for the next time is a quarter of the whole, and where everything is new there is no next time.
    done = _run("mypy", *(["--cache-dir", os.devnull] if in_ci() else []))
    assert done.returncode == 0, done.stdout
