"""A pytest plugin: lists at the end of what did not run and what to install, and of the files that took longest.

With CI=true, nothing may be missing."""

from __future__ import annotations

import os
from collections import Counter

import pytest

from tests.available import Part, parts

LONGEST = 15
"""So many files are named with their seconds after a whole run."""


def in_ci() -> bool:
    """Whether a missing part or a skipped test fails the run."""
    return os.environ.get("CI", "").lower() in ("1", "true", "yes")


def closing_lines(missing: list[Part], skipped: Counter[str]) -> list[str]:
    """What the person should read; nothing when everything ran."""
    if not missing and not skipped:
        return []
    lines = ["What did not run:"]
    lines += [f"  {part.what} ({part.name} is not here)" for part in missing]
    lines += [f"  {count} x {reason}" for reason, count in sorted(skipped.items())]
    if missing:
        packages = " ".join(part.package for part in missing)
        lines.append(f"To run it, install what is missing. Debian, Ubuntu: sudo apt install {packages}")
    return lines


def longest_lines(seconds: dict[str, float]) -> list[str]:
    """The files that took longest, and what they are of the whole."""
    whole = sum(seconds.values())
    longest = sorted(seconds.items(), key=lambda pair: -pair[1])[:LONGEST]
    return [f"{took:7.1f} s  {100 * took / (whole or 1):4.1f} %  {file}" for file, took in longest]


def _seconds(reporter: pytest.TerminalReporter) -> dict[str, float]:
    """How long the tests of each file took, with what was laid out for them; the waiting of two processes counts twice."""
    found: dict[str, float] = {}
    for reports in reporter.stats.values():
        for report in reports:
            if isinstance(report, pytest.TestReport):
                file = report.nodeid.partition("::")[0]
                found[file] = found.get(file, 0.0) + report.duration
    return found


def _skipped(reporter: pytest.TerminalReporter) -> Counter[str]:
    reasons: Counter[str] = Counter()
    for report in reporter.stats.get("skipped", []):
        words = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        reasons[words.removeprefix("Skipped: ")] += 1
    return reasons


def _is_whole_run(config: pytest.Config) -> bool:
    """Whether the suite was asked for, not a file of it: then every part counts."""
    return not config.option.file_or_dir or config.option.file_or_dir == ["tests"]


def _missing(config: pytest.Config) -> list[Part]:
    return [part for part in parts() if not part.is_here] if _is_whole_run(config) else []


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is None or not in_ci() or hasattr(session.config, "workerinput"):
        return
    if (_skipped(reporter) or _missing(session.config)) and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if _is_whole_run(config):
        terminalreporter.section("the files that took longest")
        for line in longest_lines(_seconds(terminalreporter)):
            terminalreporter.write_line(line)
    lines = closing_lines(_missing(config), _skipped(terminalreporter))
    if not lines:
        return
    terminalreporter.section("not everything ran" + (", and CI=true wants everything" if in_ci() else ""))
    for line in lines:
        terminalreporter.write_line(line)
