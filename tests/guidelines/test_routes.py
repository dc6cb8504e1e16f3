"""The pages of the guidelines."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.accounts.actor import SYSTEM
from app.guidelines import queries
from app.guidelines.commands import load_first_guidelines
from tests.notifications.people import browser_of, member, send


@pytest.fixture(autouse=True)
def first_guidelines(app: Flask) -> None:
    load_first_guidelines(SYSTEM)


def _typed(client: FlaskClient, **changed: str) -> dict[str, Any]:
    """Everything that the editor's form holds, with some of it changed; '__' in a name stands for a hyphen."""
    page = client.get("/guidelines/edit").get_data(as_text=True)
    fields = dict(re.findall(r'<textarea[^>]* name="([^"]+)"[^>]*>\r?\n?([^<]*)</textarea>', page))
    for tag in re.findall(r"<input[^>]+>", page):
        name, value = re.search(r' name="([^"]+)"', tag), re.search(r' value="([^"]*)"', tag)
        if name:
            fields[name.group(1)] = value.group(1) if value else ""
    plain = {name: value.replace("&#39;", "'").replace("&#34;", '"') for name, value in fields.items()}
    return {**plain, **{name.replace("__", "-"): value for name, value in changed.items()}}


def test_a_visitor_reads_numbered_clauses_with_addresses_examples_and_the_version(app: Flask) -> None:
    page = app.test_client().get("/guidelines").get_data(as_text=True)
    for number in range(1, 9):
        assert f'id="clause-{number}"' in page
    assert "Eight things" in page and "Just halve the dose for a week" in page
    assert "Version 1, in force since" in page
    assert "I will keep to them" not in page


def test_a_member_accepts_once_and_comes_back_to_where_they_were(app: Flask) -> None:
    ruth = member("ruth")
    client = browser_of(app, ruth)
    assert "I will keep to them" in client.get("/guidelines").get_data(as_text=True)
    answer = send(client, "/guidelines/accept", "/guidelines", number="1", next="/help")
    assert (answer.status_code, answer.location) == (303, "/help")
    assert queries.has_accepted(ruth)
    assert "I will keep to them" not in client.get("/guidelines").get_data(as_text=True)


def test_coming_back_leads_nowhere_else(app: Flask) -> None:
    client = browser_of(app, member("ruth"))
    answer = send(client, "/guidelines/accept", "/guidelines", number="1", next="https://evil.example")
    assert answer.location == "/guidelines"


def test_an_admin_writes_saves_and_publishes_a_new_version(app: Flask) -> None:
    client = browser_of(app, member("ada", role="admin"))
    typed = _typed(client, clauses__0__words="Be kinder than you have to.", summary="Kinder.", do="save")
    assert client.post("/guidelines/edit", data=typed).status_code == 303
    assert "Be kinder than you have to." in client.get("/guidelines/edit").get_data(as_text=True)
    assert "Be kinder than" not in client.get("/guidelines").get_data(as_text=True)
    assert client.post("/guidelines/edit", data=_typed(client, do="publish")).status_code == 303
    page = client.get("/guidelines").get_data(as_text=True)
    assert "Be kinder than you have to." in page and "Version 2" in page and "Kinder." in page
    assert "Be kinder than" not in client.get("/guidelines/versions/1").get_data(as_text=True)
    assert client.get("/guidelines/versions/3").status_code == 404


def test_what_was_typed_stays_when_a_version_is_refused(app: Flask) -> None:
    client = browser_of(app, member("ada", role="admin"))
    answer = client.post(
        "/guidelines/edit", data=_typed(client, clauses__1__title="", clauses__0__words="Kinder.", do="publish")
    )
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Guideline 2 has a title or words" in page and "Kinder." in page


def test_who_saves_over_somebody_else_is_told_first_and_loses_nothing(app: Flask) -> None:
    ada, bo = (browser_of(app, member(name, role="admin")) for name in ("ada", "bo"))
    typed = _typed(bo, summary="Bo's words", do="save")
    ada.post("/guidelines/edit", data=_typed(ada, summary="Ada's words", do="save"))
    answer = bo.post("/guidelines/edit", data=typed)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "Somebody else saved the draft" in page and "Bo&#39;s words" in page
    revision = re.search(r'name="revision"[^>]* value="(\d+)"', page)
    assert revision
    assert bo.post("/guidelines/edit", data={**typed, "revision": revision.group(1)}).status_code == 303


def test_the_editor_is_for_admins(app: Flask) -> None:
    assert app.test_client().get("/guidelines/edit").status_code == 303
    assert browser_of(app, member("mona", role="moderator")).get("/guidelines/edit").status_code == 403


def test_the_page_takes_one_statement_for_a_visitor(app: Flask, count_statements) -> None:  # type: ignore[no-untyped-def]
    client = app.test_client()
    client.get("/guidelines")
    with count_statements() as seen:
        client.get("/guidelines")
    assert len(seen) == 1  # the list of versions; the text itself is in memory
