"""Statements that are prepared once answer as the session does, on both databases, for every list, time and shape."""

from __future__ import annotations

import dataclasses
from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from sqlalchemy import Text, bindparam, exists, literal_column, select, text, update
from sqlalchemy.exc import DBAPIError

from app.accounts.actor import ADMIN, MODERATOR, SUSPENDED, Actor, Held
from app.accounts.models import Member
from app.accounts.queries import member_cards, shown_marks, shown_people
from app.accounts.shapes import SeenBy, shape_of
from app.core import clock
from app.core.among import NUMBERS, among, numbers, texts
from app.core.db import Id, UtcDateTime, db
from app.core.driver import alone
from app.core.given import MOST
from app.core.prepared import Prepared
from app.core.rows import rows_of
from app.core.scope import within_any
from app.groups.models import Group, Membership
from tests.world import World, answer


def _joined(is_old: bool) -> Any:
    moment = bindparam("moment", type_=UtcDateTime())
    groups = select(rows_of(Membership.group_id)).where(Membership.member_id == Member.id).scalar_subquery()
    found = select(Member.id, Member.username, Member.joined_at, Member.leaves_at, groups.label("groups"))
    named = found.where(among(Member.id, [numbers("ids")]), among(Member.username, [texts("names")]))
    return named.where(Member.joined_at <= moment if is_old else Member.joined_at > moment)


def test_a_prepared_statement_answers_as_the_session_does(world: World) -> None:
    prepared, names = Prepared(_joined), ["ruth", "kit", "it's 100%", "Zoë"]
    ruth, kit = (db.session.get_one(Member, world.members[name]) for name in ("ruth", "kit"))
    ruth.username = "it's 100%"
    asked = {"names": names, "moment": ruth.joined_at}
    [row] = prepared.rows(True, ids=[ruth.id, 10**12], **asked)
    assert (row.id, row.username, row.joined_at, row.leaves_at) == (ruth.id, "it's 100%", ruth.joined_at, None)
    mine = select(Membership.group_id).where(Membership.member_id == ruth.id)
    assert {key for (key,) in row.groups} == set(db.session.scalars(mine))
    assert row.groups
    assert prepared.rows(False, ids=[ruth.id], **asked) == prepared.rows(True, ids=(), **asked) == []
    assert prepared.rows(True, ids={ruth.id}, names=(), moment=kit.joined_at) == []
    assert prepared.first(True, ids=range(0), **asked) is None
    found = select(Member.id).where(among(Member.id, [ruth.id, kit.id]), ~among(Member.username, ["kit"]))
    assert db.session.scalars(found).all() == [ruth.id]
    with pytest.raises(KeyError):
        prepared.rows(True, ids=[ruth.id], names=names)
    with pytest.raises(ValueError, match="core.among"):
        Prepared(lambda: select(Member.id).where(Member.id.in_(bindparam("ids", expanding=True)))).rows(ids=[1])


def test_asked_for_many_rows_of_values_it_answers_each_as_if_asked_alone(world: World) -> None:
    ids, moment = bindparam("ids", type_=NUMBERS), bindparam("moment", type_=UtcDateTime())
    nobody, name = bindparam("nobody", type_=Id), bindparam("name", type_=Text())

    def build(is_named: bool) -> Any:
        groups = select(rows_of(Membership.group_id)).where(Membership.member_id == Member.id).scalar_subquery()
        later = exists().where(Membership.member_id == Member.id, Membership.joined_at < moment)
        found = select(Member.id, groups.label("groups"), later, name.label("said"), nobody.label("nobody"), moment)
        found = found.where(among(Member.id, [ids]), Member.id.is_distinct_from(nobody)).order_by(Member.id)
        return found.where(Member.username != name) if is_named else found

    prepared, now = Prepared(build), clock.now()
    names = ["ruth", "it's 100%", 'a "quoted" \\ one', "Zoë\nné", "%(given)s", ""]
    asked = [
        {"ids": ids, "moment": now - timedelta(days=at), "nobody": world.members["kit"] if at % 2 else None, "name": name}
        for at, (name, ids) in enumerate(product(names, (sorted(world.members.values()), [world.members["ruth"]], [])))
    ]
    assert len(asked) > MOST
    for shape in (True, False):
        each = prepared.rows_of_each(asked, shape)
        assert each == [prepared.rows(shape, **values) for values in asked]
        assert {len(rows) for rows in each} >= {0, 1}
        assert prepared.first_of_each(asked, shape) == [rows[0] if rows else None for rows in each]
    assert prepared.rows_of_each([], True) == []
    with pytest.raises(KeyError):
        prepared.rows_of_each([{"ids": [], "moment": now, "nobody": None}] * 2, True)


