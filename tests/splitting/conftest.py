"""A draft plan in the community of `tests.world`, made once for each engine and laid anew for each test."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import pytest

from app.core import settings
from app.core.db import db
from tests.splitting.planning import Planned, build

_built: dict[str, Planned] = {}


@pytest.fixture
def planned(site: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Planned]:
    """The world with its draft, in the application's context."""
    monkeypatch.setattr(settings, "FRESH_SECONDS", 1e9)
    site.prepare("planned", lambda: _built.__setitem__(site.backend, build()))
    site.lay("planned")
    with site.app.app_context():
        yield copy.deepcopy(_built[site.backend])
        db.session.remove()
