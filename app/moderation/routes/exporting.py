"""Statements of reasons for machines: the schema, for everybody, and the lines, for admins."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time

from flask import Response, g, request, stream_with_context

from app.core.web import access
from app.moderation import commands
from app.moderation.export import SCHEMA_FILE, as_line
from app.moderation.queries.export import decisions_between, may_export
from app.moderation.routes.blueprint import blueprint


@blueprint.get("/moderation/statement.schema.json")
@access("public.read", suspended=True)
def statement_schema() -> Response:
    """What a line of the export holds."""
    return Response(SCHEMA_FILE.read_text("utf-8"), mimetype="application/schema+json")


@blueprint.get("/desk/statements.jsonl")
@access("statement.export")
def export_statements() -> Response:
    """All decisions, one a line, between `since` and `until` (days in UTC, the last one counts). Downloads are in the record."""
    may_export(g.actor)
    since, until = _day(request.args.get("since"), time.min), _day(request.args.get("until"), time.max)
    commands.note_export(g.actor, since, until)
    lines = stream_with_context(_lines(since, until))
    return Response(
        lines,
        mimetype="application/jsonl",
        headers={"Content-Disposition": "attachment; filename=statements.jsonl", "Cache-Control": "no-store"},
    )


def _lines(since: datetime | None, until: datetime | None) -> Iterator[str]:
    for decision in decisions_between(since, until):
        yield as_line(decision)


def _day(written: str | None, at: time) -> datetime | None:
    """A day from an address; one that is none is left out."""
    try:
        return datetime.combine(date.fromisoformat(written or ""), at, UTC)
    except ValueError:
        return None
