"""The command line: `./dayroom WORD …`. Each package offers its words in `cli.py`; trouble is told in one plain sentence."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence

import click
from flask import Flask
from flask.cli import ScriptInfo
from sqlalchemy.exc import OperationalError, ProgrammingError

from app import create_app
from app.core import database
from app.core.db import db
from app.core.policy import Closed, Refusal
from config import ROOT, Config


class Trouble(Exception):
    """What keeps Dayroom from doing what was asked, and what to do about it: one sentence for the person at the terminal."""


def main(words: Sequence[str]) -> int:
    """Run one command; answers the exit code."""
    try:
        app = application()
        with app.app_context():
            if needs_database(app.cli, words):
                _check_schema()
        _list_words(app)
        return _run(app, words)
    except Trouble as trouble:
        say_trouble(trouble)
        return 1


def application() -> Flask:
    """The application as the environment sets it up. Raises Trouble for a setting that cannot be used."""
    try:
        return create_app(Config())
    except ValueError as error:
        raise Trouble(f"A setting cannot be used: {error}.") from error
    except PermissionError as error:
        raise Trouble(cannot_write(str(error.filename))) from error


def cannot_write(place: str) -> str:
    """The sentence for a folder that is closed to us."""
    return f"Dayroom cannot write in {place}. Give your user the right to, or set DAYROOM_INSTANCE to a folder of your own."


def call(*words: str, given: str | None = None) -> None:
    """Run another `./dayroom` command with `given` on its input. Raises Trouble when it fails; it has then said why itself."""
    command = [sys.executable, "-P", "-m", "app.core.terminal", *words]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, input=given, text=True, env=environment, check=False)
    if done.returncode:
        raise Trouble(f"`./dayroom {' '.join(words[:2])}` did not finish; the reason stands above.")


def say_trouble(trouble: Exception) -> None:
    """One sentence on the error output."""
    click.echo(f"Dayroom: {trouble}", err=True)


def needs_database(found: click.Command, words: Sequence[str]) -> bool:
    """Whether the command that `words` name reads or writes a database of this version."""
    if not words or words[0] == "database" or "--help" in words:
        return False
    for word in words:
        if isinstance(found, click.Group) and word in found.commands:
            found = found.commands[word]
    return not getattr(found.callback, "without_database", False)


def _check_schema() -> None:
    """A fresh database is prepared without a question; one of an older version waits for its owner's word."""
    try:
        if database.is_fresh(db.engine):
            database.upgrade(db.engine)
        elif not database.is_current(db.engine):
            raise Trouble("The database is of another version. Make a copy of it, then run ./dayroom database upgrade.")
    except OperationalError as error:
        raise Trouble(no_database(error)) from error
    finally:
        db.session.remove()


def no_database(error: Exception) -> str:
    """The sentence for a database that does not answer."""
    reason = str(getattr(error, "orig", error)).strip().splitlines()[0]
    return f"The database does not answer ({reason}). Check DATABASE_URL, and that Dayroom may write in its folder."


def closed_words(closed: Closed) -> str:
    """The sentence for a file that nobody may write now."""
    if closed.reason == "moved":
        return (
            "This community has moved to PostgreSQL. Set DATABASE_URL to where it is now; "
            "or stay with the file as it was then: ./dayroom move-to --give-up"
        )
    return "This community is being moved, and nobody can write until that is done. To stay where it is: ./dayroom move-to --give-up"


def _run(app: Flask, words: Sequence[str]) -> int:
    try:
        app.cli.main(list(words), prog_name="./dayroom", obj=ScriptInfo(create_app=lambda: app), standalone_mode=False)
    except click.exceptions.Exit as end:
        return end.exit_code
    except click.Abort:
        click.echo("Stopped.", err=True)
        return 130
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except Closed as closed:
        raise Trouble(closed_words(closed)) from closed
    except Refusal as refusal:
        raise Trouble(f"That was refused ({refusal or type(refusal).__name__}); nothing was changed.") from refusal
    except (OperationalError, ProgrammingError) as error:
        raise Trouble(no_database(error)) from error
    return 0


def _list_words(app: Flask) -> None:
    app.cli.help = (
        "Dayroom, the patient community.\n\n"
        "\b\n"
        "run      Open the house: server and jobs, with the demo community at first.\n"
        "run --empty\n"
        "         Open a community of your own; asks for its name and first admin.\n"
        "test     Run the whole test suite."
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
