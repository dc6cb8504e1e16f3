"""`./dayroom members suspend` and `lift`: decisions, with a guideline and a reason, as from the desk."""

from __future__ import annotations

from datetime import UTC, datetime

import click
from flask.cli import with_appcontext
from sqlalchemy import select

from app.accounts.actor import SUSPENDED, SYSTEM
from app.accounts.cli import found_member, members, path_of_group, plain_errors
from app.accounts.models import Restriction
from app.core import clock
from app.core.db import db
from app.core.policy import Conflict
from app.core.scope import ROOT
from app.moderation.commands.decide import decide_about_member
from app.moderation.commands.lifting import LiftInput, end_early
from app.moderation.forms import PROBLEMS
from app.moderation.inputs import MemberDecisionInput
from app.moderation.models import Decision, Sanction

GUIDELINE = click.option("--guideline", type=int, required=True, help="The number of the guideline it is about.")
GROUP = click.option("--group", default="", metavar="SLUG", help="In this group alone. Without it, everywhere.")


@members.command("suspend")
@click.argument("username")
@click.option(
    "--until", required=True, type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M"]), help="The day (UTC) it ends."
)
@GUIDELINE
@click.option("--reason", required=True, help="What the member reads.")
@GROUP
@with_appcontext
def suspend_member(username: str, until: datetime, guideline: int, reason: str, group: str) -> None:
    """Suspend USERNAME: they read why, and can appeal. From everywhere, their sessions end as well."""
    path = path_of_group(group) if group else ROOT
    with plain_errors(PROBLEMS):
        decision = MemberDecisionInput(SUSPENDED, guideline, reason, path, until.replace(tzinfo=UTC))
        try:
            decide_about_member(SYSTEM, found_member(username).id, decision)
        except Conflict as error:
            raise click.ClickException(f"{username} was suspended with these words a moment ago.") from error
    click.echo(f"{username} is suspended until {until:%Y-%m-%d}.")


@members.command("lift")
@click.argument("username")
@click.option("--guideline", type=int, default=0, help="Without it, the guideline under which it was decided.")
@click.option("--reason", required=True, help="What the member reads.")
@GROUP
@with_appcontext
def lift(username: str, guideline: int, reason: str, group: str) -> None:
    """End every limit of USERNAME now: everywhere, or with --group in that group."""
    path = path_of_group(group) if group else ROOT
    limits = _limits(found_member(username).id, path)
    if not limits:
        raise click.ClickException(f"{username} is not limited there.")
    for restriction_id, clause in limits:
        if not (guideline or clause):
            raise click.UsageError("Give --guideline: it is not kept under which one this was decided.")
        with plain_errors(PROBLEMS):
            end_early(SYSTEM, restriction_id, LiftInput(guideline or clause or 0, reason))
    click.echo(f"{username} can take part as before.")


def _limits(member_id: int, path: str) -> list[tuple[int, int | None]]:
    """The limits in force on this very path, each with the guideline it was decided under."""
    rows = db.session.execute(
        select(Restriction.id, Decision.clause)
        .outerjoin(Sanction, Sanction.restriction_id == Restriction.id)
        .outerjoin(Decision, Decision.id == Sanction.decision_id)
        .where(Restriction.member_id == member_id, Restriction.path == path, Restriction.in_force(clock.now()))
        .order_by(Restriction.id)
    )
    return [(restriction_id, clause) for restriction_id, clause in rows]
