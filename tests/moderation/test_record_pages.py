"""The pages of the record: for whom they are, what a filter finds, and that a refused filter keeps what was typed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import current_app
from flask.testing import FlaskClient
from sqlalchemy import select

from app.audit.models import AuditEntry
from app.audit.registry import fact_words
from app.core.db import db
from app.core.facts import DomainEvent
from app.moderation.record_lines import Line, folded
from tests.world import World


def _client(world: World, who: str) -> FlaskClient:
    client = current_app.test_client()
    if who != "visitor":
        client.set_cookie("dayroom-session", world.token(who))
    return client


@pytest.mark.parametrize(
    "who, own, staff",
    [("visitor", 303, 303), ("ruth", 200, 404), ("ingrid", 200, 404), ("ana", 200, 200), ("marta", 200, 200), ("gus", 200, 403)],
)  # fmt: skip
def test_everybody_has_their_own_record_and_the_team_that_of_its_places(
    world: World, who: str, own: int, staff: int
) -> None:
    client = _client(world, who)
    assert client.get("/account/record").status_code == own
    assert client.get("/desk/record").status_code in (staff, 303 if who == "gus" else staff)
    for address in ("/moderation-in-numbers", "/moderation-in-numbers.csv"):
        assert client.get(address).status_code in (200, 403 if who == "gus" else 200)


def test_a_filter_finds_and_an_unknown_handle_is_said_with_what_was_typed(world: World) -> None:
    marta = _client(world, "marta")
    page = marta.get("/desk/record?fact=RoleGranted&about=ana").get_data(as_text=True)
    assert "A role was given" in page and "about Ana, in Heart" in page
    assert "A group was made</strong>" not in page
    page = marta.get("/desk/record?who=nobody-at-all&thing=grant+2").get_data(as_text=True)
    assert (
        "Nobody here is called nobody-at-all" in page and 'value="nobody-at-all"' in page and 'value="grant 2"' in page
    )
    for odd in ("since=yesterday", "fact=Nonsense", "before=x.y", "thing=%27", "since=9999-12-31&until=9999-12-31"):
        assert marta.get(f"/desk/record?{odd}").status_code == 200, odd


def test_the_team_reads_the_record_in_few_statements_and_is_noted_the_first_time(
    world: World, count_statements: Callable[[], Any]
) -> None:
    ana = _client(world, "ana")
    ana.get("/desk/record")
    assert db.session.scalars(select(AuditEntry.fact).order_by(AuditEntry.id.desc())).first() == "RecordRead"
    db.session.remove()
    with count_statements() as seen:
        ana.get("/desk/record")
    of_the_record = [one for one in seen if "audit_" in one]
    assert len(of_the_record) == 2, of_the_record
    assert not any(one.startswith(("INSERT INTO audit", "UPDATE audit")) for one in seen)


def _audited(kind: type[DomainEvent]) -> set[str]:
    found = {one for below in kind.__subclasses__() for one in _audited(below)}
    return found | ({kind.__name__} if kind.audited and kind.__module__.startswith("app.") else set())


def test_every_audited_fact_has_words(world: World) -> None:
    words = fact_words()
    assert _audited(DomainEvent) - set(words) == set()
    assert all(said.label for said in words.values())


def _line(number: int, title: str, seconds: int, url: str = "", who: str = "Dayroom") -> Line:
    return Line(number, datetime(2026, 11, 1, tzinfo=UTC) - timedelta(seconds=seconds), title, who, url=url)


def test_entries_of_one_act_are_one_row_and_decisions_stand_alone() -> None:
    made = [_line(90 - at, "A group was made", at * 50) for at in range(5)]
    few = [_line(80 - at, "A role was given", 400) for at in range(3)]
    decided = [_line(70 - at, "A moderator decided", 500, f"/decisions/{at}") for at in range(5)]
    others = [_line(60 - at, "A group was made", 600, who=who) for at, who in enumerate(("Ana", "Marta") * 3)]
    slow = [_line(50 - at, "You signed in", 700 + at * 61) for at in range(5)]
    rows = folded([*made, *few, *decided, *others, *slow])
    assert rows[0] == tuple(made), "made one right after the other"
    assert rows[1:] == [(line,) for line in (*few, *decided, *others, *slow)]
    assert folded([]) == []
