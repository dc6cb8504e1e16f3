"""`./dayroom splitting advise`: what the advisor says of one group, or of all, as a table or as JSON."""

from __future__ import annotations

import json

import click
from flask.cli import with_appcontext

from app.accounts.actor import SYSTEM
from app.core.policy import NotFound
from app.core.wording import day, grouped
from app.groups.queries import find_group
from app.splitting.advice import Advised
from app.splitting.advice_words import percent
from app.splitting.cli.group import splitting
from app.splitting.commands.advising import give_advice
from app.splitting.queries.advice import open_groups
from app.splitting.queries.counting import community


@splitting.command("advise")
@click.argument("slug", required=False)
@click.option(
    "--json", "as_json", is_flag=True, help="A list with the verdict, reasons, figures and proposals of each."
)
@with_appcontext
def advise_command(slug: str | None, as_json: bool) -> None:
    """Say of the group at SLUG, or of every open group, whether to split it now.

    Counted now, and kept for the pages. Groups to split stand first, the larger before the smaller.
    """
    found = _one(slug) if slug else _all()
    found.sort(key=lambda pair: (not pair[1].is_split, -pair[1].figures.discussions))
    if as_json:
        click.echo(json.dumps([{"slug": address} | advised.to_json() for address, advised in found], indent=2))
        return
    for address, advised in found:
        _show(address, advised)


def _one(slug: str) -> list[tuple[str, Advised]]:
    try:
        group = find_group(SYSTEM, slug).group
    except NotFound as error:
        raise click.ClickException(
            f"There is no group at {slug!r}. `./dayroom groups list` shows the addresses."
        ) from error
    address = group.slug
    advised = give_advice(group.id)
    if advised is None:
        raise click.ClickException(f"{address} is closed, so there is nothing to split.")
    return [(address, advised)]


def _all() -> list[tuple[str, Advised]]:
    """Every open group. What the community talks about is gathered once for all of them."""
    known = community()
    looked = [(address, give_advice(group_id, known)) for address, group_id in open_groups()]
    return [(address, advised) for address, advised in looked if advised is not None]


def _show(address: str, advised: Advised) -> None:
    figures = advised.figures
    click.echo(f"{address}: {'split now' if advised.is_split else 'not yet'}")
    for reason in advised.reasons:
        click.echo(f"  {reason['sentence']}")
    if figures.last_at and figures.since:
        click.echo(
            f"  {grouped(figures.discussions)} discussions, {grouped(figures.posts)} posts; from {day(figures.since)} to "
            f"{day(figures.last_at)} {figures.discussions_a_week:g} and {figures.posts_a_week:g} a week; "
            f"{percent(figures.unanswered_share)} unanswered; "
            f"{percent(figures.opened_share) or 'not known how much is'} opened"
        )
    for room in advised.proposals:
        click.echo(
            f"  {'room' if room.is_ready else 'no room yet'}: {room.name} ({', '.join(room.words)}): "
            f"{grouped(room.discussions)} discussions, {grouped(room.people)} people, {percent(room.inside)} inside"
        )
        for reason in room.missing:
            click.echo(f"    {reason['sentence']}")
