"""The table of `tests.moderation.table`, cell by cell, through the command: on SQLite all, on PostgreSQL one in thirteen or five."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from itertools import groupby, product
from typing import Any

import pytest
from sqlalchemy import func, select

from app.accounts.actor import MENTOR, MODERATOR, SUSPENDED, SYSTEM, Actor, Held
from app.accounts.commands.members import NewMember, add_member
from app.accounts.commands.roles import grant_role
from app.accounts.models import Member, Restriction, TakenPart
from app.accounts.queries import actor_of
from app.core import clock
from app.core.command import unit_of_work
from app.core.db import db
from app.core.jobs import Promise
from app.core.policy import Conflict, Forbidden, Invalid, NotFound
from app.moderation.actions import ACTIONS
from app.moderation.commands import decide, decide_about_member, open_item
from app.moderation.inputs import CauseInput, DecisionInput, MemberDecisionInput, OpenInput
from app.moderation.models import Decision, ReviewItem, Sanction
from app.moderation.registry import adapter_for
from app.notifications.models import Notice
from tests.moderation.conftest import HEART, RHYTHM, Room
from tests.moderation.notes import KIND, burn, close, finding, state_of, write
from tests.moderation.table import (
    KINDS,
    LIMITS,
    MEASURES,
    PROFILE_KINDS,
    PROFILE_STATES,
    STATES,
    Cell,
    cells,
    outcome,
    profile_cells,
    profile_outcome,
    restricts,
    state_after,
    tells_author,
)

RING = "Bring a jumper. Ring me on 07700 900418."
WHY = "A number that strangers can ring is not safe here."
WEEK = timedelta(days=7)
CAUSES = {"held": ("check", "contact_details"), "worried": ("crisis", "crisis"), "report": ("flag", "private")}


class Undone(Exception):
    """Rolls back what a cell did, so that the next one finds the world as it was."""


def lay_item(kind: str, state: str, author_id: int | None) -> tuple[int, int]:
    """A note in this state with its open item of this kind; answers their ids."""
    note_id = write(author_id, HEART, RING, "published" if state == "closed" else state)
    cause, reason = CAUSES.get(kind, (kind, kind))
    marked = [finding(RING, "07700 900418")] if kind == "held" else []
    given = CauseInput(cause, reason, 1, RING, 1, marked)
    item_id = open_item(OpenInput(KIND, note_id, HEART, author_id, "reply", (given,)))
    if state == "closed":
        close(note_id)
    return note_id, item_id


def people(room: Room) -> dict[str, Actor]:
    """Somebody for every role; `author` is Bea, whose words are laid apart."""
    grant_role(SYSTEM, room.ids["kit"], MENTOR, HEART)
    names = {
        "member": "maren",
        "mentor": "kit",
        "moderator_here": "ana",
        "moderator_elsewhere": "samuel",
        "admin": "marta",
    }
    actors = {role: room.actor(name) for role, name in names.items()}
    shut_out = replace(room.actor("bea"), restrictions=(Held(SUSPENDED, "/"),))
    return {**actors, "visitor": Actor(), "author": room.actor("bea"), "suspended": shut_out}


def ruling(cell: Cell) -> DecisionInput:
    until = clock.now() + WEEK if cell.measure in LIMITS else None
    return DecisionInput(1, cell.action, 6, WHY, measure=cell.measure, until=until)


def test_every_cell_through_the_command(room: Room) -> None:
    actors, laid = people(room), _lay_all(room)
    every = 1 if db.engine.dialect.name == "sqlite" else 13
    wrong = []
    for (kind, state, role), group in groupby(cells(), lambda cell: (cell.kind, cell.state, cell.role)):
        some = [cell for place, cell in enumerate(group) if place % every == 0]
        found = _all_of(some, actors[role], *laid[kind, state, "bea" if role == "author" else "ruth"])
        pairs = zip(some, found, strict=True)
        wrong += [f"{cell.name}: {answer}, not {outcome(cell)}" for cell, answer in pairs if answer != outcome(cell)]
    assert wrong == []
    assert (_count(Decision), _count(Notice), _count(Sanction)) == (0, 0, 0), "every cell was taken back"


def _lay_all(room: Room) -> dict[tuple[str, str, str], tuple[int, int]]:
    laid = {
        (kind, state, author): lay_item(kind, state, room.ids[author])
        for kind in KINDS
        for state in STATES
        for author in ("ruth", "bea")
    }
    # Last of all: SQLite would give the id of one that is gone to the next.
    for (_, state, _), (note_id, _) in laid.items():
        if state == "gone":
            burn(note_id)
    return laid


def _all_of(
    some: list[Cell], actor: Actor, note_id: int, item_id: int, decided: Callable[..., str] | None = None
) -> list[str]:
    """What the command makes of each cell, in one transaction that is taken back."""
    found: list[str] = []
    try:
        with unit_of_work():
            found += [_try(cell, actor, note_id, item_id, decided or _decided) for cell in some]
            raise Undone
    except Undone:
        return found


def _try(cell: Cell, actor: Actor, note_id: int, item_id: int, decided: Callable[..., str]) -> str:
    """What the command makes of the cell; then nothing of it is left."""
    with db.session.begin_nested() as point:
        answer = decided(cell, actor, note_id, item_id)
        point.rollback()
    return answer


def _decided(cell: Cell, actor: Actor, note_id: int, item_id: int) -> str:
    try:
        done = decide(actor, item_id, ruling(cell))
    except NotFound:
        return "NotFound"
    except Conflict as refused:
        return f"Conflict {refused.reason}"
    except Invalid as refused:
        return f"Invalid {refused.field}"
    _check_kept(cell, actor, note_id, done.decision_id)
    return "done"


def _check_kept(cell: Cell, actor: Actor, note_id: int, decision_id: int) -> None:
    """What was done is all there: the decision, the words, the measure, the notice and the letter."""
    decision = db.session.get_one(Decision, decision_id)
    assert (decision.action, decision.measure, decision.clause) == (cell.action, cell.measure, 6), cell.name
    assert (decision.statement, decision.decided_by) == (WHY, actor.member_id), cell.name
    assert decision.path == (HEART if cell.measure else ""), cell.name
    assert decision.found_by == {"held": "check", "worried": "crisis", "report": "flag"}.get(cell.kind, "staff")
    assert decision.automated == (cell.kind in ("held", "worried") and cell.state == "held"), cell.name
    if cell.state != "gone":
        assert state_of(note_id) == state_after(cell), cell.name
    assert db.session.get_one(ReviewItem, decision.item_id).state == "decided", cell.name
    laid = db.session.scalars(select(Sanction).where(Sanction.decision_id == decision_id)).all()
    assert [(each.kind, each.path) for each in laid] == ([(cell.measure, HEART)] if cell.measure else []), cell.name
    limits = db.session.scalars(select(Restriction.kind).where(Restriction.until.is_not(None))).all()
    assert list(limits) == ([cell.measure] if cell.measure in LIMITS else []), cell.name
    told = db.session.scalars(select(Notice.kind).where(Notice.member_id == decision.author_id)).all()
    assert list(told) == (["decision"] if tells_author(cell) else []), cell.name
    letters = db.session.scalars(select(Promise.arguments).where(Promise.job == "moderation.send_statement")).all()
    assert [each["decision_id"] for each in letters] == ([decision_id] if tells_author(cell) else []), cell.name


def _count(model: type) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


PROFILE_CAUSES = {"profile": ("flag", "profile_unkind"), "worried": ("flag", "worried"), "staff": ("staff", "staff")}


def lay_profile(kind: str, state: str, name: str = "") -> tuple[int, int]:
    """A member with an open item of this kind about their profile; answers their id and the item's."""
    name = name or f"{kind}-{state}"
    member_id = add_member(SYSTEM, NewMember(name, name.title(), about="Pills here" if state == "lined" else ""))
    grant_role(SYSTEM, member_id, MODERATOR, "/")
    text = adapter_for("member").views([member_id])[member_id].text
    given = CauseInput(*PROFILE_CAUSES[kind], 1, text, 1)
    return member_id, open_item(OpenInput("member", member_id, "/", member_id, "profile", (given,)))


