"""The plot has a dot for each share that may be shown, and no line over a gap. Pure."""

from __future__ import annotations

import pytest

from app.mentoring.plot import HEIGHT, WIDTH, plot


def test_shares_become_dots_within_the_plot_and_gaps_break_the_line() -> None:
    drawn = plot(["Jan", "Feb", "Mar", "Apr"], [("late", [0, 20, None, 10]), ("very late", [None, None, None, None])])
    late, very_late = drawn.curves
    assert (len(late.dots), len(late.runs), len(very_late.dots)) == (3, 1, 0)
    assert late.runs[0].count(",") == 2, "from January to February; April stands alone"
    assert all(0 < x < WIDTH and 0 < y < HEIGHT for x, y in late.dots)
    zero, twenty, ten = (y for _, y in late.dots)
    assert zero > ten > twenty, "more stands higher"
    assert abs((zero + twenty) / 2 - ten) < 0.2
    assert [mark.words for mark in drawn.scale] == ["0%", "10%", "20%"], "the scale ends above the highest share"


def test_nothing_to_show_is_said_and_odd_input_refused() -> None:
    assert plot(["Jan"], [("late", [None])]).is_empty
    with pytest.raises(ValueError, match="one share for each month"):
        plot(["Jan", "Feb"], [("late", [1])])
