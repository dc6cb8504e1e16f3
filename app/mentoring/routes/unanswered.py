"""The page of discussions that nobody answered, for mentors and staff."""

from __future__ import annotations

from flask import g, render_template, request, url_for

from app.core.web import access
from app.mentoring.queries.unanswered import unanswered_page
from app.mentoring.routes.blueprint import blueprint
from app.mentoring.wording import BAND_TABS


@blueprint.get("/unanswered")
@access("welcome.read")
def unanswered() -> str:
    """Where somebody waits, by group and by how long."""
    slug, band = request.args.get("group", ""), request.args.get("age", "")
    page = unanswered_page(g.actor, slug, band, request.args.get("after"))
    tabs = [
        {
            "label": label,
            "url": url_for(".unanswered", group=slug or None, age=key or None),
            "count": 0,
            "is_current": page.band == key,
        }
        for key, label in BAND_TABS
    ]
    return render_template("mentoring/unanswered.html", page=page, tabs=tabs)
