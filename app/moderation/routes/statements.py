"""Statements of reasons: the page of a decision, and the same without signing in, by the link from a letter."""

from __future__ import annotations

from typing import Any

from flask import g, render_template, url_for

from app.accounts.routes.held_link import held, hold, holds_links, spent
from app.core import clock
from app.core.policy import NotFound
from app.core.web import access
from app.moderation.models.appeals import CHANGED, OVERTURNED
from app.moderation.queries.appeals import appeal_against
from app.moderation.queries.rulings import decision_statement, ended_early, statement_behind, subject_url
from app.moderation.routes.blueprint import blueprint
from app.moderation.statements import Statement, undone

HELD_SECONDS = 12 * 60 * 60
"""How long a browser holds the link: long enough to write an appeal with pauses."""

COOKIE = holds_links("statement")
APPEAL_PAGE = "moderation.appeal"


@blueprint.get("/decisions/<int:decision_id>")
@access("decision.read", suspended=True)
def decision(decision_id: int) -> str:
    """A decision, as the member concerned reads it."""
    found = decision_statement(g.actor, decision_id)
    is_own = found.decision.author_id == g.actor.member_id
    url = "" if g.actor.is_suspended else subject_url(found.decision)
    return _page(found, url=url, is_own=is_own, drafts=is_own and not g.actor.is_suspended)


@blueprint.get("/statements/<token>")
@access("public.read", suspended=True)
def open_statement(token: str) -> Any:
    """A letter's link: the token becomes a cookie at once, and the address that held it is left."""
    return hold(token, "moderation.statement", COOKIE, HELD_SECONDS)


@blueprint.get("/statement")
@access("public.read", suspended=True)
def statement() -> Any:
    """The statement that this browser's link is for: signed in or not, suspended or gone."""
    try:
        found = statement_behind(held_statement())
    except NotFound:
        return spent("moderation/no_statement.html", COOKIE)
    return _page(found, url="", is_own=True, drafts=False)


def held_statement() -> str:
    """The token of a statement that this browser holds, or ''. What is shown by it is stored nowhere."""
    return held(COOKIE)


def _page(found: Statement, *, url: str, is_own: bool, drafts: bool) -> str:
    appeal = appeal_against(found.decision.id)
    if appeal is not None and appeal.state in (OVERTURNED, CHANGED):
        found = undone(found)
    has_appealed = is_own and appeal is not None
    can_appeal = has_appealed or (is_own and found.may_appeal(clock.now()))
    return render_template(
        "moderation/decision.html",
        statement=found,
        decision=found.decision,
        url=url,
        is_own=is_own,
        drafts=drafts and found.decision.action == "send_back",
        appeal_url=url_for(APPEAL_PAGE, decision_id=found.decision.id) if can_appeal else "",
        has_appealed=has_appealed,
        appeal=appeal,
        ended_at=ended_early(found.decision),
    )
