"""One's own standing, what a suspended member still reaches, and the words in a place where somebody is limited."""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app, g, render_template, url_for
from werkzeug.wrappers import Response

from app.accounts.actor import Actor
from app.accounts.registry import STANDING, account_page
from app.accounts.routes.account import own_tabs
from app.core.navigation import page_context
from app.core.web import access, see_other
from app.moderation import measure_words
from app.moderation.queries import standing as queries
from app.moderation.queries.standing import Limits
from app.moderation.routes.blueprint import blueprint

account_page("moderation.standing", "What counts now", STANDING, while_suspended=True)
account_page("moderation.own_record", "My record", STANDING, while_suspended=True)


@dataclass(frozen=True)
class Way:
    """One thing that stays open to a suspended member."""

    label: str
    url: str
    hint: str


@blueprint.get("/account/standing")
@access("standing.read", suspended=True)
def standing() -> str:
    """What still counts for the reader: what, why, until when, and when it is forgotten."""
    found = queries.own_standing(g.actor)
    return render_template(
        "moderation/standing.html", standing=found, words=measure_words, tabs=own_tabs("moderation.standing")
    )


@blueprint.get("/account/suspended")
@access("standing.read", suspended=True)
def suspended() -> str | Response:
    """Where a suspended member comes in: why, until when, and what stays open."""
    if not g.actor.is_suspended:
        return see_other("moderation.standing")
    return render_template("moderation/suspended.html")


@page_context("limits")
def limits_on_reader(actor: Actor) -> Limits:
    """What keeps the reader of a page from writing, and where; one statement, none for somebody without any limit."""
    return queries.limits_on(actor)


@blueprint.app_template_global("ways_while_suspended")
def ways_while_suspended(decision_id: int | None) -> list[Way]:
    """What a suspended member can do, in the order in which they may want it."""
    ways = [Way("Read your notices", url_for("notifications.notices"), "What moderators and others sent you.")]
    if decision_id is not None:
        hint = "What was decided, in full, and how to have somebody else look at it again."
        ways.insert(
            0, Way("Read the decision, or appeal", url_for("moderation.decision", decision_id=decision_id), hint)
        )
    offered = (
        ("accounts.data", "Take your data along", "One file with what you wrote and what is kept about you."),
        ("accounts.leave", "Leave the community", "You choose what becomes of your words."),
        ("help.lines", "Find a help line", "Somebody to talk to, by telephone or in writing."),
        ("guidelines.guidelines", "Read the guidelines", "What members agreed on."),
    )
    return [*ways, *(Way(label, url_for(name), hint) for name, label, hint in offered if _is_there(name))]


def _is_there(endpoint: str) -> bool:
    return endpoint in current_app.view_functions
