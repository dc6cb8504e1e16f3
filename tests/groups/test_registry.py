"""Packages above add tabs and notes to a group's pages, for whom they are meant and nobody else."""

from __future__ import annotations

import pytest
from flask import Flask

from app.accounts.actor import MENTOR, MODERATOR, Actor
from app.groups import registry
from app.groups.models import Group
from app.groups.registry import MEMBER, Note, group_note, group_notes, group_tab
from tests.groups.places import Places
from tests.notifications.people import browser_of


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing plugged in but what the test brings."""
    monkeypatch.setattr(registry, "_tabs", [])
    monkeypatch.setattr(registry, "_notes", [])


def test_a_tab_stands_for_those_who_may_and_is_marked_on_its_page(app: Flask, places: Places, bare: None) -> None:
    group_tab("history", "What it was called", "groups.edit", lambda actor, group: actor.is_admin)
    with pytest.raises(ValueError, match="history"):
        group_tab("history", "Again", "groups.edit", lambda actor, group: True)
    assert "What it was called" in browser_of(app, places.members["marta"]).get("/groups/carers/people").text
    assert "What it was called" not in browser_of(app, places.members["ana"]).get("/groups/carers/people").text


def test_a_note_is_asked_for_those_it_concerns_alone(app: Flask, places: Places, bare: None) -> None:
    asked: list[tuple[str, str]] = []

    def loader(role: str, says: bool = True) -> registry.Loader:
        def load(actor: Actor, group: Group) -> Note | None:
            asked.append((role, actor.username))
            return Note("groups/_sign_in.html", {"role": role}) if says else None

        return load

    for role in (MEMBER, MENTOR, MODERATOR):
        group_note([role])(loader(role))
    group_note([MEMBER, MODERATOR])(loader("silent", says=False))
    carers = places.group("carers")
    seen = {
        who: [note.values["role"] for note in group_notes(places.actor(who), carers)]
        for who in ("visitor", "newcomer", "maren", "ingrid", "ana", "marta", "gus")
    }
    assert seen == {
        "visitor": [],
        "newcomer": [],
        "maren": [MEMBER],
        "ingrid": [MENTOR],
        "ana": [MODERATOR],
        "marta": [MODERATOR],
        "gus": [],
    }
    assert {who for _, who in asked} == {"maren", "ingrid", "ana", "marta"}
    page = browser_of(app, places.members["maren"]).get("/groups/carers").text
    assert asked[-1] == ("silent", "maren") and "Sign in" in page
