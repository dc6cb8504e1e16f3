"""The tree of `tests.groups.places`, made once for each engine and laid anew for each test."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from app.core import settings
from app.core.db import db
from tests.groups.places import Places, build

_built: dict[str, Places] = {}


@pytest.fixture
def app(site: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """The application with the tree in it, inside its context."""
    monkeypatch.setattr(settings, "FRESH_SECONDS", 1e9)
    site.prepare("groups", lambda: _built.__setitem__(site.backend, build()))
    site.lay("groups")
    with site.app.app_context():
        yield site.app
        db.session.remove()


@pytest.fixture
def places(app: Flask, site: Any) -> Places:
    return copy.deepcopy(_built[site.backend])
