"""The page of help lines for everybody, and the pages of staff."""

from __future__ import annotations

from flask import Flask

from app.accounts.actor import SYSTEM
from app.help import queries
from app.help.commands import load_first_lines
from tests.notifications.people import browser_of, member, send
from tests.suspending import suspend

LINE = {"country": "GB", "emergency": "999", "service": "Night line", "phone": "01632 960123"}


def test_a_visitor_reads_numbers_to_press_hours_and_that_nobody_checked_them_yet(app: Flask) -> None:
    load_first_lines(SYSTEM)
    page = app.test_client().get("/help").get_data(as_text=True)
    assert 'href="tel:999"' in page and 'href="tel:116123"' in page
    assert "day and night" in page and "English" in page
    assert "in the United Kingdom" in page and "Not yet checked" in page and "nhs.uk" in page
    assert "Keep the directory" not in page


def test_another_country_is_chosen_without_script(app: Flask) -> None:
    load_first_lines(SYSTEM)
    page = app.test_client().get("/help?country=US").get_data(as_text=True)
    assert 'href="tel:911"' in page and 'href="sms:988"' in page
    assert '<option value="US" selected>' in page


def test_a_country_that_is_missing_says_so_and_offers_the_others(app: Flask) -> None:
    load_first_lines(SYSTEM)
    page = app.test_client().get("/help?country=NO").get_data(as_text=True)
    assert "call the emergency number where you are" in page
    assert '<option value="GB">' in page


def test_a_member_sees_the_lines_of_their_country_also_while_suspended(app: Flask) -> None:
    load_first_lines(SYSTEM)
    ruth = member("ruth", country="IE")
    suspend(SYSTEM, ruth, None, "Selling after two warnings.")
    page = browser_of(app, ruth).get("/help")
    assert page.status_code == 200
    assert 'href="tel:112"' in page.get_data(as_text=True)


def test_every_page_names_the_numbers_in_its_footer(app: Flask) -> None:
    load_first_lines(SYSTEM)
    page = app.test_client().get("/guidelines").get_data(as_text=True)
    assert 'Call <a href="tel:999">999</a> now' in page


def test_staff_add_check_change_remove_and_put_back(app: Flask) -> None:
    client = browser_of(app, member("mona", role="moderator"))
    answer = send(client, "/help/lines/new", "/help/lines/new", **LINE)
    assert answer.status_code == 303
    (line,) = queries.lines_for("GB")
    at = f"/help/lines/{line.id}"
    send(client, f"{at}/check", "/help/lines")
    assert "by Mona" in client.get("/help/lines").get_data(as_text=True)
    assert "Checked by" in client.get("/help").get_data(as_text=True)
    send(client, at, at, **{**LINE, "phone": "01632 960999"})
    assert queries.lines_for("GB")[0].phone == "01632 960999"
    send(client, f"{at}/remove", "/help/lines")
    assert queries.lines_for("GB") == ()
    send(client, f"{at}/put-back", "/help/lines")
    assert len(queries.lines_for("GB")) == 1


def test_what_was_typed_stays_when_it_cannot_be_taken(app: Flask) -> None:
    client = browser_of(app, member("mona", role="moderator"))
    answer = send(client, "/help/lines/new", "/help/lines/new", **{**LINE, "phone": "", "hours": "every second night"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Write a number to call" in page and 'value="every second night"' in page
    wrong = {**LINE, "service": "", "phone": "", "website": "their page", "opens": "sometimes", "zone": "Moon/North"}
    answer = send(client, "/help/lines/new", "/help/lines/new", **wrong)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422 and "5 things need changing" in page, "all at once, each at its field"
    for at in ("service", "phone", "website", "opens", "zone"):
        assert f'id="{at}-error"' in page, at


def test_the_directory_is_for_staff(app: Flask) -> None:
    for url in ("/help/lines", "/help/lines/new"):
        assert app.test_client().get(url).status_code == 303
        assert browser_of(app, member(f"ruth-{len(url)}")).get(url).status_code == 403


def test_the_page_asks_the_database_for_nothing_once_the_lines_are_known(app: Flask, count_statements) -> None:  # type: ignore[no-untyped-def]
    load_first_lines(SYSTEM)
    client = app.test_client()
    client.get("/help")
    with count_statements() as seen:
        client.get("/help")
    assert seen == []
