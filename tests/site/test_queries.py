"""The first page asks the database for little, however much there is; on both databases it shows the same."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import text

from app.core import settings
from app.core.db import db
from app.discussions.queries.lists import latest_open_to_all
from app.site import queries
from tests.world import World, answer, start


def test_the_latest_talks_are_found_by_an_index(world: World, count_statements: Callable[[], Any]) -> None:
    """Without it every visit to the first page sorts every discussion there is."""
    if db.session.get_bind().dialect.name != "sqlite":
        names = db.session.scalars(text("SELECT indexname FROM pg_indexes WHERE tablename = 'discussions'")).all()
        assert "ix_discussions_last" in names
        return
    with count_statements() as seen:
        latest_open_to_all(9)
    asked = next(statement for statement in seen if "FROM discussions JOIN groups" in statement)
    filled = asked.replace("groups.access IN (?)", "groups.access IN ('public')").replace("?", "9")
    plan = " ".join(row[3] for row in db.session.execute(text(f"EXPLAIN QUERY PLAN {filled}")))
    assert "ix_discussions_last" in plan, plan


def test_one_page_says_the_same_on_both_databases(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    home = queries.home_page(world.actor("visitor"))
    assert [heard.words for heard in queries.heard()] == ["I go in at seven. What did you wish you had packed?"]
    assert (home.house.members, home.house.mentors, home.house.moderators) == (10, 1, 4)
    assert not home.house.has_more_members
    monkeypatch.setattr(queries, "MOST_MEMBERS", 9)
    settings.forget()
    assert queries.house().members == 9 and queries.house().has_more_members
    assert [group.name for group in home.groups.groups] == ["Brain", "Heart", "Kidney"]


def test_ones_own_page_says_the_same_on_both_databases(world: World) -> None:
    begun = start(
        world.actor("kit"), world.corners["other"].group_id, "A long night", "It was long, and then it was over."
    )
    answer(world.actor("samuel"), begun.discussion_id or 0, "Good that it was.")
    start(world.actor("samuel"), world.corners["other"].group_id, "Anybody up", "I am, for one.")
    kit = queries.for_you(world.actor("kit"))
    assert [talk.title for talk in kit.waiting] == ["Anybody up"]
    assert [(mine.group.name, mine.news.new, mine.news.waiting) for mine in kit.groups] == [("Brain", 1, 1)]
    assert len(kit.on_their_way) == 0
    ruth = queries.for_you(world.actor("ruth"))
    assert len(ruth.on_their_way) == queries.ON_THEIR_WAY and ruth.more_on_their_way
