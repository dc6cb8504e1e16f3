"""In a community with many talks nothing that one person does, or is shown, reads all there is of anything: told by the plans."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

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
from app.discussions.queries.waiting import COUNTED
from app.groups.models import Group
from app.mentoring.commands.room import seat_mentors
from app.mentoring.commands.settling import settle_newcomers
from app.mentoring.queries import nominations, unanswered
from app.mentoring.queries.nominations import evidence_of, mentors_page
from app.mentoring.queries.unanswered import UnansweredPage, unanswered_page
from app.moderation.commands.rewording import reword
from app.moderation.queries.record import Sought, desk_record
from app.site.queries import for_you
from tests.crowd import crowd, plans, sorts, whole_reads
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
        "the record of a few places": lambda: desk_record(world.actor("ana"), Sought()),
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


def test_who_answered_in_a_group_is_looked_for_in_its_latest_talks(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not in all of a season: in a large community that is a good part of all posts."""
    crowd(world)
    monkeypatch.setattr(unanswered, "MOST_LOOKED_AT", 10)
    found: list[int] = []
    heart = world.corners["public"].group_id
    assert whole_reads(lambda: found.append(len(unanswered.answers_lately({heart})[heart]))) == []
    assert found == [10]


def test_what_one_member_did_is_counted_among_what_they_wrote(world: World) -> None:
    """Not among what everybody wrote in the group: a nomination counts it in its transaction."""
    crowd(world)
    found = plans(lambda: evidence_of(world.members["ruth"], world.corners["public"].path))
    assert [line.split("\n")[0] for line in found if re.search(r"(ix|uq)_posts_(author|order|line)", line.split("\n")[0])], found
    assert not [line for line in found if re.search(r"(ix_posts_order|ix_posts_line|SCAN posts|Seq Scan on posts)\b", line.split("\n")[0])]


def test_who_might_be_a_mentor_is_looked_for_in_the_latest_talks_of_each_group(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not in all that was written in a year."""
    crowd(world)
    monkeypatch.setattr(nominations, "LATEST_TALKS", 20)
    found = [line.split("\n")[0] for line in plans(lambda: mentors_page(world.actor("marta")))]
    reads = [line for line in found if re.search(r"(SCAN|SEARCH|Index Scan|Seq Scan)\b.*(posts|discussions)\b", line)]
    in_few = r"ix_posts_order|pk_posts|ix_discussions_group_last|PRIMARY KEY"
    assert [line for line in found if "ix_posts_order" in line]
    assert [line for line in reads if not re.search(in_few, line)] == []


def test_who_waits_is_counted_up_to_a_bound_in_each_group(world: World) -> None:
    """Not one by one: what nobody answered is never less."""
    crowd(world)
    found: list[UnansweredPage] = []
    reads = plans(lambda: found.append(unanswered_page(world.actor("marta"))))
    counting = [line.split("\n")[0] for line in reads if "count(" in line]
    assert [line for line in counting if "ix_discussions_group_waiting" in line]
    assert [line for line in counting if re.search(r"(SCAN|SEARCH|Scan)\b.*discussions", line) and "_group_waiting" not in line] == []
    assert max(row.longer + row.days + row.fresh for row in found[0].groups) == COUNTED


def test_a_handle_is_found_among_many_who_are_called_alike(world: World) -> None:
    crowd(world)
    assert free_handle("Ruth") == "ruth-2"
    assert free_handle("Many") == "many"
