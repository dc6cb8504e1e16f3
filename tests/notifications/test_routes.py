"""The pages of notices and of mail, as browsers and mail programs use them."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.accounts.actor import MENTOR, MODERATOR, SYSTEM
from app.accounts.queries import actor_of
from app.core import clock
from app.core.db import db
from app.notifications import queries
from app.notifications.commands import notify
from app.notifications.mail_links import off_token
from app.notifications.models import MailChoice
from app.notifications.registry import KINDS, TOPICS, offered_to
from tests.notifications.conftest import HIDDEN_FROM
from tests.notifications.people import browser_of, member, send
from tests.suspending import suspend


def _tell(member_id: int, *subjects: int) -> None:
    for subject in subjects:
        notify(member_id, "test.thing", key=f"thing:{subject}", subject_id=subject)


def test_opening_a_notice_leads_on_and_marks_it_read(app: Flask) -> None:
    ruth = member("ruth")
    _tell(ruth, 1)
    client = browser_of(app, ruth)
    page = client.get("/notices").get_data(as_text=True)
    assert "Thing 1" in page and "1 new notice. Nothing runs away: open it when it suits you." in page
    assert queries.unread_count(ruth) == 1
    opened = re.search(r'href="(/notices/\d+)"', page)
    assert opened
    answer = client.get(opened.group(1))
    assert (answer.status_code, answer.location) == (303, "/help")
    assert queries.unread_count(ruth) == 0


def test_a_notice_is_a_404_for_everybody_else(app: Flask) -> None:
    ruth, samuel = member("ruth"), member("samuel")
    _tell(ruth, 1)
    assert browser_of(app, samuel).get("/notices/1").status_code == 404
    assert app.test_client().get("/notices/1").status_code == 303


def test_all_are_marked_as_read_by_one_button(app: Flask) -> None:
    ruth = member("ruth")
    _tell(ruth, 1, 2)
    client = browser_of(app, ruth)
    answer = send(client, "/notices/read", "/notices", newest="2")
    assert (answer.status_code, answer.location) == (303, "/notices")
    assert queries.unread_count(ruth) == 0


def test_what_became_hidden_is_not_shown_and_stops_counting(app: Flask) -> None:
    ruth = member("ruth")
    _tell(ruth, HIDDEN_FROM + 1)
    client = browser_of(app, ruth)
    page = client.get("/notices").get_data(as_text=True)
    assert f"Thing {HIDDEN_FROM + 1}" not in page
    assert "Nothing new" in page and 'class="count"' not in page
    assert queries.unread_count(ruth) == 0


def test_a_suspended_member_reads_until_when_and_why_and_can_sign_out(app: Flask) -> None:
    ruth = member("ruth")
    _tell(ruth, 1)
    suspend(SYSTEM, ruth, clock.now() + timedelta(days=7), "Selling supplements after two warnings.")
    page = browser_of(app, ruth).get("/notices")
    words = page.get_data(as_text=True)
    assert page.status_code == 200
    assert "Your account is suspended" in words and "opens again on" in words
    assert "Selling supplements after two warnings." in words
    assert 'action="/sign-out"' in words
    assert "Thing 1" not in words


def test_choices_of_mail_are_kept_and_shown_again(app: Flask) -> None:
    ruth = member("ruth")
    client = browser_of(app, ruth)
    page = client.get("/account/mail").get_data(as_text=True)
    assert page.count(" checked") == 1 + len(offered_to(actor_of(ruth)))
    answer = send(client, "/account/mail", "/account/mail", is_on="y", kinds=["test.thing"])
    assert answer.status_code == 303
    assert client.get("/account/mail").get_data(as_text=True).count(" checked") == 2


def test_a_member_is_asked_about_mail_that_may_reach_them_and_not_about_desks_and_rotas(app: Flask) -> None:
    page = browser_of(app, member("ruth")).get("/account/mail").get_data(as_text=True)
    assert "Replies to me" in page and "When a mentor welcomes me" in page
    for words in ("review desk", "crisis rota", "newcomer", "suspended", "What I do for others here"):
        assert words not in page, f"{words!r} is nothing for a new member"
    at_the_desk = browser_of(app, member("mona", role=MODERATOR)).get("/account/mail").get_data(as_text=True)
    assert "When a colleague asks me at the review desk" in at_the_desk and "newcomer is handed" not in at_the_desk
    welcoming = browser_of(app, member("ingrid", role=MENTOR)).get("/account/mail").get_data(as_text=True)
    assert "When a newcomer is handed over to me" in welcoming and "review desk" not in welcoming


def test_every_kind_that_is_told_stands_in_one_of_the_lists(app: Flask) -> None:
    assert {kind.topic for kind in KINDS.values()} <= {"", *TOPICS}


def test_an_unknown_kind_is_refused_and_nothing_changes(app: Flask) -> None:
    ruth = member("ruth")
    client = browser_of(app, ruth)
    assert send(client, "/account/mail", "/account/mail", is_on="y", kinds=["nonsense"]).status_code == 422
    assert queries.mail_choice(ruth).wants("test.thing")


def test_the_link_in_a_letter_turns_mail_off_without_signing_in_and_only_when_pressed(app: Flask) -> None:
    ruth = member("ruth")
    url = f"/mail/off/{off_token(ruth)}"
    visitor = app.test_client()
    page = visitor.get(url)
    assert page.status_code == 200 and "Turn all mail off" in page.get_data(as_text=True)
    assert queries.mail_choice(ruth).is_on
    assert visitor.post(url).status_code == 303
    assert not queries.mail_choice(ruth).is_on
    assert "Mail is off" in visitor.get(url).get_data(as_text=True)


def test_a_mail_program_turns_mail_off_in_one_click_without_a_redirect(app: Flask) -> None:
    ruth = member("ruth")
    answer = app.test_client().post(f"/mail/off/{off_token(ruth)}", data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert not queries.mail_choice(ruth).is_on


@pytest.mark.parametrize("token", ["nonsense", "MQ.nonsense", ""])
def test_a_token_that_is_not_ours_is_a_404(app: Flask, token: str) -> None:
    assert app.test_client().post(f"/mail/off/{token}").status_code == 404
    assert db.session.scalar(select(func.count()).select_from(MailChoice)) == 0


def test_the_page_takes_the_same_statements_for_few_and_many(app: Flask, count_statements) -> None:  # type: ignore[no-untyped-def]
    ruth = member("ruth")
    _tell(ruth, 1)
    client = browser_of(app, ruth)
    client.get("/notices")
    with count_statements() as few:
        client.get("/notices")
    _tell(ruth, *range(2, 26))
    with count_statements() as many:
        client.get("/notices")
    # Who asks, notices, unread on the page.
    assert len(few) == len(many) == 3
