"""The record: one's own, and for staff that of their places."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import g, render_template, request, url_for

from app.accounts.routes.account import own_tabs
from app.audit.registry import fact_words
from app.core.web import access
from app.moderation.commands.record import note_reading
from app.moderation.queries import record as queries
from app.moderation.queries.record import Sought
from app.moderation.record_lines import folded
from app.moderation.registry import desk_page
from app.moderation.routes.blueprint import blueprint

desk_page("Record", "moderation.record")

FIELDS = ("fact", "who", "about", "since", "until", "thing")
LONGEST = 64
"""Letters of a field of the filter."""


@blueprint.get("/account/record")
@access("record.read_own", suspended=True)
def own_record() -> str:
    """What was done about the reader, and by them."""
    page = queries.own_record(g.actor, request.args.get("before"))
    older = url_for(".own_record", before=page.older) if page.older else None
    return render_template(
        "moderation/own_record.html",
        page=page,
        older=older,
        first=url_for(".own_record") if request.args.get("before") else None,
        tabs=own_tabs("moderation.own_record"),
    )


@blueprint.get("/desk/record")
@access("record.read")
def record() -> str:
    """What happened in the reader's places, sifted. That they read it is noted, once a day."""
    if not queries.has_read_today(g.actor):
        note_reading(g.actor)
    sought = _sought()
    found = queries.desk_record(g.actor, sought, request.args.get("before"))
    kept: dict[str, Any] = {name: value for name, value in request.args.items() if value and name in FIELDS}
    facts = sorted(((name, said.label) for name, said in fact_words().items()), key=lambda one: one[1])
    return render_template(
        "moderation/record.html",
        found=found,
        rows=folded(found.page.items),
        sought=sought,
        facts=facts,
        is_sifted=bool(kept),
        older=url_for(".record", **{**kept, "before": found.page.older}) if found.page.older else None,
        first=url_for(".record", **kept) if request.args.get("before") else None,
    )


def _sought() -> Sought:
    fact = _word("fact")
    return Sought(
        fact=fact if fact in fact_words() else "",
        who=_word("who").lstrip("@"),
        about=_word("about").lstrip("@"),
        since=_day("since"),
        until=_day("until"),
        thing=_word("thing").lower().replace(" ", ":"),
    )


def _word(name: str) -> str:
    return request.args.get(name, "").strip()[:LONGEST]


def _day(name: str) -> date | None:
    try:
        return date.fromisoformat(_word(name))
    except ValueError:
        return None
