"""`./dayroom moderation statements`: the machine-readable export, one decision a line."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import click
from flask.cli import with_appcontext

from app.moderation.export import as_line
from app.moderation.queries.export import decisions_between

DAY = click.DateTime(["%Y-%m-%d"])


@click.group()
def moderation() -> None:
    """What moderators decided."""


@moderation.command("statements")
@click.option("--since", type=DAY, help="The first day (UTC).")
@click.option("--until", type=DAY, help="The last day (UTC).")
@click.option("--with-words", is_flag=True, help="With the words concerned and the reasons, which may be private.")
@with_appcontext
def statements(since: datetime | None, until: datetime | None, with_words: bool) -> None:
    """Every decision as a line of JSON, after /moderation/statement.schema.json: categories, dates and codes, no names."""
    first = since.replace(tzinfo=UTC) if since else None
    after = until.replace(tzinfo=UTC) + timedelta(days=1) if until else None
    for decision in decisions_between(first, after):
        click.echo(as_line(decision, with_words=with_words), nl=False)
