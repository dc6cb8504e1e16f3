"""`./dayroom help-lines`: the directory from the command line."""

from __future__ import annotations

import click
from flask.cli import with_appcontext

from app.accounts.actor import SYSTEM
from app.core.opening import fills
from app.help import commands


@click.group("help-lines")
def help_lines() -> None:
    """The directory of help lines."""


@help_lines.command("load-first")
@with_appcontext
def load_first() -> None:
    """Load the lines that Dayroom comes with; those that are there already stay as they are."""
    count = commands.load_first_lines(SYSTEM)
    click.echo(f"{count} help lines loaded. Please have somebody check them: sign in and open /help/lines.")


@fills
def bring_first() -> None:
    """A new community begins with them."""
    commands.load_first_lines(SYSTEM)


commands_offered = (help_lines,)
