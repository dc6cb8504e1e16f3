"""Figures equal a count by hand, are the same on both databases, and cost the same with 10 and with 100,000 newcomers."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import insert, select, text

from app.accounts.models import Member
from app.core import clock
from app.core.db import db
from app.core.policy import NotFound
from app.discussions.models import Discussion
from app.mentoring.figures import NewcomerFigures, TalkFigures
from app.mentoring.models import Newcomer
from app.mentoring.queries.figures import figures_file, figures_page
from tests.mentoring.many import many_newcomers
from tests.world import World

NOW = datetime(2026, 3, 30, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
WAITS = (0.5, 1, 2, 5, 23.9, 24, 25, 71, 73, None, None)
"""Hours to the first reply of discussions of February, as every test here has them."""


def _talk(group_id: int, published: datetime, wait: float | None, **more: Any) -> dict[str, Any]:
    return {
        "group_id": group_id, "title": "Tea", "slug": "tea", "audience": 0, "created_at": published,
        "published_at": published, "last_post_at": published, "people_ids": [], "removed_at": None,
        "answered_at": None if wait is None else published + wait * HOUR, **more,
    }  # fmt: skip


def _members(number: int) -> list[int]:
    last = db.session.scalar(select(db.func.max(Member.id))) or 0
    rows = [
        {
            "id": last + place, "username": f"new-{place}", "display_name": f"New {place}", "skeleton": f"~{place}",
            "joined_at": NOW, "about": "", "country": "", "theme": "", "contrast": "", "text_size": "",
        }
        for place in range(1, number + 1)
    ]  # fmt: skip
    db.session.execute(insert(Member), rows)
    return [row["id"] for row in rows]


def _newcomer(member_id: int, group_id: int | None, arrived: datetime, **more: Any) -> dict[str, Any]:
    times = ("first_post_at", "second_post_at", "greeted_at")
    return {
        "member_id": member_id, "arrived_at": arrived, "group_id": group_id, "seen_at": arrived,
        "waiting_since": arrived, **dict.fromkeys(times), **more,
    }  # fmt: skip


def _fill(world: World) -> None:
    """February in Heart and Kidney, one discussion of Brain, one removed; and newcomers of both months."""
    heart, kidney, brain = (world.corners[key].group_id for key in ("public", "members", "other"))
    day = datetime(2026, 2, 3, 9, tzinfo=UTC)
    talks = [_talk(heart, day + place * 9 * HOUR, wait) for place, wait in enumerate(WAITS)]
    talks += [_talk(kidney, day + place * HOUR, 1 + place) for place in range(4)]
    talks += [_talk(brain, day, 2), _talk(heart, day, None, removed_at=NOW)]
    talks += [_talk(heart, datetime(2026, 3, 1, tzinfo=UTC), 3) for _ in range(5)]
    talks += [_talk(heart, NOW - 2 * HOUR, None), _talk(heart, NOW - 30 * HOUR, 1)]
    talks += [_talk(heart, datetime(2025, 3, 31, 23, tzinfo=UTC), 3), _talk(heart, datetime(2026, 4, 1, tzinfo=UTC), 3)]
    db.session.execute(insert(Discussion), talks)
    ids = iter(_members(12))
    new = [
        _newcomer(next(ids), heart, day, greeted_at=day + HOUR, first_post_at=day, second_post_at=day + 13 * 24 * HOUR),
        _newcomer(next(ids), heart, day, greeted_at=day + HOUR, first_post_at=day, second_post_at=day + 14 * 24 * HOUR),
        _newcomer(next(ids), heart, day, greeted_at=day + HOUR, first_post_at=day, second_post_at=day + 15 * 24 * HOUR),
        _newcomer(next(ids), heart, day, first_post_at=day),
        _newcomer(next(ids), heart, day, first_post_at=day + HOUR),
        _newcomer(next(ids), heart, day),
        *(_newcomer(next(ids), kidney, NOW - HOUR, first_post_at=NOW - HOUR) for _ in range(5)),
        _newcomer(next(ids), None, day),
    ]
    db.session.execute(insert(Newcomer), new)
    db.session.commit()


def _by_hand(waits: list[float]) -> tuple[int, int]:
    """Half and nine in ten, by the nearest rank, in seconds."""
    seconds = sorted(int(wait * 3600) for wait in waits)
    return tuple(seconds[math.ceil(share * len(seconds)) - 1] for share in (0.5, 0.9))  # type: ignore[return-value]


@pytest.fixture
def figured(world: World) -> Any:
    db.session.execute(db.delete(Newcomer))
    db.session.execute(db.delete(Discussion))
    _fill(world)
    with time_machine.travel(NOW, tick=False):
        yield world


def test_each_figure_equals_a_count_by_hand(figured: World) -> None:
    page = figures_page(figured.actor("ana"))
    months = {line.key[0]: line for line in page.months}
    assert (len(months), page.months[0].label, page.months[-1].label) == (12, "April 2025", "March 2026")
    waits = [wait for wait in WAITS if wait is not None]
    half, nine = _by_hand([*waits, 1, 2, 3, 4])
    assert months["2026-02"].talks == TalkFigures(15, 13, half, nine, 15, 5, 15, 3), "Ana does not look after Brain"
    assert months["2026-02"].newcomers == NewcomerFigures(6, 3, 5, 2), "who has no group is seen by who sees all"
    assert months["2026-03"].talks == TalkFigures(7, 6, 3 * 3600, 3 * 3600, 6, 0, 5, 0), "too new to be late"
    assert months["2026-03"].newcomers == NewcomerFigures(5, 0, 0, 0)
    assert months["2025-04"].talks == TalkFigures(), "the window begins with April"
    groups = {line.label: line for line in page.groups}
    assert groups["Heart"].talks.talks == len(WAITS) + 7
    assert groups["Kidney"].talks == TalkFigures(4, 4, 2 * 3600, 4 * 3600, 4, 0, 4, 0)
    assert groups["Kidney"].cells()[:5] == ("fewer than 5",) * 5
    everybody = {line.key[0]: line for line in figures_page(figured.actor("marta")).months}
    assert (everybody["2026-02"].talks.talks, everybody["2026-02"].newcomers.newcomers) == (16, 7)
    chosen = figures_page(figured.actor("marta"), slug=figured.corners["members"].slug)
    assert [line.talks.talks for line in chosen.months if line.talks.talks] == [4]
    earlier = figures_page(figured.actor("marta"), until="2025-03")
    assert earlier.months[-1].talks.talks == 1


def test_the_page_shows_the_very_statements_that_gave_its_figures(figured: World) -> None:
    page = figures_page(figured.actor("marta"))
    by_month = db.session.execute(text(page.statements[0][1].replace(":", "\\:"))).all()
    shown = {line.key[0]: line.talks.talks for line in page.months if line.talks.talks}
    assert {row[0]: row[1] for row in by_month} == shown
    assert len(page.statements) == 4


def test_who_is_no_staff_sees_their_own_line_or_nothing(figured: World) -> None:
    page = figures_page(figured.actor("ingrid"))
    assert (page.months, page.groups, page.statements) == ((), (), ())
    assert page.own is not None and (page.own.held, page.own.capacity, page.own.welcomed, page.own.thanks) == (
        0,
        5,
        0,
        0,
    )
    for name in ("ruth", "newcomer", "visitor"):
        with pytest.raises(NotFound):
            figures_page(figured.actor(name))
    for name in ("ingrid", "ruth"):
        with pytest.raises(NotFound):
            figures_file(figured.actor(name))
    with pytest.raises(NotFound):
        figures_page(figured.actor("ana"), slug=figured.corners["other"].slug)


def test_the_file_has_a_line_for_each_group_and_month_and_hides_the_same(figured: World) -> None:
    lines = {line.key[1:] + (line.label,): line.plain_cells() for line in figures_file(figured.actor("marta"))}
    assert lines[("2026-03", "Heart")][:5] == ("7", "180", "180", "0.0", "0.0")
    assert set(lines[("2026-02", "Kidney")]) == {"fewer than 5"}
    assert lines[("2026-02", "Heart")][5:] == ("not shown",) * 3, (
        "with it, the one newcomer of no group could be subtracted"
    )
    lines = {line.key[1:] + (line.label,): line.plain_cells() for line in figures_file(figured.actor("ana"))}
    assert lines[("2026-02", "Heart")][5:] == ("6", "50.0", "40.0")


def test_no_small_number_of_newcomers_can_be_subtracted(figured: World) -> None:
    groups = {line.label: line.cells()[5] for line in figures_page(figured.actor("marta")).groups}
    assert groups == {"Heart": "6", "Kidney": "not shown", "Brain": "fewer than 5", "No group yet": "fewer than 5"}
    for name in ("ana", "marta"):
        page = figures_page(figured.actor(name))
        total = sum(line.newcomers.newcomers for line in page.groups)
        for lines in (page.months, page.groups):
            shown = sum(int(cell) for line in lines if (cell := line.cells()[5]).isdigit())
            assert not 0 < total - shown < 5, name


def test_the_figures_cost_as_many_statements_with_100_000_newcomers(
    world: World, count_statements: Callable[[], Any]
) -> None:
    actor = world.actor("marta")
    heart = world.corners["public"].group_id

    def counted() -> int:
        with count_statements() as seen:
            figures_page(actor)
        return len(seen)

    arrived = clock.now() - timedelta(days=40)
    many_newcomers(10, heart, arrived)
    small = counted()
    many_newcomers(100_000, heart, arrived, first=11)
    assert (small, counted()) == (5, 5)
    assert sum(line.newcomers.newcomers for line in figures_page(actor).months) >= 100_000
