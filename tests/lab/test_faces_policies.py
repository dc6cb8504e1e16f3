"""What the one-thing face of a visibility rule says, its many-things face says too."""

from __future__ import annotations

from sqlalchemy import select

from app.core.db import db
from app.lab.models import LabRule
from app.lab.policies import places_seen, sees_place, write_rules
from tests.lab.making import shop_rule
from tests.world import PEOPLE, World


def test_both_faces_show_everybody_the_same_rules(world: World) -> None:
    marta = world.actor("marta")
    paths = ["/", *(corner.path for corner in world.corners.values())]
    for path in paths:
        shop_rule(marta, path)
    for name in (*PEOPLE, "visitor", "system"):
        actor = world.actor(name)
        one = {path for path in paths if sees_place(actor, path)}
        many = set(db.session.scalars(select(LabRule.scope_path).where(places_seen(actor, LabRule.scope_path))))
        assert one == many, name
        assert {path for path in paths if write_rules(actor, path)} <= one, name
    assert sees_place(world.actor("samuel"), "/")
    assert not sees_place(world.actor("samuel"), world.corners["public"].path)
