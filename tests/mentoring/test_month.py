"""A week at the welcome desk, played with the real commands: few wait for a day, nobody holds too many or is welcomed twice, and
the page of figures says what the week's own notes say. `bench/welcome_month.py` plays a whole month on an import."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import time_machine

from app.groups.commands import admit
from app.mentoring.queries.figures import figures_file, figures_page
from bench.month import Month, Way
from tests.world import World

BEGIN = datetime(2027, 3, 1, tzinfo=UTC)


def test_a_week_with_mentors_leaves_nobody_waiting_and_its_figures_are_right(world: World) -> None:
    groups = [world.corners[key].group_id for key in ("public", "members")]
    ruth, maren, kit, ana = (world.members[name] for name in ("ruth", "maren", "kit", "ana"))
    admit(groups[0], {kit: BEGIN})
    way = Way(
        groups=groups,
        authors=[(ruth, groups[0]), (maren, groups[0]), (kit, groups[0]), (ruth, groups[1]), (maren, groups[1])],
        titles=["How long did you rest?", "Tea or coffee before the scan?", "Stairs in the first week"],
        waits=[timedelta(hours=6), timedelta(hours=40), None, None],
        newcomers=14,
        talks=10,
        days=7,
        capacity=2,
    )
    week = Month(way, [(world.members["ingrid"], groups), (ana, groups)], BEGIN)
    week.play()
    assert week.welcomed_twice() == []
    assert week.over_capacity == 0
    assert max(week.most_held.values()) == 2, "they were full at some time, so the limit was met"
    assert week.too_late["claimed"], "two looked at the same desk, so one of them came too late"
    own = week.talk_figures()
    assert own.talks + week.held_back >= 18
    assert own.open_24 / own.known_24 < 0.02
    with time_machine.travel(week.end, tick=False):
        (line,) = [one for one in figures_page(world.actor("marta")).months if one.key == ("2027-03",)]
        assert (line.talks, line.newcomers) == (own, week.newcomer_figures())
        for one in figures_file(world.actor("marta")):
            if one.key[1] == "2027-03":
                group_id = int(one.key[0])
                assert one.talks == week.talk_figures(group_id)
                assert one.newcomers == week.newcomer_figures(group_id)