def test_every_cell_about_a_profile_through_the_command(room: Room) -> None:
    grant_role(SYSTEM, room.ids["kit"], MODERATOR, "/")
    actors = {**people(room), "moderator_of_all": room.actor("kit")}
    laid = {(kind, state): lay_profile(kind, state) for kind in PROFILE_KINDS for state in PROFILE_STATES}
    every = 1 if db.engine.dialect.name == "sqlite" else 5
    wrong = []
    for cell in list(profile_cells())[::every]:
        member_id, item_id = laid[cell.kind, cell.state]
        actor = actor_of(member_id) if cell.role == "oneself" else actors[cell.role]
        (found,) = _all_of([cell], actor, member_id, item_id, _profile_decided)
        wrong += [f"{cell.name}: {found}, not {profile_outcome(cell)}"] if found != profile_outcome(cell) else []
    assert wrong == []
    assert (_count(Decision), _count(Notice), _count(TakenPart)) == (0, 0, 0), "every cell was taken back"


def _profile_decided(cell: Cell, actor: Actor, member_id: int, item_id: int) -> str:
    try:
        done = decide(actor, item_id, ruling(cell))
    except NotFound:
        return "NotFound"
    except Invalid as refused:
        return f"Invalid {refused.field}"
    member, name = db.session.get_one(Member, member_id), f"{cell.kind}-{cell.state}".title()
    assert (member.display_name == name) == (cell.action != "reset_name"), cell.name
    assert (member.about == "") == (cell.action == "clear_about" or cell.state == "bare"), cell.name
    decision = db.session.get_one(Decision, done.decision_id)
    expected = {"reset_name": [name], "clear_about": ["Pills here"]}.get(cell.action)
    assert expected is None or decision.words == expected, cell.name
    assert name not in str(decision.before) and decision.what == "profile", cell.name
    told = db.session.scalars(select(Notice.kind).where(Notice.member_id == member_id)).all()
    assert list(told) == ([] if cell.action == "keep" and not cell.measure else ["decision"]), cell.name
    return "done"


