"""Names for acting as staff, and what moderators take from a profile and give back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.accounts import names
from app.accounts.actor import ADMIN, MODERATOR, SYSTEM, Actor
from app.accounts.commands.members import NewMember, add_member
from app.accounts.commands.profile import ProfileInput, edit_profile
from app.accounts.commands.profile_parts import give_part_back, take_part
from app.accounts.commands.roles import grant_role, revoke_role
from app.accounts.commands.staff_names import choose_staff_name
from app.accounts.commands.tidy import tidy
from app.accounts.models import ABOUT, NAME, TAKEN_KEPT, Grant, Member, TakenPart
from app.accounts.queries import actor_of, member_cards
from app.audit.models import AuditEntry
from app.core import clock
from app.core.db import db
from app.core.policy import Forbidden, Invalid


def _people() -> dict[str, int]:
    ids = {name: add_member(SYSTEM, NewMember(name, name.title())) for name in ("ana", "bea", "ruth", "maren")}
    grant_role(SYSTEM, ids["ana"], MODERATOR, "/")
    grant_role(SYSTEM, ids["bea"], ADMIN, "/")
    return ids


def _refused(act: object, error: type[Exception] = Invalid) -> str:
    with pytest.raises(error) as refused:
        act()  # type: ignore[operator]
    return str(getattr(refused.value, "reason", ""))


def _says(actor: Actor, name: str, about: str = "") -> None:
    edit_profile(actor, ProfileInput(name, about))


def test_a_name_as_staff_is_nobody_elses_and_goes_when_it_is_laid_down(app: Flask) -> None:
    ids = _people()
    ana, ruth = actor_of(ids["ana"]), actor_of(ids["ruth"])
    choose_staff_name(ana, "  Priya ")
    assert member_cards([ids["ana"]])[ids["ana"]].as_staff == "Priya"
    assert actor_of(ids["ana"]).staff_name == "Priya"
    assert _refused(lambda: choose_staff_name(actor_of(ids["bea"]), "PRlYA")) == "name_taken", "looks the same"
    assert _refused(lambda: choose_staff_name(ana, "Ruth")) == "name_taken"
    assert _refused(lambda: choose_staff_name(ana, "Doctor Lee")) == "name_reserved"
    assert _refused(lambda: _says(ruth, "Priya")) == "name_taken", "nobody else passes for her"
    assert names.taken_among(["pr1ya", "prlya"]) == {"prlya"}
    assert _refused(lambda: choose_staff_name(ruth, "Priya Two"), Forbidden) == "staff_only"
    revoke_role(SYSTEM, db.session.scalars(select(Grant.id).where(Grant.member_id == ids["ana"])).one())
    ana = actor_of(ids["ana"])
    assert _refused(lambda: choose_staff_name(ana, "Priyanka"), Forbidden) == "staff_only", "the role is over"
    choose_staff_name(ana, "")
    assert member_cards([ids["ana"]])[ids["ana"]].as_staff == "Ana"
    _says(ruth, "Priya")
    chosen = select(func.count()).where(AuditEntry.fact == "StaffNameChosen", AuditEntry.about_id == ids["ana"])
    assert db.session.scalar(chosen) == 2


def test_what_is_taken_from_a_profile_is_kept_until_it_is_given_back(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = _people()
    ana, ruth = actor_of(ids["ana"]), actor_of(ids["ruth"])
    _says(ruth, "Rude Rita", "Buy pills from me.")
    assert _refused(lambda: take_part(ruth, ids["maren"], NAME), Forbidden) == "moderators_of_all_only"
    assert _refused(lambda: take_part(ana, ids["ana"], NAME), Forbidden) == "not_yourself"
    name, line = take_part(ana, ids["ruth"], NAME), take_part(ana, ids["ruth"], ABOUT)
    row = db.session.get_one(Member, ids["ruth"])
    neutral = row.display_name
    assert neutral.startswith("Member ") and neutral[7:].isdecimal() and row.about == ""
    assert _refused(lambda: _says(ruth, "Rude Rlta")) == "name_not_again"
    assert _refused(lambda: _says(ruth, neutral, "Buy pills from me.")) == "about_not_again"
    _says(ruth, neutral, "Kidney in 2019.")
    assert give_part_back(ana, line) is False, "she has written another line since"
    assert give_part_back(ana, name) is True, "and the name is hers again, whatever she wrote beside it"
    assert (row.display_name, row.about) == ("Rude Rita", "Kidney in 2019.")
    assert give_part_back(ana, name) is False, "only once"
    again = take_part(ana, ids["ruth"], NAME)
    _says(actor_of(ids["maren"]), "Rude Rita")
    assert give_part_back(ana, again) is False, "it is somebody else's by now"
    facts = db.session.scalars(
        select(AuditEntry.ids).where(AuditEntry.fact.in_(("ProfilePartTaken", "ProfilePartBack")))
    )
    assert "Rita" not in str(facts.all())
    later = clock.now() + TAKEN_KEPT + timedelta(days=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    tidy()
    assert db.session.scalar(select(func.count()).select_from(TakenPart)) == 0
