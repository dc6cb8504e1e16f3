"""Figures of the welcome desk: the page, and the same lines as a file."""

from __future__ import annotations

import csv
import io

from flask import Response, g, render_template, request, url_for

from app.core import clock
from app.core.web import access
from app.mentoring.figures import COLUMNS, FILE_COLUMNS, Line, month_name, month_or, percent, safe_cell, shifted
from app.mentoring.plot import Plot, plot
from app.mentoring.queries.figures import figures_file, figures_page
from app.mentoring.routes.blueprint import blueprint
from app.mentoring.wording import FIGURES_EXPLAINED


@blueprint.get("/welcome/figures")
@access("welcome.read")
def figures() -> str:
    """For staff by month and by group; for a mentor their own line."""
    page = figures_page(g.actor, request.args.get("to"), request.args.get("group", ""))
    return render_template(
        "mentoring/figures.html",
        page=page,
        plot=_plot(page.months),
        columns=COLUMNS,
        explained=FIGURES_EXPLAINED,
        span=f"{page.months[0].label} to {page.months[-1].label}" if page.months else "",
        earlier=url_for(".figures", to=shifted(page.last, -12), group=page.slug or None),
        later=_later(page.last, page.slug),
    )


@blueprint.get("/welcome/figures.csv")
@access("welcome.read")
def figures_csv() -> Response:
    """By group and month, for a spreadsheet. What is hidden on the page is hidden here."""
    until = request.args.get("to")
    lines = figures_file(g.actor, until, request.args.get("group", ""))
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(("group", "month", *FILE_COLUMNS))
    writer.writerows((safe_cell(line.label), line.key[1], *line.plain_cells()) for line in lines)
    name = f"welcome-figures-{month_or(until, clock.now())}.csv"
    answer = Response(text.getvalue(), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _plot(months: tuple[Line, ...]) -> Plot:
    lines = [line.talks for line in months]
    return plot(
        [month_name(line.key[0])[:3] for line in months],
        [
            ("Unanswered at 24 hours", [percent(talks.open_24, talks.known_24) for talks in lines]),
            ("Unanswered at 72 hours", [percent(talks.open_72, talks.known_72) for talks in lines]),
        ],
    )


def _later(last: str, slug: str) -> str | None:
    """The page of the twelve months after it; None when these are the latest."""
    present = month_or(None, clock.now())
    if last >= present:
        return None
    return url_for(".figures", to=min(shifted(last, 12), present), group=slug or None)
