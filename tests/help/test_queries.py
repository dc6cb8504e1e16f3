"""Whose lines come first, and what the footer and the checks learn."""

from __future__ import annotations

import pytest
from flask import Flask

from app.accounts.actor import SYSTEM, VISITOR, Actor
from app.core import settings
from app.core.command import command
from app.help import queries
from app.help.commands import load_first_lines, remove_line

IRISH = Actor(member_id=1, country="IE")


@command
def _set_country(code: str) -> None:
    settings.store("help.country", code)


@pytest.mark.parametrize(
    "actor, asked, found, why",
    [
        (VISITOR, "", "GB", "the community's own for a visitor"),
        (IRISH, "", "IE", "the member's own"),
        (IRISH, "fr", "FR", "what is asked for comes first"),
        (IRISH, "zz", "IE", "what is no country is passed over"),
        (VISITOR, "<script>", "GB", "nor is anything else"),
    ],
)
def test_whose_lines_come_first(app: Flask, actor: Actor, asked: str, found: str, why: str) -> None:
    assert queries.country_for(actor, asked) == found, why


def test_the_community_says_which_country_is_its_own(app: Flask) -> None:
    _set_country("DE")
    assert queries.country_for(VISITOR) == "DE"


def test_the_footer_names_the_emergency_number_and_the_first_line_to_call(app: Flask) -> None:
    load_first_lines(SYSTEM)
    now = queries.help_now(VISITOR)
    assert (now.emergency, now.line_name, now.line_phone, now.line_hours) == (
        "999",
        "Samaritans",
        "116 123",
        "day and night",
    )
    samaritans = queries.lines_for("GB")[0]
    remove_line(SYSTEM, samaritans.id)
    now = queries.help_now(VISITOR)
    assert (now.emergency, now.line_phone) == ("999", "")


def test_a_country_without_lines_names_no_number_at_all(app: Flask) -> None:
    load_first_lines(SYSTEM)
    now = queries.help_now(Actor(member_id=1, country="NO"))
    assert (now.emergency, now.line_phone) == ("", "")


def test_the_checks_know_every_number_of_the_directory_as_digits(app: Flask) -> None:
    load_first_lines(SYSTEM)
    numbers = queries.own_numbers()
    assert {"999", "116123", "85258", "08001110111", "0120061338", "91511767"} <= numbers
    assert all(number.lstrip("+").isdigit() for number in numbers)


def test_lines_are_kept_in_memory_until_they_change(app: Flask, count_statements) -> None:  # type: ignore[no-untyped-def]
    load_first_lines(SYSTEM)
    queries.help_now(VISITOR)
    with count_statements() as seen:
        queries.help_now(VISITOR)
        queries.own_numbers()
        queries.countries()
    assert seen == []
