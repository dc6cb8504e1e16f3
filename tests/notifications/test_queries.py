"""What the page of notices shows, and to whom."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from flask import Flask

from app.accounts.actor import SYSTEM
from app.accounts.queries import actor_of
from app.core.policy import NotFound
from app.notifications import queries
from app.notifications.commands import notify
from app.notifications.models import Notice
from tests.notifications.conftest import HIDDEN_FROM
from tests.notifications.people import member
from tests.suspending import suspend


def _tell(member_id: int, *subjects: int) -> None:
    for subject in subjects:
        notify(member_id, "test.thing", key=f"thing:{subject}", subject_id=subject)


def test_a_page_shows_newest_first_and_pages_by_key(app: Flask) -> None:
    ruth = member("ruth")
    _tell(ruth, *range(1, queries.PAGE_SIZE + 3))
    first = queries.notices_page(actor_of(ruth))
    assert len(first.rows.items) == queries.PAGE_SIZE
    assert first.rows.items[0].view.title == f"Thing {queries.PAGE_SIZE + 2}"
    second = queries.notices_page(actor_of(ruth), first.rows.older)
    assert [row.view.title for row in second.rows.items] == ["Thing 2", "Thing 1"]
    assert second.rows.older is None


def test_a_page_takes_the_same_statements_for_few_and_many(app: Flask, count_statements) -> None:  # type: ignore[no-untyped-def]
    ruth = member("ruth")
    _tell(ruth, 1)
    actor = actor_of(ruth)
    with count_statements() as few:
        queries.notices_page(actor)
    _tell(ruth, *range(2, 30))
    with count_statements() as many:
        queries.notices_page(actor)
    assert len(few) == len(many) == 2


def test_what_may_not_be_seen_any_more_is_neither_shown_nor_left_to_count(app: Flask) -> None:
    ruth = member("ruth")
    _tell(ruth, 1, HIDDEN_FROM + 1)
    page = queries.notices_page(actor_of(ruth))
    assert [row.view.title for row in page.rows.items] == ["Thing 1"]
    assert len(page.settled) == 1


def test_a_notice_of_somebody_else_is_not_found(app: Flask) -> None:
    ruth, samuel = member("ruth"), member("samuel")
    _tell(ruth, 1)
    row = queries.notices_page(actor_of(ruth)).rows.items[0]
    assert queries.notice_row(actor_of(ruth), row.id).view.title == "Thing 1"
    with pytest.raises(NotFound):
        queries.notice_row(actor_of(samuel), row.id)


def test_a_suspended_member_sees_and_counts_only_kinds_for_the_suspended(app: Flask) -> None:
    ruth = member("ruth")
    _tell(ruth, 1)
    restriction_id = suspend(SYSTEM, ruth, None, "Selling after two warnings.")
    notify(ruth, "account.suspended", key="one", subject_id=restriction_id)
    actor = actor_of(ruth)
    assert [row.kind for row in queries.notices_page(actor).rows.items] == ["account.suspended"]
    assert queries.unread_for(actor) == 1
    assert queries.newest(actor, unread=True)[0].kind == "account.suspended"


def test_a_suspension_without_an_end_counts_as_the_longest(app: Flask) -> None:
    ruth = member("ruth")
    assert queries.suspension_of(ruth) is None
    suspend(SYSTEM, ruth, None, "Selling after two warnings.")
    found = queries.suspension_of(ruth)
    assert found is not None and found.until is None


def test_a_notice_remembers_the_first_time_it_was_read(app: Flask) -> None:
    first, second = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 2, tzinfo=UTC)
    notice = Notice(kind="test.thing", key="x")
    notice.read(first)
    notice.read(second)
    assert notice.read_at == first
