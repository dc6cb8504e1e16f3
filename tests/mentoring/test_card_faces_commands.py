"""A card: keeping it, and who reads which field, by one field and by many."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.accounts.actor import SYSTEM
from app.accounts.commands import NewMember, add_member
from app.accounts.queries import actor_of
from app.core.db import db
from app.core.policy import Invalid
from app.core.tokens import new_token
from app.mentoring import policies
from app.mentoring.card import AUDIENCES, FIELDS
from app.mentoring.commands.cards import keep_card
from app.mentoring.inputs import CardInput, FieldInput
from app.mentoring.models import CardField
from app.mentoring.queries import cards
from tests.world import World

READERS = ("visitor", "ruth", "maren", "kit", "ingrid", "ana", "marta", "gus", "system")
SEES = {
    "me": {"maren"},
    "mentors": {"maren", "ingrid"},
    "members": {"maren", "ingrid", "ruth", "kit", "ana", "marta"},
}
"""Maren's fields by audience: who reads them. Staff as such see no more than members; the system reads none."""


def fill(world: World, who: str, introduced: bool = True, **fields: tuple[str, str]) -> None:
    """Keep somebody's card: field=(value, audience)."""
    given = {name: FieldInput(value, audience) for name, (value, audience) in fields.items()}
    keep_card(world.actor(who), CardInput(given, introduced=introduced))


def test_both_faces_say_the_same_of_every_field_and_reader(world: World) -> None:
    values = {"role": "carer", "since": "2024"}
    told = {name: (values.get(name, f"word {name}"), AUDIENCES[at % 3]) for at, name in enumerate(FIELDS)}
    fill(world, "maren", **told)
    fill(world, "ingrid", condition=("Asthma", "me"))
    rows = db.session.scalars(select(CardField)).all()
    for reader in READERS:
        actor = world.actor(reader)
        seen = set(db.session.execute(select(CardField.member_id, CardField.field).where(policies.fields_seen(actor))))
        by_one = {(row.member_id, row.field) for row in rows if policies.see_field(actor, row)}
        assert by_one == {tuple(row) for row in seen}, reader
        shown = {field.name for field in cards.card_shown(actor, world.members["maren"])}
        assert shown == {name for name, (_, audience) in told.items() if reader in SEES[audience]}, reader


def test_a_card_is_kept_and_changed_and_emptied(world: World) -> None:
    fill(world, "maren", condition=(" Heart   failure", "members"), since=("3/2024", "mentors"), role=("carer", "me"))
    fill(world, "maren", False, since=("2023", "members"), role=("", "members"), likes=("sleep", "me"))
    kept = cards.own_card(world.actor("maren"))
    assert dict(kept.fields) == {
        "since": cards.OwnField("2023", "members"),
        "likes": cards.OwnField("sleep", "me"),
    }
    assert kept.introduced is False
    assert kept["condition"] == cards.OwnField("", "me"), "a field begins as one's own"


@pytest.mark.parametrize(
    "field, value, audience, reason, at",
    [
        ("condition", "x" * 81, "me", "too_long", "condition"),
        ("role", "doctor", "members", "role", "role"),
        ("since", "soon", "members", "since", "since"),
        ("likes", "sleep", "everyone", "audience", "likes_for"),
    ],
)
def test_a_refused_card_changes_nothing(
    world: World, field: str, value: str, audience: str, reason: str, at: str
) -> None:
    fill(world, "maren", condition=("Asthma", "members"))
    with pytest.raises(Invalid) as refused:
        fill(world, "maren", **{"condition": ("Gout", "members"), field: (value, audience)})
    assert (refused.value.reason, refused.value.field) == (reason, at)
    assert cards.own_card(world.actor("maren"))["condition"].value == "Asthma"


def test_others_with_the_same_condition_are_counted_from_five_on_and_by_what_one_may_see(world: World) -> None:
    fill(world, "maren", condition=("Heart failure", "me"))
    for number in range(6):
        who = add_member(SYSTEM, NewMember(f"some-{number}", f"Some {number}", email=f"{new_token()}@example.org"))
        audience = "members" if number < 4 else "mentors"
        keep_card(actor_of(who), CardInput({"condition": FieldInput("heart failure, gout", audience)}))
    assert cards.own_card(world.actor("maren")).same_condition is None, "four that she may see"
    fill(world, "ingrid", condition=("HEART failure", "mentors"))
    assert cards.own_card(world.actor("ingrid")).same_condition == 6
