"""A plot of shares by month as points of an SVG: the page draws it, and a table beside it says the same in numbers. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 640, 240
LEFT, RIGHT, TOP, BOTTOM = 56, 12, 14, 34
"""Room for the words at the edges, in the plot's own units."""
STEPS = (2, 5, 10, 20, 40, 60, 100)
"""Where the scale may end, in percent."""


@dataclass(frozen=True)
class Mark:
    """A word at a place."""

    x: float
    y: float
    words: str


@dataclass(frozen=True)
class Curve:
    """One series. Months whose share is not shown leave a gap; `runs` are the stretches between gaps, as SVG points."""

    name: str
    runs: tuple[str, ...]
    dots: tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Plot:
    """Everything the template draws. `scale` and `months` are the words at the left and below."""

    scale: tuple[Mark, ...]
    months: tuple[Mark, ...]
    curves: tuple[Curve, ...]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT

    @property
    def is_empty(self) -> bool:
        """Nothing can be shown."""
        return not any(curve.dots for curve in self.curves)


def plot(months: Sequence[str], series: Sequence[tuple[str, Sequence[float | None]]]) -> Plot:
    """Lay out shares (0 to 100, None where not shown) of each series over `months`, short names of equal distance.

    Raises ValueError when a series has not one share for each month.
    """
    if any(len(shares) != len(months) for _, shares in series):
        raise ValueError("a series has one share for each month")
    known = [share for _, shares in series for share in shares if share is not None]
    top = next((step for step in STEPS if step >= max(known, default=0)), STEPS[-1])
    return Plot(
        scale=tuple(Mark(LEFT - 8, _y(share, top), _percent(share)) for share in (0, top / 2, top)),
        months=tuple(Mark(_x(place, len(months)), HEIGHT - 8, name) for place, name in enumerate(months)),
        curves=tuple(_curve(name, shares, top) for name, shares in series),
    )


def _curve(name: str, shares: Sequence[float | None], top: float) -> Curve:
    runs: list[list[str]] = [[]]
    dots = []
    for place, share in enumerate(shares):
        if share is None:
            runs.append([])
            continue
        x, y = _x(place, len(shares)), _y(share, top)
        runs[-1].append(f"{x},{y}")
        dots.append((x, y))
    return Curve(name, tuple(" ".join(run) for run in runs if len(run) > 1), tuple(dots))


def _x(place: int, number: int) -> float:
    return round(LEFT + (WIDTH - LEFT - RIGHT) * (place + 0.5) / max(number, 1), 1)


def _y(share: float, top: float) -> float:
    return round(TOP + (HEIGHT - TOP - BOTTOM) * (1 - share / top), 1)


def _percent(share: float) -> str:
    return f"{share:g}%"
