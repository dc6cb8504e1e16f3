"""What stands in `deploy/` fits this version: its units start commands that exist, with settings that are read."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask

from config import ROOT
from tests.house.deployed import DEPLOY, command_of, settings_of
from tests.house.deployed_people import Failure, Kill, Log

READ = set(re.findall(r'"([A-Z][A-Z_]+)"', (ROOT / "config.py").read_text() + (ROOT / "app/core/serve.py").read_text()))


@pytest.mark.parametrize("name", ["one-machine.env", "three-machines.env"])
def test_every_setting_is_one_that_is_read(name: str) -> None:
    assert settings_of(name)
    assert set(settings_of(name)) <= READ


def test_the_containers_get_settings_that_are_read() -> None:
    block = (DEPLOY / "compose.yaml").read_text().split("&settings")[1].split("depends_on")[0]
    named = re.findall(r"^ +([A-Z_]+):", block, re.MULTILINE)
    assert named
    assert set(named) <= READ


@pytest.mark.parametrize("unit", [path.name for path in sorted(Path(DEPLOY).glob("*.service"))])
def test_every_unit_starts_a_command_that_exists(app: Flask, unit: str) -> None:
    program, *words = command_of(unit)
    assert Path(program).exists()
    found = app.cli
    for word in words:
        found = found.commands[word]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "failure, why",
    [
        # A line that was let in before the kill and is used long after it: nobody has told the one who asks.
        (Failure(12, 12, "RemoteDisconnected", "GET", port=1, since=9), "killed"),
        (Failure(9, 10.1, "RemoteDisconnected", "GET", port=1, since=9), "killed"),
        # What an answer came on after the kill was a line to somebody who lives.
        (Failure(12, 12, "RemoteDisconnected", "GET", port=1, since=11), ""),
        (Failure(10.1, 10.2, "ConnectionResetError", "GET", port=1, since=10.1), ""),
        (Failure(10.1, 10.1, "ConnectionRefusedError", "GET", port=1), ""),
        # The other server was killed.
        (Failure(9, 10.1, "RemoteDisconnected", "GET", port=2, since=9), ""),
        (Failure(9, 10.1, "500", "GET", port=1, since=9), ""),
        # Caddy's word for a line of its own that broke; that between Caddy and the one who asks says nothing of it.
        (Failure(9.9, 10.1, "502", "POST", port=3, since=9), "killed"),
        (Failure(15, 15.1, "502", "POST", port=3, since=9), ""),
    ],
)
def test_a_failure_is_put_down_to_a_kill_where_its_line_was_open_to_the_dead_one(failure: Failure, why: str) -> None:
    assert Log(kills=[Kill(1, after=10, before=10.01)]).why(failure) == why
