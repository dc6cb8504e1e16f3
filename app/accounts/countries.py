"""Countries by code, for the one question of where somebody lives: it chooses which help lines they see first."""

from __future__ import annotations

from pathlib import Path

LIST = Path(__file__).with_suffix(".txt")


def _read() -> dict[str, str]:
    lines = (line for line in LIST.read_text("utf-8").splitlines() if line and not line.startswith("#"))
    return {code: name for code, _, name in (line.partition(" ") for line in lines)}


COUNTRIES: dict[str, str] = _read()
"""ISO 3166 alpha-2 code -> English name, by name."""
