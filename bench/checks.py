"""How quick the checks are, beside three well-known checkers: `.venv/bin/python bench/checks.py POSTS.jsonl [--alone] [--rounds N]`.

POSTS.jsonl has a post a line, {"text": …}. Each checker runs in a process of its own, and the others in a Python of their own, which is
made in a temporary folder and thrown away. Times are of the processor, so that a busy machine says much the same as a quiet one. The
others look for less than Dayroom does: the ratios compare cost, not worth.
Ends with 1 when Dayroom is slower than its bars: a median of 0.15 ms, 3 ms for 99 of 100 posts, 250 ms for the worst 32 KB.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ONE = Path(__file__).with_name("one_checker.py")
OTHERS = {
    "better-profanity": ("better-profanity",),
    "alt-profanity-check": ("alt-profanity-check",),
    "presidio": ("presidio-analyzer",),
}
"""What is installed for each."""
BARS = {"median": 0.15, "p99": 3.0, "monster": 250.0}
COLUMNS = ("median", "p95", "p99", "worst", "monster", "start", "memory")
Row = dict[str, float | str]


def main() -> int:
    """Print the table; answers the exit code."""
    options = _options()
    said: list[str] = []
    rows = {"dayroom": _measured(sys.executable, "dayroom", options.posts, options.rounds)}
    if not options.alone:
        with tempfile.TemporaryDirectory(prefix="dayroom-bench-") as folder:
            for name in OTHERS:
                try:
                    python = _python_with(Path(folder) / name, OTHERS[name])
                    said += _model_of(name, python)
                    rows[name] = _measured(python, name, options.posts, options.rounds)
                except subprocess.CalledProcessError as error:
                    lines = (error.stderr or "").strip().splitlines() or ["no reason given"]
                    said.append(f"{name} is left out: {lines[-1][:200]}")
                except subprocess.TimeoutExpired as error:
                    said.append(f"{name} is left out: it was not done after {error.timeout:.0f} s")
    print("\n".join([*_table(rows), "", *_start_up(), *said]))
    ours = {name: float(rows["dayroom"][name]) for name in BARS}
    slow = [f"{name} is {ours[name]:.2f} ms, over {bar}" for name, bar in BARS.items() if ours[name] > bar]
    print("\n".join(slow) or "Every bar is kept.")
    return 1 if slow else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Time the checks beside other checkers.")
    parser.add_argument("posts", type=Path, help='a file with a post a line: {"text": …}')
    parser.add_argument("--alone", action="store_true", help="Dayroom only; nothing is installed")
    parser.add_argument("--rounds", type=int, default=5, help="times that each post is looked at; the quickest counts")
    return parser.parse_args()


def _python_with(folder: Path, packages: tuple[str, ...]) -> str:
    venv.create(folder, with_pip=True)
    python = str(folder / "bin" / "python")
    words = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-cache-dir", *packages]
    subprocess.run(words, check=True, capture_output=True, text=True, timeout=900)
    return python


def _model_of(name: str, python: str) -> list[str]:
    """Presidio finds names and places by a model of spaCy, which stands on no package index; says so when it could not be had."""
    if name != "presidio":
        return []
    words = [python, "-m", "spacy", "download", "en_core_web_sm", "--quiet"]
    done = subprocess.run(words, check=False, capture_output=True, text=True, timeout=300)
    if done.returncode == 0:
        return ["presidio ran with spaCy's en_core_web_sm."]
    return [
        "presidio ran with spaCy's tokenizer only, for en_core_web_sm could not be downloaded: it is quicker so, and finds no names."
    ]


def _measured(python: str, name: str, posts: Path, rounds: int) -> Row:
    done = subprocess.run(
        [python, str(ONE), name, str(posts), str(rounds)],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
        timeout=1800,
    )
    found: Row = json.loads(done.stdout.splitlines()[-1])
    return found


def _table(rows: dict[str, Row]) -> list[str]:
    ours = rows["dayroom"]
    lines = [
        f"{ours['posts']} posts; times of the processor in ms, memory in MB; in brackets: how many times Dayroom's",
        "",
    ]
    lines.append(f"{'':20}" + "".join(f"{name:>20}" for name in COLUMNS))
    for name, row in rows.items():
        cells = [_cell(float(row[column]), float(ours[column]), name == "dayroom") for column in COLUMNS]
        lines.append(f"{name:20}" + "".join(f"{cell:>20}" for cell in cells))
    lines += ["", *(f"{name}'s worst 32 KB repeats {row['monster of']!r}" for name, row in rows.items())]
    return lines


def _cell(value: float, ours: float, is_ours: bool) -> str:
    shown = f"{value:.3f}" if value < 10 else f"{value:.0f}"
    return shown if is_ours or not ours else f"{shown} ({value / ours:.1f} x)"


def _start_up() -> list[str]:
    """What the checks add to the start and to the memory of the whole house, in fresh processes."""
    program = (
        "import time; began = time.process_time(); import app; from config import Config; app.create_app(Config(testing=True));"
        "print(time.process_time() - began)"
    )
    whole = min(float(_said(["-c", program])) for _ in range(3))
    own = min(_own_seconds(_errors(["-X", "importtime", "-c", program])) for _ in range(3))
    first = min(float(_said(["-c", program + _FIRST]).splitlines()[-1]) for _ in range(3))
    return [
        f"The house starts in {whole * 1000:.0f} ms; the modules of app.guidelines themselves take {own * 1000:.0f} ms of it.",
        f"The first two drafts take {first * 1000:.0f} ms more, in which phrases and weights are read.",
        f"Modules, phrases and weights of the checks take {float(_said(['-c', _MEMORY])):.0f} MB beside what they import of others.",
    ]


_DRAFTS = (
    "from app.guidelines.assessment import assess; from app.guidelines.draft import Draft\n"
    "def look():\n"
    " assess(Draft('I have had this for years and it is no better.'))\n"
    " assess(Draft('You should stop taking it, you idiot. I want to die.'))\n"
)
_FIRST = f"""
{_DRAFTS}
import gc
gc.collect()
gc.freeze()
began = time.process_time()
look()
print(time.process_time() - began)
"""
"""Garbage of the start is swept and what is left set aside first, as the server does (`core.serve`): else the drafts sweep it by chance."""
_MEMORY = f"""
import importlib, subprocess, sys
from bench.one_checker import resident_mb
own = "('app', 'phonenumbers', '__')"
listed = f"import app.guidelines.assessment, sys; print(*(name for name in sys.modules if not name.startswith({{own}})))"
for name in subprocess.run([sys.executable, "-c", listed], capture_output=True, text=True, check=True).stdout.split():
    try:
        importlib.import_module(name)
    except ImportError:
        pass
before = resident_mb()
{_DRAFTS}look()
print(resident_mb() - before)
"""
"""All that others brought is imported first, so that only what is the checks' own is counted."""


def _own_seconds(report: str) -> float:
    """The time of `-X importtime` that the modules of guidelines took, without what they import of others."""
    lines = [
        line.removeprefix("import time:").split("|") for line in report.splitlines() if line.startswith("import time:")
    ]
    return sum(int(parts[0]) for parts in lines if parts[-1].strip().startswith("app.guidelines")) / 1e6


def _said(words: list[str]) -> str:
    return subprocess.run([sys.executable, *words], cwd=ROOT, check=True, capture_output=True, text=True).stdout


def _errors(words: list[str]) -> str:
    return subprocess.run([sys.executable, *words], cwd=ROOT, check=True, capture_output=True, text=True).stderr


if __name__ == "__main__":
    sys.exit(main())
