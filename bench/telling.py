"""What a measurement leaves: one JSON file, and one plain table on the screen."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import timeit
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from config import ROOT

RESULTS = ROOT / "bench" / "results"


def machine() -> dict[str, Any]:
    """What the figures came from. `yardstick` is microseconds of `sum(range(1000))`: 15 here when nothing else is at work."""
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "commit": commit.stdout.strip(),
        "python": platform.python_version(),
        "cores": os.cpu_count(),
        "load": os.getloadavg()[0],
        "yardstick": min(timeit.repeat("sum(range(1000))", number=1_000, repeat=5)) * 1_000,
    }


def keep(name: str, found: dict[str, Any], place: str = "") -> Path:
    """Write `found` into `bench/results`, with the machine; answers the file."""
    RESULTS.mkdir(exist_ok=True)
    file = Path(place) if place else RESULTS / f"{name}-{datetime.now(UTC):%Y%m%d-%H%M%S}.json"
    file.write_text(json.dumps({"machine": machine(), "asked": sys.argv[1:], **found}, indent=1))
    return file


def table(heads: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Columns as wide as they need; what is not a number stands left."""
    words = [[_said(value) for value in row] for row in rows]
    widths = [max(len(head), *(len(row[at]) for row in words)) for at, head in enumerate(heads)]
    left = [all(isinstance(row[at], str) for row in rows) for at in range(len(heads))]

    def line(cells: Sequence[str]) -> str:
        return "  ".join(c.ljust(w) if flush else c.rjust(w) for c, w, flush in zip(cells, widths, left, strict=True))

    return "\n".join(line(cells).rstrip() for cells in [list(heads), *words])


def _said(value: object) -> str:
    if value is None:
        return "–"
    if isinstance(value, float):
        return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"
    return f"{value:,}" if isinstance(value, int) else str(value)
