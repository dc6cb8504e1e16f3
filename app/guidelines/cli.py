"""`./dayroom guidelines`: the guidelines from the command line."""

from __future__ import annotations

import click
from flask.cli import with_appcontext

from app.accounts.actor import SYSTEM
from app.core.opening import fills
from app.guidelines import commands


@click.group("guidelines")
def guidelines() -> None:
    """The numbered rules of the community."""


@guidelines.command("load-first")
@with_appcontext
def load_first() -> None:
    """Publish the text that Dayroom comes with, when there is none yet."""
    done = commands.load_first_guidelines(SYSTEM)
    click.echo("The first guidelines are in force." if done else "There are guidelines already; nothing was changed.")


@fills
def bring_first() -> None:
    """A new community begins with them."""
    commands.load_first_guidelines(SYSTEM)


commands_offered = (guidelines,)
