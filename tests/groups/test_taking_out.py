"""A moderator takes a member out of a private group: with a reason, out of the rooms inside as well, and not where anybody may join."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import select

from app.audit.models import AuditEntry
from app.core import clock
from app.core.db import db
from app.core.policy import Conflict, Forbidden, Invalid, NotFound
from app.groups.commands import admit, ask_to_join, take_out
from app.groups.inputs import LONGEST_WORDS
from app.groups.models import Group
from app.groups.own_data import asked
from app.groups.policies import read
from app.notifications.queries import notices_page
from tests.groups.places import Places
from tests.notifications.people import browser_of

WHY = "You told us that you are here for a newspaper. You are welcome in the open groups."
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


def _count(places: Places, name: str) -> int:
    db.session.expire_all()
    return db.session.get_one(Group, places.groups[name]).member_count


def test_whoever_is_taken_out_reads_why_and_reads_there_no_more_nor_in_the_rooms_inside(places: Places) -> None:
    carers, young = places.groups["carers"], places.groups["young carers"]
    maren = places.members["maren"]
    admit(young, {maren: clock.now()})
    before = _count(places, "carers")
    take_out(places.actor("ana"), carers, maren, f"  {WHY} ")
    assert _count(places, "carers") == before - 1
    actor = places.actor("maren")
    assert {carers, young}.isdisjoint(actor.group_ids)
    assert not read(actor, places.group("carers")) and not read(actor, places.group("young carers"))
    told = notices_page(actor).rows.items[0].view
    assert (told.title, told.words) == ("You are no longer in Carers", WHY)
    with pytest.raises(Conflict, match="asked_lately"):
        ask_to_join(actor, carers, "Please.")
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.fact == "MemberTakenOut")).one()
    assert WHY not in str(entry.ids) and entry.ids["member_id"] == maren
    assert [row["answer"] for row in asked(maren)] == [WHY], "what is kept of it is theirs to take along"
    with pytest.raises(NotFound):
        take_out(places.actor("ana"), carers, maren, WHY)


@pytest.mark.parametrize(
    ("who", "whom", "words", "reason"),
    [
        ("ana", "maren", " ", "why_missing"),
        ("ana", "maren", "x" * (LONGEST_WORDS + 1), "words_long"),
        ("ana", "ana", WHY, "leave_instead"),
        ("ana", "ingrid", WHY, "role_first"),
    ],
)
def test_it_takes_a_reason_and_somebody_without_a_role(
    places: Places, who: str, whom: str, words: str, reason: str
) -> None:
    with pytest.raises(Invalid) as refused:
        take_out(places.actor(who), places.groups["carers"], places.members[whom], words)
    assert refused.value.reason == reason


def test_nobody_else_takes_anybody_out_and_nobody_where_anybody_may_join(places: Places) -> None:
    for who in ("ingrid", "samuel", "kit"):
        with pytest.raises(Forbidden):
            take_out(places.actor(who), places.groups["carers"], places.members["maren"], WHY)
    with pytest.raises(Forbidden, match="open_to_join"):
        take_out(places.actor("marta"), places.groups["heart"], places.members["kit"], WHY)


def test_the_page_keeps_what_was_typed_and_names_them(app: Flask, places: Places) -> None:
    ana = browser_of(app, places.members["ana"])
    people = ana.get("/groups/carers/people").text
    assert 'href="/groups/carers/people/maren/out"' in people and "/people/ingrid/out" not in people
    url = "/groups/carers/people/maren/out"
    page = ana.get(url).text
    assert "Take out and tell maren" in page
    token = TOKEN.search(page)
    assert token is not None
    refused = ana.post(url, data={"csrf_token": token.group(1), "words": " "})
    assert refused.status_code == 422 and "Please say why." in refused.text
    done = ana.post(url, data={"csrf_token": token.group(1), "words": WHY}, follow_redirects=True)
    assert "maren is no longer in Carers, and has been told why." in done.text and "/people/maren/out" not in done.text
    assert ana.get(url).status_code == 404
    assert "nobody is taken out" in browser_of(app, places.members["bea"]).get("/groups/heart/people").text
