"""What stands around every page: the links of the footer, a word in the header, and why something is not open."""

from __future__ import annotations

from collections.abc import Callable

from flask import url_for

from app.accounts.actor import Actor
from app.core.navigation import NavItem, nav_item, page_context
from app.site.wording import why


@page_context("foot_links")
def foot_links(_actor: Actor) -> list[NavItem]:
    """For everybody, on every page."""
    return [
        NavItem("Guidelines", url_for("guidelines.guidelines")),
        NavItem("How moderation works", url_for("site.how_moderation_works")),
        NavItem("Moderation in numbers", url_for("moderation.counts")),
        NavItem("Tell us about something unlawful", url_for("outsiders.notice")),
        NavItem("Every help line", url_for("help.lines")),
        NavItem("Privacy", url_for("site.privacy")),
        NavItem("Text size and contrast", url_for("site.text_size")),
    ]


@page_context("why_refused")
def why_refused(_actor: Actor) -> Callable[[str], str]:
    """The sentence for a reason code, for the page of a refusal."""
    return why


@nav_item(30)
def how_it_works(actor: Actor) -> NavItem | None:
    """For visitors: a part of the first page, so it is never the page one is on."""
    return NavItem("How it works", url_for("site.home", _anchor="how")) if actor.is_visitor else None
