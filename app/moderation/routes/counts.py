"""Moderation in numbers: a public page, and the same figures as a file."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass

from flask import Response, render_template, request, url_for

from app.core import clock
from app.core.web import access
from app.core.wording import day
from app.guidelines.queries import current
from app.moderation import count_words
from app.moderation.counting import Quarter, quarter_of
from app.moderation.queries.counts import Published, every_count, published_counts
from app.moderation.routes.blueprint import blueprint


@dataclass(frozen=True)
class Shown:
    """One table of the page: its words, and rows of a name with a figure for each quarter."""

    code: str
    words: count_words.Section
    rows: tuple[tuple[str, tuple[str, ...]], ...]


@blueprint.get("/moderation-in-numbers")
@access("public.read")
def counts() -> str:
    """Quarters that have ended, four beside each other."""
    found = published_counts(request.args.get("until", ""))
    return render_template(
        "moderation/numbers.html",
        quarters=[(one.name, count_words.quarter_words(one)) for one in found.quarters],
        tables=_tables(found),
        next_on=day(quarter_of(clock.now()).end),
        older=url_for(".counts", until=found.older) if found.older else None,
        newer=url_for(".counts", until=found.newer) if found.newer else None,
    )


@blueprint.get("/moderation-in-numbers.csv")
@access("public.read")
def counts_csv() -> Response:
    """Every figure that was published, one a line. What is hidden on the page is hidden here."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(("quarter", "section", "category", "value"))
    for row in every_count():
        value = count_words.HIDDEN if row.value is None else row.value
        writer.writerow((Quarter(row.begins_on).name, row.section, row.category, value))
    answer = Response(text.getvalue(), mimetype="text/csv")
    answer.headers["Content-Disposition"] = 'attachment; filename="moderation-in-numbers.csv"'
    return answer


def _tables(found: Published) -> list[Shown]:
    version = current()
    clauses = {str(clause.number): clause.title for clause in version.clauses} if version else {}
    names = [one.name for one in found.quarters]
    sections = {section for section, _ in found.figures}
    known = [code for code in count_words.SECTIONS if code in sections]
    tables = []
    for code in known:
        rows = []
        for (section, category), values in found.figures.items():
            if section == code:
                cells = tuple(count_words.value_words(code, values[name]) if name in values else "" for name in names)
                rows.append((count_words.category_words(code, category, clauses), cells))
        tables.append(Shown(code, count_words.SECTIONS[code], tuple(rows)))
    return tables
