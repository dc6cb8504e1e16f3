"""The three clocks of a newcomer, as the desk words them, and what follows from them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.mentoring.clocks import QUIET, Times, brief, clocks, is_late, is_settled, waiting_since
from app.mentoring.subjects import named, phrases
from app.mentoring.wording import not_written_line

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
"""A Friday."""


def ago(**span: float) -> datetime:
    return NOON - timedelta(**span)


def seen(**times: Any) -> Times:
    return Times(**{"arrived_at": ago(days=5), "seen_at": ago(hours=1), **times})


def shown(times: Times) -> list[tuple[str, str]]:
    return [(clock.state, clock.words) for clock in clocks(times, NOON)]


WROTE_19 = seen(first_post_at=ago(hours=19), seen_at=ago(hours=19))
WROTE_27 = seen(first_post_at=ago(hours=27), seen_at=ago(hours=27))
SILENT = seen(arrived_at=ago(days=2), seen_at=ago(hours=2))
ANSWERED = seen(
    first_post_at=ago(days=4, hours=1), answered_at=ago(days=4), greeted_at=ago(days=4), seen_at=ago(days=4, hours=1)
)
BACK = seen(
    first_post_at=ago(days=13),
    answered_at=ago(days=12, hours=22),
    greeted_at=ago(days=12, hours=22),
    returned_at=ago(days=12, hours=20),
    seen_at=ago(days=12),
)
GREETED_THEN_WROTE = seen(
    greeted_at=ago(days=3), returned_at=ago(hours=30), first_post_at=ago(hours=30), seen_at=ago(hours=30)
)
QUIET_SINCE = seen(arrived_at=ago(days=16), seen_at=ago(days=16))


@pytest.mark.parametrize(
    ("times", "words"),
    [
        (WROTE_19, [("soon", "due in 5 h"), ("off", "not yet"), ("off", "day 0 of 14")]),
        (WROTE_27, [("over", "3 h late"), ("off", "not yet"), ("run", "day 1 of 14")]),
        (SILENT, [("off", "nothing yet"), ("done", "today"), ("off", "day 0 of 14")]),
        (ANSWERED, [("done", "in 60 min"), ("over", "4 days gone"), ("run", "day 4 of 14")]),
        (BACK, [("done", "in 2 h"), ("done", "same day"), ("soon", "day 12 of 14")]),
        (GREETED_THEN_WROTE, [("over", "6 h late"), ("done", "after 2 days"), ("run", "day 1 of 14")]),
        (QUIET_SINCE, [("off", "nothing yet"), ("off", "not yet"), ("over", "16 days")]),
    ],
)
def test_each_clock_says_what_has_passed(times: Times, words: list[tuple[str, str]]) -> None:
    assert shown(times) == words


def test_whoever_waits_longest_stands_first_and_who_came_back_waits_for_nobody() -> None:
    since = [waiting_since(times) for times in (ANSWERED, SILENT, GREETED_THEN_WROTE, WROTE_27, WROTE_19, BACK)]
    assert since == sorted(since)
    assert since[-1] == ago(days=12) + QUIET, "missed from then on, not before"
    assert [is_late(times, NOON) for times in (ANSWERED, SILENT, WROTE_19, WROTE_27, BACK)] == [
        *(True, False, False, True, False),
    ]
    assert is_late(QUIET_SINCE, NOON)


def test_a_greeted_newcomer_settles_sooner() -> None:
    assert not is_settled(seen(arrived_at=ago(days=45)), NOON)
    assert is_settled(seen(arrived_at=ago(days=45), greeted_at=ago(days=40)), NOON)
    assert is_settled(seen(arrived_at=ago(days=60)), NOON)


def test_spans_are_two_words() -> None:
    spans = (timedelta(seconds=5), timedelta(minutes=89), timedelta(hours=47), timedelta(days=3))
    assert [brief(span) for span in spans] == ["1 min", "89 min", "47 h", "3 days"]


def test_a_subject_is_found_by_whole_words_whatever_their_case_accent_or_plural() -> None:
    wanted = phrases("Pacemakers, première semaine;  caring  for a parent\npacemakers")
    assert wanted == ("Pacemakers", "première semaine", "caring for a parent")
    assert named(wanted, ["", "My first pacemaker"]) == "Pacemakers"
    assert named(wanted, ["Ma PREMIERE semaine"]) == "première semaine"
    assert named(wanted, ["caring, for a parent and more"]) == "caring for a parent"
    assert named(("art", "first week"), ["heart", "week, first of all"]) == ""
    assert named((" ; ",), ["anything"]) == ""


def test_of_who_has_not_written_the_desk_says_what_they_did() -> None:
    assert not_written_line("2 days ago", 0, False) == "Joined 2 days ago, has not read or written anything yet."
    assert not_written_line("2 days ago", 31, False) == "Joined 2 days ago, has read 31 discussions, has not written."
    assert not_written_line("2 days ago", 31, True) == "Joined 2 days ago, and has written where you do not read."
