"""When a check touches far more than usual: the statistics of the breaker. Pure.

The last `WINDOW` drafts that a check has read are held against what it usually touches: its share of the drafts of `USUAL_FOR` before
them. A beta prior of `PRIOR_TOUCHED` in `PRIOR_CHECKED` stands in for a check that is new or seldom read, so that "usual" is never
nothing. It trips when all three are true:

- at least `FEWEST_TOUCHED` drafts of the window were touched,
- by at least `FEWEST_PEOPLE` people, so that one person who floods the place, which is what checks are for, cannot hush them,
- so many or more would be touched with a chance below `CHANCE` if the usual share still held (the upper tail of the binomial).

A draft counts once, however often it is sent in, and only where the effect was more than a note: a note stops nobody. With the usual
1 in 100 it takes 8 of 50, with 1 in 20 it takes 11, with 1 in 5 it takes 23. At a steady share a check trips falsely less than once
in 50,000 drafts: a test counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from math import comb, exp, log, log1p

WINDOW = 50
USUAL_FOR = timedelta(days=28)
PRIOR_TOUCHED = 1
PRIOR_CHECKED = 100
FEWEST_TOUCHED = 8
FEWEST_PEOPLE = 5
CHANCE = 1e-4


@dataclass(frozen=True)
class Window:
    """Drafts read lately, those touched among them, and how many people wrote the touched ones."""

    checked: int
    touched: int
    people: int

    @property
    def is_enough(self) -> bool:
        """Whether it is worth while to ask what is usual."""
        return self.touched >= FEWEST_TOUCHED and self.people >= FEWEST_PEOPLE


def usual_share(checked: int, touched: int) -> float:
    """The share that is usual, with the prior."""
    return (touched + PRIOR_TOUCHED) / (checked + PRIOR_CHECKED)


def chance_of(window: Window, share: float) -> float:
    """The chance of so many touched drafts, or more, at `share`: the upper tail of the binomial. Between 0 and 1."""
    if share >= 1:
        return 1.0
    terms = (
        exp(log(comb(window.checked, hit)) + hit * log(share) + (window.checked - hit) * log1p(-share))
        for hit in range(window.touched, window.checked + 1)
    )
    return min(1.0, sum(terms))


def is_unusual(window: Window, usual_checked: int, usual_touched: int) -> bool:
    """Whether the breaker trips."""
    return window.is_enough and chance_of(window, usual_share(usual_checked, usual_touched)) < CHANCE
