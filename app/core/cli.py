"""The kernel's words of `./dayroom`: database, jobs, settings, serve."""

from __future__ import annotations

import json
import signal
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import func, select

from app.core import database as schema
from app.core import jobs as promises
from app.core import serve as running
from app.core import settings as kept
from app.core.command import command
from app.core.copying import Unusable, copy_house
from app.core.db import db
from app.core.jobs import ATTEMPTS, Promise
from app.core.keeper import Child
from app.core.moving.cli import move_to
from app.core.policy import Invalid
from config import Config

F = TypeVar("F", bound=Callable[..., Any])

REASONS = {
    "unknown_setting": "There is no setting of that name; `./dayroom settings list` shows them.",
    "wrong_type": "That value is of the wrong kind for this setting.",
    "refused_value": "That value is not allowed for this setting.",
}


def without_database(function: F) -> F:
    """Mark the function of a command that needs no database: it runs whatever version of one is there, or none."""
    function.without_database = True  # type: ignore[attr-defined]
    return function


@click.group()
def database() -> None:
    """Bring the database to the version of this code."""


@database.command("upgrade")
@with_appcontext
def upgrade() -> None:
    """Lay the revisions that are missing. Make a copy of the database first."""
    if schema.is_current(db.engine):
        click.echo("The database is up to date.")
        return
    schema.upgrade(db.engine)
    click.echo("The database is up to date now.")


@click.command("backup")
@click.argument("folder", type=click.Path(path_type=Path))
@with_appcontext
def backup(folder: Path) -> None:
    """Copy this community into a new FOLDER while everything runs: the database, the keys, the files.

    The copy is an instance folder: DAYROOM_INSTANCE=FOLDER ./dayroom run opens it.
    """
    config: Config = current_app.config["DAYROOM"]
    if config.database_url:
        raise click.ClickException(
            "This community is in PostgreSQL: copy it with pg_dump, and the instance folder beside it."
        )
    try:
        size = copy_house(config.instance, folder)
    except Unusable as why:
        raise click.ClickException(f"{why}.") from why
    click.echo(f"{folder} is whole: {size / 1_000_000:,.1f} MB.")
    click.echo("It holds what people wrote, and the keys: keep it where only you can read it.")
    click.echo(f"To try it, or to go back to it: DAYROOM_INSTANCE={folder} ./dayroom run")


@click.group()
def jobs() -> None:
    """Work that is done in the background: mail, notices, tidying."""


@jobs.command("work")
@with_appcontext
def work() -> None:
    """Run jobs until Ctrl-C; `./dayroom run` does this beside the server."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    running.keep_alone(app, app.config["DAYROOM"], Child("job worker", partial(running.work, app), goodbye=signal.SIGINT))


@jobs.command("run")
@with_appcontext
def run() -> None:
    """Run what is due now, here, and end."""
    tried = 0
    while done := promises.run_due():
        tried += done
    click.echo(f"{tried} tried, {_waiting()} still waiting.")


@jobs.command("retry")
@with_appcontext
def retry() -> None:
    """Give jobs that used up their tries another round."""
    click.echo(f"{promises.try_again()} will be tried again.")


@jobs.command("list")
@with_appcontext
def list_jobs() -> None:
    """What is promised and not yet done: job, tries, when next, last error."""
    for promise in db.session.scalars(select(Promise).order_by(Promise.due_at, Promise.id).limit(200)):
        spent = "given up" if promise.attempts >= ATTEMPTS else f"{promise.due_at:%Y-%m-%d %H:%M} UTC"
        click.echo("\t".join((promise.job, f"{promise.attempts} tries", spent, promise.last_error)).rstrip())


@click.group()
def settings() -> None:
    """What an admin decides for the community."""


@settings.command("list")
@with_appcontext
def list_settings() -> None:
    """Every setting with its value and what it means."""
    for name, setting in sorted(kept.SETTINGS.items()):
        click.echo(f"{name} = {json.dumps(setting.get(), ensure_ascii=False)}\n    {setting.label}. {setting.hint}".rstrip())


@settings.command("set")
@click.argument("name")
@click.argument("value")
@with_appcontext
def set_setting(name: str, value: str) -> None:
    """Store VALUE for the setting NAME; a running Dayroom sees it within ten seconds."""
    try:
        _store(name, value)
    except Invalid as refused:
        raise click.ClickException(f"{name}: {REASONS.get(refused.reason, refused.reason)}") from refused
    click.echo(f"{name} = {json.dumps(kept.SETTINGS[name].get(), ensure_ascii=False)}")


@click.command()
@with_appcontext
def serve() -> None:
    """The server alone, for a service manager that runs `jobs work` beside it."""
    running.quiet()
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    config = app.config["DAYROOM"]
    running.keep_alone(app, config, Child("server", partial(running.serve, app, config)))


@command
def _store(name: str, value: str) -> None:
    kept.store(name, value)


def _waiting() -> int:
    return int(db.session.scalar(select(func.count()).select_from(Promise)) or 0)


commands_offered = (backup, database, jobs, settings, serve, move_to)
