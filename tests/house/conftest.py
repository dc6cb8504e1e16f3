"""A community that was opened once, empty, with its first admin; each test gets a copy of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.running import PASSWORD, RunningHouse, copy_of


@pytest.fixture(scope="session")
def opened(tmp_path_factory: pytest.TempPathFactory) -> RunningHouse:
    """The first run of `./dayroom run --empty`, closed again; `said` is what it printed."""
    house = RunningHouse(tmp_path_factory.mktemp("house") / "instance")
    words = ("run", "--empty", "--name", "Heart Room", "--admin", "marta", "--email", "marta@example.org", "--password-stdin")
    try:
        house.open(*words[1:], given=f"{PASSWORD}\n", from_nothing=True)
        assert house.answers()
        house.close()
    finally:
        house.end()
    return house


@pytest.fixture
def house(opened: RunningHouse, tmp_path: Path) -> Iterator[RunningHouse]:
    made = RunningHouse(copy_of(opened.instance, tmp_path))
    yield made
    made.end()
