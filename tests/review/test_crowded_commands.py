"""In a community with many talks nothing that one person does, or is shown, reads all there is of anything: told by the plans."""

from __future__ import annotations

from collections.abc import Callable

from app.accounts.holdings import KEEP, Leaver
from app.accounts.models import NAME, TakenPart
from app.accounts.names import free_handle, is_taken
from app.core import clock
from app.core.db import db
from app.discussions.commands.order import move_discussion
from app.discussions.commands.renaming import rename_quotes
from app.discussions.commands.unnaming import end_quotes
from app.discussions.own_data.leaving import what_would_change
from app.discussions.queries.lists import group_page
from app.groups.models import Group
from app.mentoring.commands.room import seat_mentors
from app.mentoring.commands.settling import settle_newcomers
from app.moderation.commands.rewording import reword
from app.site.queries import for_you
from tests.crowd import crowd, sorts, whole_reads
from tests.world import World

Work = Callable[[], object]


def _works(world: World) -> dict[str, Work]:
    heart, brain = world.corners["public"], world.corners["other"]
    ruth, marta = world.members["ruth"], world.actor("marta")
    leaver = Leaver(ruth, "ruth", "Ruth", KEEP, clock.now())
    return {
        "what leaving would change": lambda: what_would_change(ruth),
        "others' quotes of somebody who leaves": lambda: end_quotes(leaver, 0),
        "quotes under a name that was taken": lambda: rename_quotes(world.members["maren"], 0, is_back=False),
        "a name that nobody may look like": lambda: is_taken("Ruth Ellen"),
        "the own name again": lambda: is_taken("Ruth", but_member=ruth),
        "a handle that is free": lambda: free_handle("Many"),
        "a discussion in another group": lambda: move_discussion(marta, heart.discussion, brain.group_id),
        "mentors in their room": seat_mentors,
        "newcomers who settle": settle_newcomers,
        "copies at the desk of words that change": lambda: reword("post", [heart.held], lambda _post, words: words),
    }


def test_nothing_that_one_person_does_reads_all_there_is(world: World) -> None:
    crowd(world)
    db.session.add(TakenPart(member_id=world.members["maren"], part=NAME, words="Marigold", replacement="Member 4711", at=clock.now()))
    db.session.commit()
    walked = [f"{name}: {found}" for name, work in _works(world).items() for found in whole_reads(work)]
    assert walked == [], "\n\n".join(walked)


def test_who_waits_longest_is_read_in_the_order_of_an_index(world: World) -> None:
    """Otherwise all that wait in a group are sorted for each page of one member."""
    crowd(world)
    ruth, heart = world.actor("ruth"), db.session.get_one(Group, world.corners["public"].group_id)
    assert sorts(lambda: group_page(ruth, heart, "waiting"), "published_at") == []
    # The few that are shown are asked for by their ids, and sorted.
    assert [found for found in sorts(lambda: for_you(ruth), "published_at") if "= ANY" not in found] == []


def test_a_handle_is_found_among_many_who_are_called_alike(world: World) -> None:
    crowd(world)
    assert free_handle("Ruth") == "ruth-2"
    assert free_handle("Many") == "many"
