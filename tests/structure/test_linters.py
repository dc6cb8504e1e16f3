"""ruff and mypy find nothing."""

from __future__ import annotations

import os
import subprocess
import sys

from config import ROOT
from tests.closing_list import in_ci


def _run(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *words], cwd=ROOT, capture_output=True, text=True, check=False)


def test_ruff_finds_nothing() -> None:
    done = _run("-m", "ruff", "check", ".")
    assert done.returncode == 0, done.stdout


def test_mypy_finds_nothing() -> None:
    # What is kept for the next time is a quarter of the whole, and where everything is new there is no next time. Nor does a process
    # that ends in half a minute repay looking for what can go.
    program = "import gc; gc.disable(); from mypy.__main__ import console_entry; console_entry()"
    done = _run("-c", program, *(["--cache-dir", os.devnull] if in_ci() else []))
    assert done.returncode == 0, done.stdout
