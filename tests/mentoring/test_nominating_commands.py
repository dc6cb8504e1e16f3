"""Naming mentors by what they did: the evidence is counted right, staff of the group decide, and only good news is told."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select, text

from app.accounts.queries import role_marks
from app.core import clock
from app.core.command import command
from app.core.db import db
from app.core.policy import Conflict, Invalid, NotFound
from app.groups.commands import GroupInput, admit, create_group
from app.groups.commands.absorbing import absorb_group
from app.groups.models import Group
from app.mentoring.commands.newcomers import arrive
from app.mentoring.commands.nominating import answer_nomination, nominate
from app.mentoring.evidence import Evidence
from app.mentoring.models import Greeting
from app.mentoring.queries import nominations
from app.mentoring.queries.figures import own_line
from app.mentoring.queries.latest import share
from app.mentoring.queries.nominations import candidate, mentors_page
from app.notifications.models import Notice
from app.notifications.queries import newest
from tests.suspending import suspend
from tests.world import World, answer, start


def _busy(world: World, answers: int = 5) -> None:
    """Maren answers Halina, who is new, twice, and Ruth for the rest; her reply in her own discussion is no answer."""
    heart = world.corners["public"].group_id
    admit(heart, {world.members["newcomer"]: clock.now()})
    arrive(world.members["newcomer"])
    maren = world.actor("maren")
    for name, number in (("newcomer", 2), ("ruth", answers - 3)):
        for _ in range(number):
            talk = start(world.actor(name), heart, "Tea", "With milk?").discussion_id or 0
            answer(maren, talk, "Always.")
    own = start(maren, heart, "Mine", "About me.").discussion_id or 0
    answer(maren, own, "And more about me.")
    thanked = Greeting(
        newcomer_id=world.members["newcomer"], mentor_id=maren.member_id, draft_key="k", sent_at=clock.now()
    )
    thanked.thank(clock.now())
    db.session.add(thanked)
    db.session.commit()


def _notices(world: World, name: str) -> list[str]:
    return list(db.session.scalars(select(Notice.kind).where(Notice.member_id == world.members[name])))


def test_the_evidence_counts_answers_to_others_and_equals_its_statement(
    world: World, count_statements: Callable[[], Any]
) -> None:
    _busy(world)
    heart = world.corners["public"].group_id
    found = candidate(world.actor("ingrid"), "maren", heart)
    # One answer of hers stood there before; in Kidney and the Carers' room she answered too, which is another group.
    assert found.evidence == Evidence(answers=5, to_newcomers=2, groups=1, thanks=1, months=6)
    row = db.session.execute(text(found.statement.replace(":", "\\:"))).one()
    assert (row.answers, row.to_newcomers, row.groups, row.thanks) == (5, 2, 1, 1)
    ana = world.actor("ana")
    with count_statements() as seen:
        page = mentors_page(ana)
    assert len(seen) == 6
    (suggested,) = page.suggested
    assert (suggested.member.username, suggested.evidence.answers) == ("maren", 7), "in all groups that Ana looks after"
    (mentor,) = page.mentors
    assert (mentor.member.username, len(mentor.places), mentor.load.held) == ("ingrid", 3, 0)


def test_answers_in_the_latest_discussions_of_each_group_suggest_somebody(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    _busy(world, answers=20)
    marta = world.actor("marta")
    page = mentors_page(marta)
    assert [(one.member.username, one.evidence.answers) for one in page.suggested] == [("maren", 22)]
    assert page.of_each is None, "all of them"
    monkeypatch.setattr(nominations, "LATEST_TALKS", 20)
    page = mentors_page(marta)
    (suggested,) = page.suggested
    assert page.of_each is not None
    assert nominations.ENOUGH <= suggested.evidence.answers < 22
    row = db.session.execute(text(page.statement.replace(":", "\\:"))).one()
    assert row.answers == suggested.evidence.answers
    monkeypatch.setattr(nominations, "LATEST_TALKS", 4)
    assert mentors_page(marta).suggested == ()


@pytest.mark.parametrize(
    ("held", "most", "each", "why"),
    [
        ((), 10, 10, "nobody holds anything"),
        ((2, 3), 10, 10, "all of it fits"),
        ((2, 30), 10, 8, "who holds few leaves more to the other"),
        ((30, 30, 1), 11, 5, "the same for both"),
        ((5, 5, 5), 2, 1, "one at least"),
    ],
)
def test_groups_share_what_is_looked_at(held: tuple[int, ...], most: int, each: int, why: str) -> None:
    assert share(held, most) == each, why


def test_staff_of_the_group_decide_once_and_only_a_yes_is_told(world: World) -> None:
    heart, path = world.corners["public"].group_id, world.corners["public"].path
    maren = world.members["maren"]
    first = nominate(world.actor("ingrid"), maren, heart)
    assert nominate(world.actor("ana"), maren, heart) == first, "while it waits it is one"
    ana, bea, samuel = (world.actor(name) for name in ("ana", "bea", "samuel"))
    assert [one.id for one in mentors_page(ana).nominations] == [first]
    assert mentors_page(samuel).nominations == ()
    for name in ("samuel", "ingrid", "ruth"):
        with pytest.raises(NotFound):
            answer_nomination(world.actor(name), first, accepted=True)
    before = _notices(world, "maren")
    answer_nomination(ana, first, accepted=False)
    assert _notices(world, "maren") == before
    assert role_marks([maren], path) == {}
    with pytest.raises(Conflict, match="answered"):
        answer_nomination(bea, first, accepted=True)
    second = nominate(ana, maren, heart)
    answer_nomination(bea, second, accepted=True)
    assert role_marks([maren], path) == {maren: "mentor"}
    (row,) = newest(world.actor("maren"), kinds=["made_mentor"])
    assert (row.view.title, row.view.url) == ("You are a mentor in Heart now", "/welcome")
    with pytest.raises(Conflict, match="mentor_already"):
        nominate(ana, maren, heart)


def test_a_nomination_goes_along_when_its_group_goes_up_in_another_one(world: World) -> None:
    marta, maren, kit = world.actor("marta"), world.members["maren"], world.members["kit"]
    into = world.corners["public"].group_id
    room = create_group(marta, GroupInput(name="Tea room", purpose="", parent_id=into))
    nominate(marta, maren, room)
    nominate(marta, kit, room)
    nominate(marta, kit, into)

    @command
    def merge() -> None:
        group, target = (db.session.get_one(Group, key) for key in (room, into))
        absorb_group(marta, group, target, keep_roles=True, at=clock.now())

    merge()
    named = [(one.member.username, one.place) for one in mentors_page(marta).nominations]
    assert sorted(named) == [("kit", "Heart"), ("maren", "Heart")]


def test_a_welcome_that_never_came_out_counts_as_none(world: World) -> None:
    ingrid = world.actor("ingrid")
    for number, html in enumerate(("", "<p>Hello.</p>")):
        who = world.members[("newcomer", "kit")[number]]
        db.session.add(
            Greeting(newcomer_id=who, mentor_id=ingrid.member_id, draft_key=html, html=html, sent_at=clock.now())
        )
    db.session.commit()
    own = own_line(ingrid)
    assert own.welcomed == 1
    assert [row.welcomed for row in mentors_page(world.actor("marta")).mentors if row.member.username == "ingrid"] == [
        1
    ]


def test_who_may_name_whom(world: World) -> None:
    heart, brain = world.corners["public"].group_id, world.corners["other"].group_id
    maren, kit = world.members["maren"], world.members["kit"]
    for name, group in (("ruth", heart), ("ingrid", brain), ("samuel", heart), ("visitor", heart)):
        with pytest.raises(NotFound):
            nominate(world.actor(name), maren, group)
    with pytest.raises(NotFound):
        nominate(world.actor("ana"), 10**9, heart)
    with pytest.raises(Invalid, match="yourself"):
        nominate(world.actor("ingrid"), world.members["ingrid"], heart)
    with pytest.raises(Conflict, match="suspended_member"):
        nominate(world.actor("ana"), world.members["gus"], heart)
    suspend(world.actor("marta"), kit, None, "Unkind.")
    assert "kit" not in {one.member.username for one in mentors_page(world.actor("marta")).suggested}
