"""Lists that people keep by hand, in a file beside their check."""

from __future__ import annotations

from pathlib import Path


def listed(path: Path) -> list[str]:
    """The lines of a file without the empty ones and without its notes, which begin with `#`."""
    return [line for line in path.read_text("utf-8").split("\n") if line and not line.startswith("#")]
