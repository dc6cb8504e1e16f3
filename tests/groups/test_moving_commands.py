"""Whatever is moved where, every path stays the way from the top, and no room is wider than the group it is in."""

from __future__ import annotations

from contextlib import suppress

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.accounts.actor import MENTOR, SYSTEM
from app.accounts.commands import grant_role
from app.accounts.models import Grant
from app.core.db import db
from app.core.policy import Invalid
from app.core.scope import path_ids
from app.groups import commands
from app.groups.audience import ACCESSES, is_wider
from app.groups.models import Group
from tests.groups.places import Places, make

SIZE = 6
MOVES = st.lists(
    st.tuples(st.integers(0, SIZE - 1), st.one_of(st.none(), st.integers(0, SIZE - 1)), st.booleans()), max_size=8
)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(accesses=st.lists(st.sampled_from(ACCESSES), min_size=SIZE, max_size=SIZE), moves=MOVES)
def test_random_moves_keep_the_tree_right(
    places: Places, accesses: list[str], moves: list[tuple[int, int | None, bool]]
) -> None:
    made = _lay(places, accesses)
    grants = {key: grant_role(SYSTEM, places.members["kit"], MENTOR, _group(key).path) for key in made}
    for moved, to, narrow in moves:
        with suppress(Invalid):
            commands.move_group(SYSTEM, made[moved], None if to is None else made[to], narrow=narrow)
        _check(made, grants)


def _lay(places: Places, accesses: list[str]) -> list[int]:
    """Groups with fresh names, each at the top."""
    start = len(db.session.query(Group).all())
    return [make(f"group {start + number}", access) for number, access in enumerate(accesses)]


def _check(made: list[int], grants: dict[int, int]) -> None:
    db.session.expire_all()
    for key in made:
        group = _group(key)
        above, way = group, [group.id]
        while above.parent_id is not None:
            assert above.parent_id not in way, "no group stands inside itself"
            parent = _group(above.parent_id)
            assert not is_wider(above.access, parent.access)
            above, way = parent, [parent.id, *way]
        assert path_ids(group.path) == tuple(way)
        assert db.session.get_one(Grant, grants[key]).path == group.path


def _group(key: int) -> Group:
    return db.session.get_one(Group, key)
