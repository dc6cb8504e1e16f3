"""No hidden number can be computed: every table of counts was tried against all others that would look the same."""

from __future__ import annotations

from itertools import product

import pytest

from app.moderation.counting import Table, published
from app.moderation.suppression import hidden


@pytest.mark.parametrize("cells, highest", [(2, 14), (3, 11), (4, 9)])
def test_whoever_knows_the_rule_and_the_total_can_compute_no_hidden_number(cells: int, highest: int) -> None:
    looks: dict[object, list[tuple[int, ...]]] = {}
    for counts in product(range(highest), repeat=cells):
        gone = hidden({str(place): count for place, count in enumerate(counts)})
        shown = (
            tuple(None if str(place) in gone else count for place, count in enumerate(counts))
            if gone is not None
            else ()
        )
        look = (sum(counts), shown) if gone is not None else "nothing is shown"
        looks.setdefault(look, []).append(counts)
        assert all(count == 0 or count >= 5 for count in shown if count is not None)
    for look, possible in looks.items():
        if max(map(max, possible)) >= highest - 3:
            continue  # Larger ones that look the same were not tried.
        for place in range(cells):
            if look == "nothing is shown" or look[1][place] is None:  # type: ignore[index]
                assert len({counts[place] for counts in possible}) > 1, (look, possible)


def _values(decisions: int, *tables: Table) -> dict[tuple[str, str], int | None]:
    found = published(decisions, tables, {"median": 30, "p90": 90})
    return {(figure.section, figure.category): figure.value for figure in found}


def test_a_quarter_with_fewer_than_five_decisions_shows_nothing() -> None:
    assert set(_values(4, Table("action", {"keep": 4, "hide": 0})).values()) == {None}
    empty = _values(0, Table("action", {"keep": 0, "hide": 0}))
    assert empty[("total", "decisions")] == 0 and empty[("time", "median")] is None


def test_the_sum_of_one_table_does_not_give_away_a_number_of_another() -> None:
    held = Table("held", {"as_it_was": 0, "otherwise": 9}, of="found:check")
    told = _values(30, Table("found", {"check": 9, "notice": 1, "staff": 20}), held)
    assert told[("found", "staff")] == 20
    assert (told[("found", "check")], told[("found", "notice")]) == (None, None)
    assert told[("held", "otherwise")] is None
    told = _values(30, Table("found", {"check": 9, "notice": 0, "staff": 21}), held)
    assert told[("held", "otherwise")] == 9


def test_a_table_that_cannot_be_shown_beside_the_total_takes_the_total_along() -> None:
    fours = Table("action", {"keep": 4, "hide": 4, "remove": 4})
    assert set(_values(12, fours, Table("found", {"staff": 12})).values()) == {None}
