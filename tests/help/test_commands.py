"""Keeping the directory of help lines."""

from __future__ import annotations

import csv
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.actor import SYSTEM, VISITOR
from app.accounts.queries import actor_of
from app.audit.models import AuditEntry
from app.core.db import db
from app.core.policy import Forbidden, Invalid, NotFound
from app.help import queries
from app.help.commands import (
    LineInput,
    add_line,
    change_line,
    check_line,
    load_first_lines,
    put_back_line,
    remove_line,
)
from app.help.first import FIRST_LINES
from app.help.models import HelpLine
from tests.notifications.people import member, moderator

WALES = LineInput(
    country="GB", emergency="999", service="Night line", phone="01632 960123", hours="every night", languages="en cy"
)


def test_the_first_lines_are_the_committed_facts_and_load_once(app: Flask) -> None:
    with FIRST_LINES.open(encoding="utf-8", newline="") as file:
        facts = list(csv.DictReader(file))
    assert load_first_lines(SYSTEM) == len(facts)
    assert load_first_lines(SYSTEM) == 0
    rows = db.session.scalars(select(HelpLine).order_by(HelpLine.position)).all()
    stored = [{name: getattr(row, name) for name in facts[0]} for row in rows]
    assert stored == facts
    assert all(row.checked_at is None for row in rows)


def test_what_staff_changed_or_removed_stays_so_when_the_first_lines_are_loaded_again(app: Flask) -> None:
    mona = moderator()
    load_first_lines(SYSTEM)
    samaritans, shout = queries.lines_for("GB")
    change_line(mona, samaritans.id, replace(WALES, service="Samaritans, renamed"))
    remove_line(mona, shout.id)
    assert load_first_lines(SYSTEM) == 0
    assert [line.service for line in queries.lines_for("GB")] == ["Samaritans, renamed"]


def test_a_new_line_stands_last_and_is_unchecked_until_somebody_made_sure(app: Flask) -> None:
    mona = moderator()
    load_first_lines(SYSTEM)
    line_id = add_line(mona, WALES)
    last = queries.lines_for("GB")[-1]
    assert (last.id, last.checked_at) == (line_id, None)
    check_line(mona, line_id)
    assert queries.lines_for("GB")[-1].checked_at is not None
    change_line(mona, line_id, replace(WALES, phone="01632 960124"))
    assert queries.lines_for("GB")[-1].checked_at is None


def test_a_country_has_one_emergency_number(app: Flask) -> None:
    mona = moderator()
    load_first_lines(SYSTEM)
    add_line(mona, replace(WALES, emergency=" 112 "))
    assert {line.emergency for line in queries.lines_for("GB")} == {"112"}
    assert {line.emergency for line in queries.lines_for("US")} == {"911"}


def test_a_removed_line_is_on_no_page_until_it_is_put_back(app: Flask) -> None:
    mona = moderator()
    line_id = add_line(mona, WALES)
    remove_line(mona, line_id)
    assert queries.lines_for("GB") == ()
    put_back_line(mona, line_id)
    assert [line.id for line in queries.lines_for("GB")] == [line_id]


@pytest.mark.parametrize(
    "wrong, field",
    [
        (replace(WALES, country="XX"), "country"),
        (replace(WALES, service="  "), "service"),
        (replace(WALES, phone="", text=""), "phone"),
        (replace(WALES, website="javascript:alert(1)"), "website"),
    ],
)
def test_a_line_that_cannot_be_is_refused_with_the_field_at_fault(app: Flask, wrong: LineInput, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        add_line(moderator(), wrong)
    assert refused.value.field == field
    assert db.session.scalar(select(HelpLine)) is None


def test_only_staff_keep_the_directory(app: Flask) -> None:
    line_id = add_line(SYSTEM, WALES)
    for nobody in (VISITOR, actor_of(member("ruth")), actor_of(member("ingrid", role="mentor"))):
        with pytest.raises(Forbidden):
            check_line(nobody, line_id)
        with pytest.raises(Forbidden):
            load_first_lines(nobody)
    check_line(moderator("branch", path="/12/"), line_id)


def test_a_line_that_is_not_there_is_not_found(app: Flask) -> None:
    with pytest.raises(NotFound):
        check_line(SYSTEM, 4711)


def test_each_change_leaves_an_audit_entry(app: Flask) -> None:
    mona = moderator()
    line_id = add_line(mona, WALES)
    check_line(mona, line_id)
    entries = db.session.scalars(
        select(AuditEntry).where(AuditEntry.fact.startswith("HelpLine")).order_by(AuditEntry.id)
    )
    assert [(entry.fact, entry.actor_id, entry.ids["line_id"]) for entry in entries] == [
        ("HelpLineAdded", mona.member_id, line_id),
        ("HelpLineChecked", mona.member_id, line_id),
    ]