def test_a_look_before_a_command_takes_no_transaction_and_leaves_none_behind(world: World) -> None:
    ruth, session = world.members["ruth"], db.session()
    prepared = Prepared(lambda: select(Member.id).where(Member.id == bindparam("key")))
    db.session.rollback()
    with alone(session):
        assert prepared.first(key=ruth).id == ruth
        assert not session.in_transaction()
        broken = Prepared(lambda: select(literal_column("nothing").label("nothing")))
        with pytest.raises(DBAPIError):
            broken.rows()
        db.session.rollback()
    answer(
        world.actor("maren"), world.corners["public"].discussion, "A command that follows commits, and is undone alone."
    )
    db.session.execute(update(Member).where(Member.id == ruth).values(about="gone"))
    db.session.rollback()
    assert db.session.scalar(select(Member.about).where(Member.id == ruth)) == ""
    with alone(session):
        assert prepared.first(key=ruth).id == ruth, "in the transaction that is open"


def test_what_a_connection_has_prepared_stays_so_when_a_page_ends(world: World, backend: str) -> None:
    ruth = world.members["ruth"]
    prepared = Prepared(lambda: select(Member.username).where(Member.id == bindparam("this")))

    def kept() -> list[str]:
        if backend == "sqlite":
            return []
        found = db.session.execute(
            text("SELECT statement FROM pg_prepared_statements WHERE statement LIKE '%username%'")
        )
        return [row.statement for row in found]

    for _ in range(3):
        assert prepared.first(this=ruth).username == "ruth"
        db.session.rollback()
    prepared.first(this=ruth)
    first = kept()
    assert len(first) == (backend == "postgresql")
    db.session.rollback()
    # What failed is rolled back as well, and the connection is good for more.
    with pytest.raises(DBAPIError):
        db.session.execute(text("SELECT 1 / (SELECT count(*) FROM members WHERE id < 0), nothing"))
    db.session.rollback()
    assert prepared.first(this=ruth).username == "ruth"


def test_a_statement_for_a_shape_finds_what_one_for_the_actor_finds(world: World) -> None:
    def moderated(actor: Actor) -> Any:
        return select(Group.id).where(
            within_any(Group.path, actor.paths(MODERATOR, ADMIN)), Group.id != actor.member_id
        )

    prepared, shapes = SeenBy(moderated), set()
    [one, other] = [world.corners[name].path for name in ("public", "private")]
    held = ((), (Held(MODERATOR, one),), (Held(MODERATOR, other),), (Held(MODERATOR, one), Held(MODERATOR, other)))
    whole = ((Held(ADMIN, "/"),), (Held(MODERATOR, one), Held(ADMIN, "/")))
    for grants in (*held, *whole):
        for limits in ((), (Held(SUSPENDED, one),)):
            for me in (world.members["ruth"], world.corners["public"].group_id):
                actor = Actor(me, grants=grants, restrictions=limits)
                seen = {key for (key,) in prepared.rows(actor)}
                assert seen == set(db.session.scalars(moderated(actor)))
                shapes.add(shape_of(dataclasses.replace(actor, restrictions=()))[0])
    assert len(shapes) == len((*held, *whole)) - 1
    for face in (
        lambda who: select(Group.id).where(Group.name == who.username),
        lambda who: select(Group.id).where(Group.created_at > (who.joined_at or clock.now())),
        lambda who: select(Group.id).where(Group.id == (who.member_id or 0)),
        lambda who: select(Group.id).where(Group.id == 1) if who.moderates(one) else select(Group.path),
    ):
        with pytest.raises((TypeError, KeyError)):
            SeenBy(face).rows(Actor(1, username="Heart", grants=held[3]))


@pytest.mark.parametrize("corner", ["public", "private"])
def test_who_is_shown_beside_words_is_called_and_marked_as_on_their_cards(world: World, corner: str) -> None:
    path, ids = world.corners[corner].path, [*world.members.values(), 10**12, None]
    db.session.get_one(Member, world.members["ana"]).act_as("Team A")
    marks, cards = shown_marks(ids, path), member_cards(ids)
    shown = shown_people(ids, path)
    assert {key: (one.name, one.username, one.role) for key, one in shown.items()} == {
        key: (card.display_name, card.username, marks.get(key, "")) for key, card in cards.items()
    }
    assert len(set(marks.values())) > 0
    assert world.members["ana"] not in marks
