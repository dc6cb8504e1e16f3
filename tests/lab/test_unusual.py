"""When the breaker trips: the figures that its docstring promises, and how seldom it is wrong."""

from __future__ import annotations

from collections import deque
from random import Random

import pytest

from app.lab.unusual import CHANCE, FEWEST_PEOPLE, WINDOW, Window, chance_of, is_unusual


def _fewest_to_trip(usual_checked: int, usual_touched: int) -> int:
    return next(hit for hit in range(WINDOW + 1) if is_unusual(Window(WINDOW, hit, hit), usual_checked, usual_touched))


def test_the_more_is_usual_the_more_it_takes() -> None:
    # A share of 1, 5 and 20 in a hundred, over so many drafts that the prior hardly counts.
    assert [_fewest_to_trip(100_000, share * 1_000) for share in (1, 5, 20)] == [8, 11, 23]


def test_a_new_check_that_stops_one_in_six_trips() -> None:
    assert is_unusual(Window(WINDOW, 8, 8), 0, 0)
    assert not is_unusual(Window(WINDOW, 7, 7), 0, 0)


def test_one_person_who_floods_the_place_cannot_hush_a_check() -> None:
    assert not is_unusual(Window(WINDOW, 40, FEWEST_PEOPLE - 1), 10_000, 10)
    assert is_unusual(Window(WINDOW, 40, FEWEST_PEOPLE), 10_000, 10)


@pytest.mark.parametrize("share", [0.01, 0.2, 0.999, 1.0])
def test_the_chance_is_a_chance(share: float) -> None:
    chances = [chance_of(Window(WINDOW, hit, hit), share) for hit in range(WINDOW + 1)]
    assert chances == sorted(chances, reverse=True)
    assert all(0 <= chance <= 1 for chance in chances)
    assert chances[0] == pytest.approx(1.0)


def test_a_steady_share_trips_it_almost_never() -> None:
    """Drafts at a steady 1, 5 and 15 in a hundred, looked at after each touched one: fewer than 1 false trip in 50,000 drafts."""
    chance, drafts, trips = Random(4), 100_000, 0
    for share in (0.01, 0.05, 0.15):
        last: deque[bool] = deque(maxlen=WINDOW)
        usual = (20_000, round(20_000 * share))
        limit = _fewest_to_trip(*usual)
        for _ in range(drafts):
            last.append(chance.random() < share)
            if last[-1] and sum(last) >= limit:
                trips += 1
                last.clear()
    assert trips <= 3 * drafts // 50_000
    assert CHANCE <= 1e-4
