"""Input that no form of ours sends: numbers no row has, the character zero, digits that are none. An answer, never a 500."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.core.db import db
from app.moderation.models import ReviewItem
from tests.review.visits import Browser

pytestmark = pytest.mark.both_databases

HUGE = "9" * 20
KEY = "k" * 20
READ = (
    f"/posts/{HUGE}",
    f"/discussions/{HUGE}",
    f"/discussions/{HUGE}/move",
    f"/posts/{HUGE}/flag",
    f"/desk/{HUGE}",
    f"/decisions/{HUGE}",
    f"/notices/{HUGE}",
    f"/help/lines/{HUGE}",
    "/members/a%00b",
    "/groups/a%00b",
    f"/drafts/a%00{KEY}",
    "/groups/heart?tag=%00",
    "/groups/heart/people?before=999999999999999999.1",
    "/discussions/{discussion}?slug=x",
    "/discussions/{discussion}?discussion_id=3",
    "/discussions/{discussion}?endpoint=x",
    "/discussions/{discussion}?_method=POST",
)
SENT: tuple[tuple[str, dict[str, str]], ...] = (
    ("/discussions/{discussion}/replies", {"body": "Hello", "reply_to": "²"}),
    ("/discussions/{discussion}/replies", {"body": "Hello", "reply_to": HUGE}),
    ("/discussions/{discussion}/replies", {"body": "Hello", "reply_to": "9" * 5000}),
    ("/discussions/{discussion}/replies", {"body": "Hel\x00lo"}),
    ("/discussions/{discussion}/replies", {"body": "Hello", "draft": "\x00" * 20}),
    ("/groups/heart/discussions", {"title": "A\x00b", "body": "Hello"}),
    ("/groups/heart/discussions", {"title": "A", "body": "Hello", "audience": HUGE, "do": "save"}),
    ("/posts/{post}/flag", {"reason": "other", "words": "\x00"}),
    ("/desk/{item}/decision", {"action": "publish", "clause": "6", "statement": "x", "version": "1", "revision_id": "9" * 5000}),
)  # fmt: skip
DRAFTS: tuple[dict[str, str], ...] = (
    {"kind": "reply", "discussion_id": "²"},
    {"kind": "discussion", "group_id": "1", "title": "T", "audience": "7"},
    {"kind": "discussion", "group_id": "1", "title": "T", "audience": "999999999999999999"},
    {"kind": "reply", "title": "\x00"},
)


@pytest.mark.parametrize("who", ["visitor", "marta"])
def test_an_odd_address_is_answered(app: Flask, world: Any, who: str) -> None:
    browser = Browser(app, world, who)
    answers = {url: browser.get(_full(url, world)).status_code for url in READ}
    assert {url: status for url, status in answers.items() if status >= 500} == {}


def test_a_number_no_row_can_have_is_a_404(app: Flask, world: Any) -> None:
    browser = Browser(app, world, "ruth")
    assert browser.get(f"/posts/{HUGE}").status_code == 404
    assert browser.get(f"/posts/{2**63 - 1}").status_code == 404


@pytest.mark.parametrize(("url", "fields"), SENT)
def test_odd_fields_are_answered(app: Flask, world: Any, url: str, fields: dict[str, str]) -> None:
    assert Browser(app, world, "marta").post(_full(url, world), fields).status_code < 500


@pytest.mark.parametrize("fields", DRAFTS)
def test_an_odd_draft_neither_breaks_saving_nor_posting(app: Flask, world: Any, fields: dict[str, str]) -> None:
    browser = Browser(app, world, "ruth")
    answers = [
        browser.post(f"/drafts/{KEY}", {"body": "Hello there", **fields}),
        browser.post(f"/drafts/{KEY}/post", {"anyway": "yes"}),
        browser.get(f"/drafts/{KEY}"),
        browser.get("/drafts"),
    ]
    assert [answer.status_code for answer in answers if answer.status_code >= 500] == []


def test_an_address_without_its_words_keeps_the_page_and_nothing_else(app: Flask, world: Any) -> None:
    corner = world.corners["public"]
    answer = Browser(app, world, "visitor").get(
        f"/discussions/{corner.discussion}?from=1.1&_external=1&_scheme=javascript"
    )
    assert answer.headers["Location"] == f"/discussions/{corner.discussion}-ablation-on-thursday?from=1.1"


def _full(url: str, world: Any) -> str:
    corner = world.corners["public"]
    item = db.session.scalar(select(ReviewItem.id).limit(1))
    return url.format(discussion=corner.discussion, post=corner.published, item=item)
