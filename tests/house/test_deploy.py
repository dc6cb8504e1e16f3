"""What stands in `deploy/` fits this version: its units start commands that exist, with settings that are read."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask

from config import ROOT
from tests.house.deployed import DEPLOY, command_of, settings_of

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
