"""`./dayroom move-to postgresql://…`: from the file into PostgreSQL, and what to do then."""

from __future__ import annotations

from pathlib import Path

import click
import psycopg
from flask import current_app
from flask.cli import with_appcontext

from app.core.db import OPEN
from app.core.moving.move import Differs, Moved, move
from app.core.moving.source import Broken, Source
from app.core.moving.target import Refused, address_of, open_target
from config import Config


@click.command("move-to")
@click.argument("url", required=False, metavar="postgresql://USER@HOST/NAME")
@click.option(
    "--give-up",
    is_flag=True,
    help="Stay with the file: open it for writing again. A copy that was made is out of date then.",
)
@click.option(
    "--ask-password",
    is_flag=True,
    help="Ask for the password of the new place, so that it stands in no command. PGPASSWORD and ~/.pgpass do as well.",
)
@with_appcontext
def move_to(url: str | None, give_up: bool, ask_password: bool) -> None:
    """Move this community from its file into an empty PostgreSQL. Nobody can write meanwhile, everybody can read.

    Stopped or killed, the same command goes on where it was. At the end every table is compared, row by row.
    """
    source = Source(_file())
    if give_up:
        _open_again(source)
        return
    if url is None:
        raise click.UsageError("Say where to: ./dayroom move-to postgresql://USER@HOST/NAME")
    click.echo(_done(_move(source, _with_password(url, ask_password)), url, source.file))


def _file() -> Path:
    config: Config = current_app.config["DAYROOM"]
    if config.database_url:
        raise click.ClickException(
            "DATABASE_URL is set. Leave it unset: the community that moves is the one in the instance folder."
        )
    return config.instance / "dayroom.db"


def _with_password(url: str, ask: bool) -> str:
    try:
        address = address_of(url)
    except Refused as refused:
        raise click.ClickException(f"{refused}.") from refused
    if ask:
        password = click.prompt("Password of the new place", hide_input=True, err=True)
        return address.set(password=password).render_as_string(hide_password=False)
    if address.password:
        click.echo(
            "A password in a command can be read by others on this machine, and stays in the history of the shell. "
            "Better: PGPASSWORD, ~/.pgpass, or --ask-password.",
            err=True,
        )
    return url


def _move(source: Source, url: str) -> Moved:
    had_moved = source.mark() < OPEN
    try:
        with open_target(url) as target:
            return move(source, target, lambda words: click.echo(words, err=True))
    except Refused as refused:
        before = " (The file says that this community has moved already.)" if had_moved else ""
        raise click.ClickException(f"{refused}.{before}") from refused
    except Broken as broken:
        raise click.ClickException(f"This cannot be moved as it is: {broken}. {_still(source)}") from broken
    except Differs as differs:
        raise click.ClickException(f"{differs}. Make a new database and move there. {_still(source)}") from differs
    except psycopg.Error as error:
        raise click.ClickException(
            f"The new place said no ({_reason(error)}). The same command goes on. {_still(source)}"
        ) from error


def _reason(error: psycopg.Error) -> str:
    """What PostgreSQL names of its objects; its own sentences can hold what somebody wrote."""
    found = error.diag
    names = [name for name in (found.table_name, found.column_name, found.constraint_name) if name]
    if error.sqlstate is None:
        return str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
    return " ".join((type(error).__name__, *names))


def _still(source: Source) -> str:
    if source.mark() == OPEN:
        return "Nothing was changed."
    return "People can read and not write until it is done; ./dayroom move-to --give-up lets them write again."


def _open_again(source: Source) -> None:
    if source.mark() == OPEN:
        click.echo("The community in the file is open for writing.")
        return
    source.open_again()
    click.echo(
        "The community in the file is open for writing again. Throw away what was copied: it is out of date from now on."
    )


def _done(moved: Moved, url: str, file: Path) -> str:
    address = address_of(url).set(drivername="postgresql").render_as_string(hide_password=True)
    return (
        f"Moved: {moved.tables} tables, {moved.rows:,} rows ({moved.copied:,} of them in this run), each table the same on both sides.\n"
        f"Now end this Dayroom and start it with DATABASE_URL={address}\n"
        f"Keep the folder {file.parent} with it: keys, the heads of the record and files stay there. "
        f"{file.name} is closed for writing; it is a copy of this moment."
    )
