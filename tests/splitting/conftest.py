"""A draft plan in the community of `tests.world`, and Heart grown, made once for each engine and laid anew for each test."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from app.core import settings
from app.core.db import db
from tests.splitting.heart import Grown, grow
from tests.splitting.planning import Planned, build
from tests.world import World
from tests.world import build as build_world

_built: dict[str, Planned] = {}
_grown: dict[str, tuple[World, Grown]] = {}


@pytest.fixture
def planned(site: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Planned]:
    """The world with its draft, in the application's context."""
    monkeypatch.setattr(settings, "FRESH_SECONDS", 1e9)
    site.prepare("planned", lambda: _built.__setitem__(site.backend, build()))
    site.lay("planned")
    with site.app.app_context():
        yield copy.deepcopy(_built[site.backend])
        db.session.remove()


@pytest.fixture
def grown_heart(site: Any, within: Callable[..., Any]) -> tuple[World, Grown]:
    """The people of `tests.world`, and Heart as `heart.grow` leaves it, in the application's context."""

    def fill() -> None:
        world = build_world()
        _grown[site.backend] = (world, grow(world))

    within("grown", fill)
    return copy.deepcopy(_grown[site.backend])
