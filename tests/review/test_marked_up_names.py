"""Markup in every field that people fill: on no page of anybody it becomes an element or an attribute."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.models import Member
from app.core.db import db
from app.core.jobs import run_due
from app.groups.models import Group
from app.moderation.commands import decide, flag
from app.moderation.inputs import DecisionInput, FlagInput
from app.moderation.models import Decision, ReviewItem
from tests.review.visits import Browser
from tests.world import PHONE, answer, start

BAD = """<img src=x onerror=alert(1)>"'{{7*7}}"""


class Reader(HTMLParser):
    """Notes every element or attribute that only an attack brings."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "img" or any(name.startswith("on") for name, _ in attrs):
            self.found.append(self.get_starttag_text() or tag)


def _fill(world: Any) -> list[str]:
    """Put markup everywhere; answers the addresses of all pages that show it."""
    corner = world.corners["public"]
    ruth, maren = world.actor("ruth"), world.actor("maren")
    held = start(ruth, corner.group_id, BAD, f"{BAD} {PHONE}", anyway=True)
    begun = start(ruth, corner.group_id, f"{BAD} again", BAD)
    first = answer(maren, begun.discussion_id or 0, BAD)
    second = answer(ruth, begun.discussion_id or 0, BAD, to=first.post_id)
    flag(maren, "post", second.post_id or 0, FlagInput("other", BAD))
    item = db.session.scalars(select(ReviewItem).where(ReviewItem.subject_id == held.post_id)).one()
    decide(world.actor("ana"), item.id, DecisionInput(item.version, "send_back", 6, BAD, None))
    run_due()
    for member in db.session.scalars(select(Member)):
        member.display_name, member.about = f"{BAD} {member.username}", BAD
    for group in db.session.scalars(select(Group)):
        group.name, group.purpose = f"{BAD} {group.id}", BAD
    db.session.commit()
    items = db.session.scalars(select(ReviewItem.id)).all()
    rulings = db.session.scalars(select(Decision.id)).all()
    return [
        *("/", "/groups", "/groups/heart", "/groups/heart?view=new", f"/groups/heart?tag={BAD}", "/groups/carers-room"),
        *("/groups/heart/people", "/groups/heart/edit", "/groups/heart/move", "/groups/heart/start", "/groups/new"),
        *("/drafts", "/notices", "/for-you", "/account", "/members/ruth", "/desk", "/admin/members", "/help"),
        *(f"/discussions/{begun.discussion_id}", f"/discussions/{held.discussion_id}"),
        *(f"/posts/{first.post_id}/reply?quote=1", f"/posts/{first.post_id}/flag", f"/posts/{second.post_id}/edit"),
        *(f"/discussions/{begun.discussion_id}/move", f"/posts/{second.post_id}/revisions"),
        *(f"/sign-in?next=/{BAD}", f"/join?next=/{BAD}", f"/help?country={BAD}"),
        *(f"/desk/{key}" for key in items),
        *(f"/decisions/{key}" for key in rulings),
    ]


@pytest.mark.parametrize("who", ["visitor", "ruth", "maren", "ana", "marta", "newcomer", "gus"])
def test_markup_in_names_titles_words_and_reasons_stays_words(app: Flask, world: Any, who: str) -> None:
    addresses = _fill(world)
    browser = Browser(app, world, who)
    shown = 0
    for url in addresses:
        page = browser.text(url)
        shown += "alert(1)" in page
        reader = Reader()
        reader.feed(page)
        assert reader.found == [], url
    assert shown or who == "gus"


def test_the_pieces_that_the_composer_puts_into_the_page_are_words_as_well(app: Flask, world: Any) -> None:
    browser = Browser(app, world, "ruth")
    for url in ("/preview", "/check"):
        reader = Reader()
        reader.feed(
            browser.post(url, {"body": f"{BAD} {PHONE}", "title": f"{BAD} 07700 900418"}).get_data(as_text=True)
        )
        assert reader.found == []
