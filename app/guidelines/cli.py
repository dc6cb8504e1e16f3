"""`./dayroom guidelines`: the guidelines from the command line."""

from __future__ import annotations

import sys
from importlib import import_module

import click
from flask.cli import with_appcontext

from app.accounts.actor import SYSTEM
from app.core.cli import without_database
from app.core.opening import fills
from app.guidelines import commands
from app.guidelines.lines import check_lines
from app.help.queries import shipped_numbers

_MAKING = "app.guidelines.making_cli"
_MADE_THERE = ("evaluate", "index", "train")


class _Words(click.Group):
    """Reads the modules of the words that measure and make weights when one of them is asked for: no server does. None needs a database."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted((*super().list_commands(ctx), *_MADE_THERE))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _MADE_THERE:
            return super().get_command(ctx, cmd_name)
        made: dict[str, click.Command] = import_module(_MAKING).WORDS
        return made[cmd_name]


@click.group("guidelines", cls=_Words)
@without_database
def guidelines() -> None:
    """The numbered rules of the community."""


@guidelines.command("load-first")
@with_appcontext
def load_first() -> None:
    """Publish the text that Dayroom comes with, when there is none yet."""
    done = commands.load_first_guidelines(SYSTEM)
    click.echo("The first guidelines are in force." if done else "There are guidelines already; nothing was changed.")


@guidelines.command("check")
@without_database
def check() -> None:
    """Check texts: {"id", "text"} a line on standard input, an answer a line on standard output. Needs no database."""
    for answer in check_lines(sys.stdin.buffer, shipped_numbers()):
        click.echo(answer)


@fills
def bring_first() -> None:
    """A new community begins with them."""
    commands.load_first_guidelines(SYSTEM)


commands_offered = (guidelines,)
