"""`./dayroom splitting plan SLUG`: a plan as a file that people read and change, and `splitting run` carries out."""

from __future__ import annotations

from typing import TextIO

import click
from flask.cli import with_appcontext
from sqlalchemy import select

from app.accounts.actor import SYSTEM
from app.core.db import db
from app.core.policy import NotFound
from app.core.wording import many
from app.groups.models import Group
from app.groups.queries import find_group
from app.splitting.cli.group import splitting
from app.splitting.commands.advising import give_advice
from app.splitting.models import DRAFT, SplitPlan
from app.splitting.planfile import PlanFile, dump
from app.splitting.queries.filing import file_of, file_of_rooms


@splitting.command("plan")
@click.argument("slug")
@click.option("--from-advice", is_flag=True, help="Take the rooms that the advisor proposes now.")
@click.option(
    "--out", type=click.File("w", encoding="utf-8"), default="-", metavar="FILE", help="Where to; '-' prints it."
)
@with_appcontext
def plan_command(slug: str, from_advice: bool, out: TextIO) -> None:
    """Write a plan for the group at SLUG: its rooms, and for each discussion where it goes and why.

    Without --from-advice it is the draft that staff have begun on the group's pages, or a plan with no rooms to fill in. No plan is
    stored and nothing moves; `splitting run FILE` does that.
    """
    try:
        group = find_group(SYSTEM, slug).group
    except NotFound as error:
        raise click.ClickException(f"No group has the address {slug!r}. `./dayroom groups list` shows all.") from error
    plan = _from_advice(group) if from_advice else _draft(group)
    out.write(dump(plan))
    goes = sum(talk.to is not None for talk in plan.discussions)
    words = f"{many(len(plan.rooms), 'room', 'rooms')}; {goes:,} of {len(plan.discussions):,} discussions go to one."
    click.echo(words[:1].upper() + words[1:], err=True)


def _from_advice(group: Group) -> PlanFile:
    address = group.slug
    advised = give_advice(group.id)
    if advised is None:
        raise click.ClickException(f"{address} is closed, so there is nothing to split.")
    if not advised.ready:
        raise click.ClickException(
            f"The advisor proposes no room for {address}. `./dayroom splitting advise {address}` says why; "
            "without --from-advice you get a plan to fill in."
        )
    return file_of_rooms(advised.ready, group)


def _draft(group: Group) -> PlanFile:
    query = select(SplitPlan).where(SplitPlan.group_id == group.id, SplitPlan.state == DRAFT)
    plan = db.session.scalar(query.order_by(SplitPlan.id.desc()).limit(1))
    return file_of(plan, group) if plan else file_of_rooms((), group)
