"""What stays on the desk of somebody who leaves."""

from __future__ import annotations

import pytest

from app.accounts.holdings import CHOICES, Leaver
from app.core import clock
from app.core.db import db
from app.core.policy import Conflict
from app.duty.models import Alarm
from app.moderation.commands import decide
from app.moderation.commands.rewording import end_items
from app.moderation.inputs import DecisionInput
from app.moderation.models import ReviewItem
from app.moderation.queries.opened import opened
from tests.duty.making import WORDS, crisis, work
from tests.site.visits import browser_as
from tests.world import World


@pytest.mark.parametrize("choice", CHOICES)
def test_whoever_may_be_in_danger_stays_on_the_desk_when_they_leave_without_their_words(
    world: World, choice: str
) -> None:
    maren = world.members["maren"]
    item_id = crisis(world, "maren")
    work()
    end_items(Leaver(maren, "maren", "Maren", choice, clock.now()), 0)
    db.session.rollback()
    item = db.session.get_one(ReviewItem, item_id)
    assert (item.state, item.author_id) == ("open", None), "leaving ends no danger"
    page = browser_as(world, "ana").get(f"/desk/{item_id}").text
    assert "They have left for good," in page and (WORDS in page) is (choice == "keep")
    assert db.session.query(Alarm).one().acknowledged_at is None, "and the call goes on"
    decide(
        world.actor("ana"), item_id, DecisionInput(item.version, "keep", 8, "Spoken to the clinic, as our rules say.")
    )
    assert opened(world.actor("ana"), item_id).decision is not None
    with pytest.raises(Conflict):
        decide(world.actor("bea"), item_id, DecisionInput(item.version, "keep", 8, "Again."))
