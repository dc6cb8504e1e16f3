"""The guidelines as a text: the first one, new versions, and who accepted which."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.accounts.actor import SYSTEM, VISITOR
from app.accounts.events import MemberJoined
from app.accounts.queries import actor_of
from app.accounts.registry import guidelines_version
from app.audit.models import AuditEntry
from app.core.command import command, publish
from app.core.db import db
from app.core.policy import Conflict, Forbidden, Invalid, NotFound
from app.guidelines import queries
from app.guidelines.checks.order import CHECKS
from app.guidelines.commands import (
    ClauseInput,
    VersionInput,
    accept,
    accept_current,
    discard_draft,
    load_first_guidelines,
    publish_version,
    save_draft,
)
from app.guidelines.models import Acceptance, Clause, GuidelinesVersion
from tests.notifications.people import admin, member, moderator


def _in_force() -> tuple[ClauseInput, ...]:
    version = queries.current()
    assert version
    return tuple(ClauseInput(**vars(one)) for one in version.clauses)


@command
def _join(member_id: int, version: str) -> None:
    publish(MemberJoined(actor_id=member_id, member_id=member_id, guidelines_version=version))


def test_the_first_text_has_eight_whole_clauses_and_loads_once(app: Flask) -> None:
    assert load_first_guidelines(SYSTEM)
    assert not load_first_guidelines(SYSTEM)
    version = queries.current()
    assert version is not None
    assert [one.number for one in version.clauses] == [1, 2, 3, 4, 5, 6, 7, 8]
    assert all(one.title and one.words and one.example_fine and one.example_not and one.why for one in version.clauses)
    assert queries.clause_title(6) == "Keep private details out of the room"


def test_every_check_names_a_clause_of_the_first_text(app: Flask) -> None:
    load_first_guidelines(SYSTEM)
    assert all(queries.clause(check.clause) for check in CHECKS)


def test_without_guidelines_nobody_has_anything_to_accept(app: Flask) -> None:
    assert queries.current() is None
    assert queries.clause_title(6) == ""
    assert queries.has_accepted(member("ruth"))


def test_a_new_version_is_in_force_at_once_and_has_to_be_accepted_again(app: Flask) -> None:
    load_first_guidelines(SYSTEM)
    ruth, ada = actor_of(member("ruth")), admin()
    accept(ruth, 1)
    assert queries.has_accepted(ruth.member_id or 0)
    first = _in_force()
    changed = (replace(first[0], words="Be kinder."), *first[1:], ClauseInput(9, "Sleep", "Go to bed."))
    assert publish_version(ada, VersionInput(changed, "A word about sleep.")) == 2
    assert not queries.has_accepted(ruth.member_id or 0)
    found = queries.clause(1)
    assert found and found.words == "Be kinder."
    assert queries.clause_title(9) == "Sleep"
    assert [line.number for line in queries.versions()] == [2, 1]
    past = queries.version_text(1)
    assert (len(past.clauses), past.clauses[0].words) == (8, first[0].words)
    entry = db.session.scalars(
        select(AuditEntry).where(AuditEntry.fact == "GuidelinesPublished").order_by(AuditEntry.id.desc())
    ).first()
    assert entry and (entry.actor_id, entry.ids["number"]) == (ada.member_id, 2)


def test_a_draft_changes_nothing_for_members_until_it_is_published(app: Flask) -> None:
    load_first_guidelines(SYSTEM)
    ada = admin()
    changed = (replace(_in_force()[0], words="Be kinder."), *_in_force()[1:])
    save_draft(ada, VersionInput(changed))
    found, draft = queries.clause(1), queries.draft()
    assert found and found.words != "Be kinder."
    assert draft and draft.clauses[0].words == "Be kinder." and draft.revision == 1
    with pytest.raises(NotFound):
        queries.version_text(2)
    save_draft(ada, VersionInput(changed[:8], "Kinder.", revision=1))
    assert db.session.scalar(select(func.count()).select_from(GuidelinesVersion)) == 2
    discard_draft(ada)
    assert queries.draft() is None
    assert db.session.scalar(select(func.count()).select_from(Clause)) == 8


def test_two_who_edit_the_draft_notice_each_other(app: Flask) -> None:
    load_first_guidelines(SYSTEM)
    save_draft(admin("ada"), VersionInput(_in_force(), "Ada's"))
    with pytest.raises(Conflict):
        save_draft(admin("bo"), VersionInput(_in_force(), "Bo's"))
    draft = queries.draft()
    assert draft and draft.summary == "Ada's"


@pytest.mark.parametrize(
    "number, put, reason",
    [
        (6, ClauseInput(6), "clause_checked"),
        (2, ClauseInput(2, title="Only a title"), "clause_incomplete"),
        (2, ClauseInput(3, "Twice", "The same number."), "clause_twice"),
    ],
)
def test_a_version_that_cannot_be_is_refused_by_number(app: Flask, number: int, put: ClauseInput, reason: str) -> None:
    load_first_guidelines(SYSTEM)
    clauses = tuple(put if one.number == number else one for one in _in_force())
    with pytest.raises(Invalid) as refused:
        publish_version(admin(), VersionInput(clauses))
    assert refused.value.reason == reason
    assert len(queries.versions()) == 1


def test_a_clause_that_no_check_names_can_be_left_out(app: Flask) -> None:
    load_first_guidelines(SYSTEM)
    clauses = tuple(ClauseInput(5) if one.number == 5 else one for one in _in_force())
    publish_version(admin(), VersionInput(clauses))
    assert queries.clause(5) is None
    assert queries.clause_title(8) == "If someone may be in danger"


def test_a_version_that_was_replaced_while_one_read_it_is_not_accepted(app: Flask) -> None:
    load_first_guidelines(SYSTEM)
    ruth = actor_of(member("ruth"))
    publish_version(admin(), VersionInput(_in_force()))
    with pytest.raises(Conflict):
        accept(ruth, 1)
    assert not queries.has_accepted(ruth.member_id or 0)
    accept_current(ruth)
    accept_current(ruth)
    assert queries.has_accepted(ruth.member_id or 0)


def test_the_tick_on_joining_accepts_the_version_that_was_shown(app: Flask) -> None:
    assert guidelines_version() == ""
    load_first_guidelines(SYSTEM)
    assert guidelines_version() == "1"
    ruth, added, strange = member("ruth"), member("added"), member("strange")
    _join(ruth, "1")
    _join(added, "")
    _join(strange, "77")
    assert [queries.has_accepted(one) for one in (ruth, added, strange)] == [True, False, False]
    assert db.session.scalar(select(func.count()).select_from(Acceptance)) == 1


def test_who_may_write_and_who_may_accept(app: Flask) -> None:
    load_first_guidelines(SYSTEM)
    text = VersionInput(_in_force())
    for actor in (VISITOR, actor_of(member("ruth")), moderator()):
        with pytest.raises(Forbidden):
            publish_version(actor, text)
        with pytest.raises(Forbidden):
            discard_draft(actor)
    with pytest.raises(Forbidden):
        accept(VISITOR, 1)


def test_what_is_in_force_is_kept_in_memory_and_acceptance_takes_one_statement(app: Flask, count_statements) -> None:  # type: ignore[no-untyped-def]
    load_first_guidelines(SYSTEM)
    ruth = member("ruth")
    queries.current()
    with count_statements() as seen:
        queries.current()
        queries.clause(4)
        queries.has_accepted(ruth)
    assert len(seen) == 1
