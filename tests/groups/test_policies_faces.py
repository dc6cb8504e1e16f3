"""Every visibility rule has one answer, whether asked of one group or of many, for everybody in the tree."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import ColumnElement, literal, select

from app.accounts.actor import Actor
from app.core.db import db
from app.groups import policies
from app.groups.audience import Audience
from app.groups.models import Group
from tests.groups.places import PEOPLE, Places

EVERYBODY = ("visitor", "system", *PEOPLE)


def _many(condition: ColumnElement[bool]) -> set[int]:
    return set(db.session.scalars(select(Group.id).where(condition)))


Rule = tuple[Callable[[Actor, Group], Any], Callable[[Actor], ColumnElement[bool]]]
RULES: dict[str, Rule] = {
    "listing": (policies.see_listing, policies.listed),
    "reading": (policies.read, policies.readable),
    "moderating": (lambda actor, group: actor.moderates(group.path), policies.moderated),
} | {
    f"in the audience {audience.name}": (
        lambda actor, group, audience=audience: policies.read_audience(actor, audience, group.id, group.path),
        lambda actor, audience=audience: policies.audience_readable(
            actor, literal(int(audience)), Group.id, Group.path
        ),
    )
    for audience in Audience
}


@pytest.mark.parametrize("rule", RULES)
def test_one_thing_and_many_things_agree_for_everybody_everywhere(places: Places, rule: str) -> None:
    one, many = RULES[rule]
    answers = set()
    for who in EVERYBODY:
        actor = places.actor(who)
        found = _many(many(actor))
        for name, group_id in places.groups.items():
            alone = bool(one(actor, places.group(name)))
            assert alone == (group_id in found), f"{rule}: {who} and {name}"
            answers.add(alone)
    assert answers == {True, False}, "the world shows both answers of this rule"
