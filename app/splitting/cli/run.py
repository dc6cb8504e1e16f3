"""`./dayroom splitting run FILE` and `splitting undo ID`: in the foreground, and again where it was cut off."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

import click
from flask.cli import with_appcontext

from app.accounts.actor import SYSTEM
from app.core.policy import Conflict, Forbidden, Invalid, NotFound
from app.core.wording import grouped, many
from app.splitting import planfile
from app.splitting.cli.group import splitting
from app.splitting.commands.report import dry_run_file
from app.splitting.commands.stages import advance
from app.splitting.commands.starting import run_file
from app.splitting.commands.undoing import start_undo
from app.splitting.models import DONE, UNDOING, UNDONE
from app.splitting.queries.finding import find_plan
from app.splitting.queries.progress import Progress, progress
from app.splitting.wording import KEPT, PARTS, STAYED, sentence


@splitting.command("run")
@click.argument("file", type=click.File(encoding="utf-8"))
@click.option("--dry-run", "dry", is_flag=True, help="Print as JSON what a run would do; keep nothing.")
@with_appcontext
def run(file: IO[str], dry: bool) -> None:
    """Split a group as the plan in FILE says.

    Cut off, the same words go on where it stopped. What has run is not run again.
    """
    with plain_endings():
        text = file.read()
        plan = planfile.load(text)
        if dry:
            click.echo(json.dumps(dry_run_file(SYSTEM, plan).to_json(), ensure_ascii=False, indent=1))
            return
        plan_id = run_file(SYSTEM, plan, digest_of(plan))
        _finish(plan_id)


@splitting.command("undo")
@click.argument("plan_id", metavar="ID", type=click.IntRange(min=1))
@with_appcontext
def undo(plan_id: int) -> None:
    """Undo the split with the number ID, within 30 days. Cut off, the same words go on where it stopped."""
    with plain_endings():
        if find_plan(SYSTEM, plan_id).plan.state not in (UNDOING, UNDONE):
            start_undo(SYSTEM, plan_id)
        _finish(plan_id)


def digest_of(plan: planfile.PlanFile) -> str:
    """What names a plan's file, however its lines are broken."""
    return hashlib.sha256(planfile.dump(plan).encode()).hexdigest()


@contextmanager
def plain_endings() -> Iterator[None]:
    """Refusals as sentences and exit code 1."""
    try:
        yield
    except Invalid as error:
        problems = error.facts.get("problems")
        raise click.ClickException("\n".join(problems) if problems else sentence(error)) from error
    except (Forbidden, Conflict) as error:
        raise click.ClickException(sentence(error)) from error
    except NotFound as error:
        raise click.ClickException("There is no plan with this number, or its group is gone.") from error
    except UnicodeDecodeError as error:
        raise click.ClickException("This file is not text in UTF-8.") from error


def _finish(plan_id: int) -> None:
    """Take it to its end, saying after each step how far it is; then what became of it."""
    while advance(plan_id):
        part = next((one for one in _now(plan_id).parts if not one.is_done), None)
        if part is not None:
            click.echo(f"{PARTS[part.name]}: {grouped(part.done)} of {grouped(part.total)}", err=True)
    click.echo("\n".join(_summary(_now(plan_id))))


def _now(plan_id: int) -> Progress:
    found = find_plan(SYSTEM, plan_id)
    return progress(found.plan, found.group)


def _summary(end: Progress) -> Iterator[str]:
    plan = end.plan
    if plan.state == DONE:
        moved = sum(room.moved for room in end.rooms)
        yield f"Plan {plan.id} has run: {many(moved, 'discussion', 'discussions')} moved out of {end.group.name}."
        yield from (f"  {room.url}\t{room.name}\t{grouped(room.moved)}" for room in end.rooms)
        yield f"{grouped(end.stays)} stay in {end.group.name}. {many(end.members, 'member', 'members')} can choose."
        for landing in end.noted:
            yield f"  Discussion {landing.id} stays where it is: {STAYED[landing.note]}."
        if end.noted_count > len(end.noted):
            yield f"  And {grouped(end.noted_count - len(end.noted))} more like these."
        yield f"`./dayroom splitting undo {plan.id}` takes it back, until {plan.undo_until:%Y-%m-%d %H:%M} UTC."
        return
    back = plan.report.get("undo", {}).get("back", 0)
    yield f"Plan {plan.id} is undone: {many(back, 'discussion is', 'discussions are')} back in {end.group.name}."
    yield from (f"  {room.url}\t{room.name}\t{KEPT[room.kept]}" for room in end.rooms if room.kept)
