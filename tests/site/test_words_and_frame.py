"""Pages of words, what machines ask, and what stands around every page."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from app.accounts.actor import SYSTEM
from app.accounts.consent import PRIVACY_VERSION
from app.accounts.models import Consent
from app.core import settings
from app.core.command import command
from app.core.db import db
from app.lab.commands.effects import set_effect
from app.lab.inputs import EffectInput
from app.site.routes.machines import PRIVATE
from tests.site.visits import browser_as, page
from tests.world import World

WORDS = ("/how-moderation-works", "/privacy", "/text-size")


@command
def _set(name: str, value: str | int | bool) -> None:
    settings.store(name, value)


@pytest.mark.parametrize("url", WORDS)
@pytest.mark.parametrize("name", ["visitor", "newcomer", "ingrid", "ana", "marta"])
def test_pages_of_words_are_for_everybody(world: World, url: str, name: str) -> None:
    assert page(browser_as(world, name), url).count("<h1>") == 1


def test_how_moderation_works_says_what_the_settings_say(world: World) -> None:
    visitor = browser_as(world, "visitor")
    text = page(visitor, "/how-moderation-works")
    assert "within 4 hours" in text and "within 30 minutes" in text and "within 24 hours" in text
    assert "A moderator reads it before others see it." in text
    assert "a telephone number, a mail address and the like wait for a moderator" in text
    assert "press “Appeal”" in text and "write to the people who run" not in text, "as the pages of one's decisions have it"
    set_effect(SYSTEM, EffectInput("/", "contact_details", "", "nudge"))
    assert "If you post it as it is, it goes up at once, and we keep a note" in page(visitor, "/how-moderation-works")
    _set("moderation.due_hold_hours", 7)
    _set("moderation.hours", "Mo-Fr 09:00-17:00")
    _set("discussions.crisis_out", True)
    set_effect(SYSTEM, EffectInput("/", "contact_details", "", "block"))
    _set("moderation.contact", "team@example.org")
    text = page(visitor, "/how-moderation-works")
    assert "within 7 hours" in text and "within 4 hours" not in text
    assert "Such times run while our moderators read: Monday to Friday 09:00 to 17:00." in text
    assert "Members can read and answer it at once" in text
    assert "It cannot go up until it is taken out" in text
    assert "You can also write to team@example.org." in text


def test_privacy_names_the_version_that_consent_is_given_to(world: World) -> None:
    assert f"This is version {PRIVACY_VERSION}," in page(browser_as(world, "visitor"), "/privacy")


def test_members_who_have_not_agreed_to_this_version_are_asked_on_the_page_itself(world: World) -> None:
    gus, button = browser_as(world, "gus"), "I have read it and agree"
    text = page(gus, "/privacy")
    for kept in ("Notes of moderators", "The record", "12 months after the decision", "at most twelve hours", "crisis duty"):
        assert kept in text, kept
    assert button in text and button not in page(browser_as(world, "visitor"), "/privacy")
    csrf = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', text)
    assert csrf
    for version, asked in (("2026-11", True), (PRIVACY_VERSION, False), (PRIVACY_VERSION, False)):
        answer = gus.post("/privacy", data={"csrf_token": csrf.group(1), "version": version})
        assert answer.status_code == 303
        assert (button in page(gus, "/privacy")) is asked
    kept = db.session.scalars(select(Consent.version).where(Consent.member_id == world.members["gus"])).all()
    assert kept == [PRIVACY_VERSION]


def test_text_size_leads_members_to_their_own_choice(world: World) -> None:
    assert 'href="/account/look"' in page(browser_as(world, "ruth"), "/text-size")
    assert 'href="/account/look"' not in page(browser_as(world, "visitor"), "/text-size")


def test_every_footer_has_the_seven_links(world: World) -> None:
    for name in ("visitor", "ruth"):
        foot = page(browser_as(world, name), "/privacy").split('class="foot__links"')[1]
        assert re.findall(r'href="([^"]+)"', foot.split("</div>")[0]) == [
            "/guidelines", "/how-moderation-works", "/moderation-in-numbers", "/notice", "/help", "/privacy", "/text-size",
        ]  # fmt: skip


HEADERS = [
    ("visitor", ["Groups", "How it works", "Sign in"]),
    ("ruth", ["For you", "Groups", "Account"]),
    ("ana", ["Review desk", "For you", "Groups", "Mentors", "Account"]),
    ("marta", ["Review desk", "For you", "Groups", "Admin", "Account"]),
]


@pytest.mark.parametrize(("name", "words"), HEADERS)
def test_the_header_has_each_word_once(world: World, name: str, words: list[str]) -> None:
    text = page(browser_as(world, name), "/privacy")
    nav = text.split('aria-label="Main"')[1].split("</nav>")[0]
    assert re.findall(r"<a [^>]*>([A-Z][a-z ]*[a-z])", nav) == words


def test_how_it_works_is_never_the_page_one_is_on(world: World) -> None:
    nav = page(browser_as(world, "visitor"), "/").split('aria-label="Main"')[1].split("</nav>")[0]
    assert "aria-current" not in nav


def test_robots_are_kept_from_what_is_private(world: World) -> None:
    answer = browser_as(world, "visitor").get("/robots.txt")
    assert answer.mimetype == "text/plain"
    lines = answer.get_data(as_text=True).splitlines()
    assert lines[0] == "User-agent: *"
    assert lines[1:] == [f"Disallow: {path}" for path in PRIVATE]
    assert "Disallow: /desk" in lines and "Disallow: /" not in lines


def test_the_house_says_that_it_is_awake(world: World) -> None:
    answer = browser_as(world, "visitor").get("/healthz")
    assert (answer.status_code, answer.get_data(as_text=True)) == (200, "ok\n")
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_refusal_says_why(world: World) -> None:
    assert "This is for moderators." in page(browser_as(world, "ruth"), "/help/lines", 403)