PERSONS = [
    # Who decides, about whom, what, where; and what comes of it.
    ("ana", "ruth", "suspended", HEART, "done"),
    ("ana", "ruth", "suspended", "", "done"),
    ("ana", "ruth", "slow", "/", "Forbidden moderators_of_all_only"),
    ("ana", "ruth", "note", "/", "Forbidden not_your_group"),
    ("ana", "ruth", "slow", RHYTHM, "Invalid path"),
    ("ana", "ruth", "slow", "/2/", "Invalid path"),
    ("ana", "bea", "warning", HEART, "done"),
    ("ana", "bea", "read_only", HEART, "Forbidden admins_only"),
    ("marta", "bea", "read_only", HEART, "done"),
    ("marta", "ruth", "suspended", "/", "done"),
    ("ana", None, "note", HEART, "Invalid measure"),
]


@pytest.mark.parametrize(("who", "whom", "measure", "path", "expected"), PERSONS)
def test_whom_a_moderator_may_measure_and_where(
    room: Room, who: str, whom: str | None, measure: str, path: str, expected: str
) -> None:
    _, item_id = lay_item("report", "published", room.ids[whom] if whom else None)
    until = clock.now() + WEEK if measure in LIMITS else None
    given = DecisionInput(1, "keep", 1, WHY, measure=measure, path=path, until=until)
    assert _answer(lambda: decide(room.actor(who), item_id, given)) == expected


MEMBERS = [
    ("ana", "ruth", "note", HEART, None, "done"),
    ("marta", "ruth", "suspended", "", 7, "done"),
    ("marta", "ruth", "suspended", "", None, "Invalid until"),
    ("marta", "ruth", "slow", HEART, None, "Invalid until"),
    ("marta", "ruth", "slow", HEART, -1, "Invalid until"),
    ("marta", "ruth", "note", HEART, 7, "Invalid until"),
    ("marta", "ruth", "", HEART, None, "Invalid measure"),
    ("marta", "marta", "note", "", None, "Forbidden not_yourself"),
    ("ana", "ruth", "suspended", "", 7, "Forbidden moderators_of_all_only"),
    ("samuel", "ruth", "note", HEART, None, "Forbidden not_your_group"),
    ("kit", "ruth", "note", HEART, None, "Forbidden not_your_group"),
    ("ana", "bea", "slow", HEART, 7, "Forbidden admins_only"),
    ("marta", "nobody", "note", "", None, "NotFound"),
]


@pytest.mark.parametrize(("who", "whom", "measure", "path", "days", "expected"), MEMBERS)
def test_a_decision_about_a_member_without_words_of_theirs(
    room: Room, who: str, whom: str, measure: str, path: str, days: int | None, expected: str
) -> None:
    until = clock.now() + timedelta(days=days) if days else None
    given = MemberDecisionInput(measure, 1, WHY, path, until)
    member_id = room.ids.get(whom, 9999)
    assert _answer(lambda: decide_about_member(room.actor(who), member_id, given)) == expected
    made = db.session.scalars(select(Decision)).all()
    assert len(made) == (expected == "done")
    if made:
        item = db.session.get_one(ReviewItem, made[0].item_id)
        assert (item.state, item.subject_kind, item.subject_id) == ("decided", "member", member_id)
        assert (made[0].what, made[0].path, made[0].found_by) == ("account", path or "/", "staff")
        assert db.session.scalar(select(func.count(Notice.id)).where(Notice.member_id == member_id)) == 1


def _answer(act: Any) -> str:
    try:
        act()
    except NotFound:
        return "NotFound"
    except Forbidden as refused:
        return f"Forbidden {refused.reason}"
    except Invalid as refused:
        return f"Invalid {refused.field}"
    return "done"


def test_the_table_knows_every_action_and_measure() -> None:
    every = {cell for cell in cells() if outcome(cell) == "done"}
    assert {cell.action for cell in every} | {"warn", "ask_change"} == {cell.action for cell in cells()}
    done = {cell.action for cell in profile_cells() if profile_outcome(cell) == "done"}
    assert done | {cell.action for cell in every} == set(ACTIONS)
    assert any(restricts(cell) for cell in every)
    by_moderators = [cell for cell in cells() if cell.role == "moderator_here"]
    for part in ("action", "kind", "state"):
        of_deciding = {getattr(cell, part) for cell in by_moderators if outcome(cell) == "done" and cell.kind != "worried"}
        tried = {(getattr(cell, part), cell.measure) for cell in by_moderators}
        assert tried >= set(product(of_deciding, MEASURES)), part
