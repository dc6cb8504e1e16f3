"""What this computer has of the programs that some tests need: PostgreSQL, Redis, Chromium."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from tests.postgres import postgres_bin

CHROMIUM_NAMES = (
    # The same engine without Chromium's own windows: half of the processor time.
    "chromium-headless-shell",
    *("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"),
)
CHROMIUM_PLACES = (
    "/usr/lib/chromium/chromium",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)


def chromium_path() -> Path | None:
    """The browser that journeys use: CHROMIUM, or the first that is found; None when there is none."""
    named = os.environ.get("CHROMIUM")
    found = [named] if named else [shutil.which(name) for name in CHROMIUM_NAMES]
    return next((Path(path) for path in (*found, *CHROMIUM_PLACES) if path and Path(path).exists()), None)


def redis_bin() -> Path | None:
    """redis-server, or None."""
    found = shutil.which("redis-server")
    return Path(found) if found else None


@dataclass(frozen=True)
class Part:
    """A program that tests need: what does not run without it, and what to install on Debian."""

    name: str
    what: str
    package: str
    is_here: bool


def parts() -> tuple[Part, ...]:
    """Every such program, here or not."""
    return (
        Part("PostgreSQL", "the data layer on PostgreSQL", "postgresql postgresql-contrib", postgres_bin() is not None),
        Part("Redis", "the job queue on Redis", "redis-server", redis_bin() is not None),
        Part("Chromium", "journeys and page checks in a browser", "chromium", chromium_path() is not None),
    )
