"""Telling members, and what they read and want by mail."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.accounts.actor import MODERATOR, SYSTEM, VISITOR
from app.accounts.commands.roles import grant_role, revoke_role
from app.accounts.queries import actor_of
from app.core.command import command
from app.core.db import db
from app.core.jobs import Promise
from app.core.policy import Forbidden, NotFound
from app.notifications import commands, queries
from app.notifications.commands import (
    MailInput,
    choose_mail,
    mark_all_read,
    mark_read,
    notify,
    notify_many,
    turn_mail_off,
)
from app.notifications.models import Notice
from app.notifications.registry import KINDS
from tests.notifications.people import member
from tests.suspending import lift_suspension, suspend


def _told() -> list[tuple[int, str]]:
    return [(row.member_id, row.key) for row in db.session.scalars(select(Notice).order_by(Notice.id))]


def test_telling_twice_under_one_key_is_one_notice_and_one_letter(app: Flask) -> None:
    ruth = member("ruth")
    for _ in range(2):
        notify(ruth, "test.thing", key="reply:1", subject_id=1)
    assert _told() == [(ruth, "reply:1")]
    assert db.session.scalar(select(func.count()).select_from(Promise)) == 1


def test_nobody_is_told_of_what_they_did_themselves(app: Flask) -> None:
    ruth, samuel = member("ruth"), member("samuel")
    notify_many((ruth, samuel), "test.thing", key="reply:1", subject_id=1, actor_id=ruth)
    assert _told() == [(samuel, "reply:1")]


def test_many_are_told_in_few_statements_and_few_promises(app: Flask, count_statements, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(commands, "LETTERS_A_JOB", 8)
    ids = [member(f"member-{number}") for number in range(17)]
    with count_statements() as seen:
        notify_many(ids, "test.thing", key="reply:1", subject_id=1)
    assert len(_told()) == len(ids)
    assert len(seen) == 5  # one insert of notices, one look at who wants letters, three promises


def test_a_notice_is_undone_with_the_command_that_sent_it(app: Flask) -> None:
    ruth = member("ruth")

    @command
    def fail() -> None:
        notify(ruth, "test.thing", key="reply:1")
        raise LookupError

    with pytest.raises(LookupError):
        fail()
    assert _told() == []


def test_an_unknown_kind_is_refused(app: Flask) -> None:
    with pytest.raises(LookupError):
        notify(member("ruth"), "test.nothing", key="x")


def test_marking_as_read_touches_ones_own_notices_only(app: Flask) -> None:
    ruth, samuel = member("ruth"), member("samuel")
    notify_many((ruth, samuel), "test.thing", key="reply:1", subject_id=1)
    ids = db.session.scalars(select(Notice.id)).all()
    mark_read(actor_of(ruth), ids)
    assert (queries.unread_count(ruth), queries.unread_count(samuel)) == (0, 1)


def test_mark_all_leaves_what_came_since(app: Flask) -> None:
    ruth = member("ruth")
    for number in (1, 2, 3):
        notify(ruth, "test.thing", key=f"reply:{number}", subject_id=number)
    second = db.session.scalars(select(Notice.id).order_by(Notice.id)).all()[1]
    mark_all_read(actor_of(ruth), second)
    assert queries.unread_count(ruth) == 1


def test_a_choice_of_mail_keeps_what_is_off(app: Flask) -> None:
    ruth = actor_of(member("ruth"))
    choose_mail(ruth, MailInput(is_on=True, kinds=frozenset({"account.suspended"})))
    choice = queries.mail_choice(ruth.member_id or 0)
    assert choice.wants("account.suspended")
    assert not choice.wants("test.thing")
    assert choice.wants("a.kind.that.comes.later")


def test_what_a_member_is_not_asked_about_stays_as_they_chose_it(app: Flask) -> None:
    mona = member("mona")
    grant = grant_role(SYSTEM, mona, MODERATOR, "/")
    every = frozenset(KINDS)
    choose_mail(actor_of(mona), MailInput(is_on=True, kinds=every - {"desk_late"}))
    revoke_role(SYSTEM, grant)
    choose_mail(actor_of(mona), MailInput(is_on=True, kinds=every))
    assert not queries.mail_choice(mona).wants("desk_late"), "she would hear of late items if she came back"


def test_the_link_turns_all_mail_off_and_twice_is_once(app: Flask) -> None:
    ruth = member("ruth")
    turn_mail_off(ruth)
    turn_mail_off(ruth)
    assert not queries.mail_choice(ruth).wants("test.thing")


def test_turning_mail_off_for_nobody_is_not_found(app: Flask) -> None:
    with pytest.raises(NotFound):
        turn_mail_off(4711)


def test_a_visitor_has_no_mail_to_choose(app: Flask) -> None:
    with pytest.raises(Forbidden):
        choose_mail(VISITOR, MailInput(is_on=True, kinds=frozenset()))


def test_what_suspended_members_were_told_before_decisions_were_kept_can_still_be_read(app: Flask) -> None:
    ruth = member("ruth")
    restriction_id = suspend(SYSTEM, ruth, None, "Selling supplements after two warnings.")
    notify(ruth, "account.suspended", key="one", subject_id=restriction_id)
    notify(ruth, "account.suspension_lifted", key="two", subject_id=restriction_id)
    page = queries.notices_page(actor_of(ruth))
    assert [row.view.words for row in page.rows.items] == ["The reason given: Selling supplements after two warnings."]
    lift_suspension(SYSTEM, ruth)
    titles = [row.view.title for row in queries.notices_page(actor_of(ruth)).rows.items]
    assert titles == ["Your account is open again", "Your account is suspended"]
