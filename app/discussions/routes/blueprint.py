"""The blueprint that the route modules share, the addresses of discussions, and what their templates say for a reason code."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, url_for

from app.core.paging import near
from app.discussions.models import Discussion
from app.discussions.queries.thread import DiscussionPage
from app.discussions.queries.waiting import COUNTED
from app.discussions.wording import say

blueprint = Blueprint("discussions", __name__)


def discussion_url(discussion: Any, **values: Any) -> str:
    """The address of a discussion or of a list row: with words of its title only where everybody may read them."""
    slug = discussion.public_slug if isinstance(discussion, Discussion) else discussion.slug
    if slug:
        return url_for("discussions.discussion", discussion_id=discussion.id, slug=slug, **values)
    return url_for("discussions.discussion", discussion_id=discussion.id, **values)


def lower_first(text: str) -> str:
    """'No selling' inside a sentence: 'no selling'."""
    return text[:1].lower() + text[1:]


def upto(number: int) -> str:
    """A count that stops: '12', '99 or more'."""
    return f"{number}" if number < COUNTED else f"{COUNTED} or more"


def page_links(page: DiscussionPage) -> list[tuple[int | None, str | None]]:
    """Numbers of pages to offer, each with its address; (None, None) where some are left out."""
    return [(each, _page_url(page.discussion, each)) for each in near(page.number, page.pages)]


def _page_url(discussion: Discussion, number: int | None) -> str | None:
    if number is None:
        return None
    return discussion_url(discussion, page=number) if number > 1 else discussion_url(discussion)


blueprint.add_app_template_global(page_links, "page_links")
blueprint.add_app_template_global(discussion_url, "discussion_url")
blueprint.add_app_template_filter(say, "why_not")
blueprint.add_app_template_filter(lower_first, "lower_first")
blueprint.add_app_template_filter(upto, "upto")
