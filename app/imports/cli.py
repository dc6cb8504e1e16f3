"""`./dayroom import DIR` and `./dayroom demo load`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy.exc import IntegrityError

from app.core import opening
from app.core.policy import Conflict, Forbidden, Refusal
from app.core.wording import grouped, many
from app.imports import wording
from app.imports.commands.demo import PASSWORD, SIGN_INS, is_welcome, load_demo
from app.imports.lines import FileChanged
from app.imports.manifest import NotAnExport
from app.imports.report import Remark, Report
from app.imports.running import run_import

BEHIND = "Run the import again: it goes on where it stopped."


class Watched:
    """Shows how far an import is: a bar on a terminal, else a line for each tenth."""

    def __init__(self) -> None:
        self.bar: Any = None
        self.label, self.total, self.done, self.told = "", 0, 0, 0

    def begin(self, label: str, total: int) -> None:
        self.label, self.total, self.done, self.told = label, total, 0, 0
        if sys.stderr.isatty():
            self.bar = click.progressbar(length=total, label=label, file=sys.stderr)
            self.bar.__enter__()

    def advance(self, steps: int) -> None:
        self.done += steps
        if self.bar is not None:
            self.bar.update(steps)
        elif self.total and self.done * 10 // self.total > self.told:
            self.told = self.done * 10 // self.total
            click.echo(f"{self.label}: {grouped(self.done)} of {grouped(self.total)}", err=True)

    def end(self) -> None:
        if self.bar is not None:
            self.bar.__exit__(None, None, None)
            self.bar = None


class Ended(click.ClickException):
    """The command's last sentence; something was not done. Exit code 1."""

    def show(self, file: Any = None) -> None:
        click.echo(f"Dayroom: {self.format_message()}", err=True)


class Unusable(Ended):
    """The folder as a whole cannot be read. Exit code 2."""

    exit_code = 2


@click.command("import")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--dry-run", "dry", is_flag=True, help="Say what would be done; write nothing.")
@click.option("--hold", is_flag=True, help="Posts that the checks would hold wait for a moderator at the desk.")
@with_appcontext
def import_community(folder: Path, dry: bool, hold: bool) -> None:
    """Bring in another community's export from the folder DIR.

    What is here already is known again: a second run changes nothing, and what people changed here since stays. Nobody is told.
    The exit code is 0 when everything could be read, 1 when something was skipped, 2 when DIR is no export.
    """
    with plain_endings():
        report = run_import(folder, dry=dry, hold=hold, progress=Watched())
    say(report, dry)


@click.group()
def demo() -> None:
    """The demo community, for looking around on one's own computer."""


@demo.command("load")
@click.option("--if-empty", is_flag=True, help="Do nothing when there are members already.")
@with_appcontext
def load(if_empty: bool) -> None:
    """Load about sixty invented people and their talk, and print whom to sign in as."""
    if if_empty and not is_welcome():
        click.echo("There are members here already, so the demo community was not loaded.")
        return
    try:
        with plain_endings():
            report = load_demo(current_app.config["DAYROOM"], Watched())
    except Forbidden as refused:
        raise Ended(
            "The demo people have passwords that everybody knows, so they stay on this computer. Leave HOST and PUBLIC_URL unset."
        ) from refused
    except Conflict as refused:
        raise Ended("There are members here already. The demo community goes into an empty database only.") from refused
    if not report.is_complete:
        say(report, dry=False)
    click.echo("\n".join(("The demo community is here.", *sign_ins())))


@opening.greets
def sign_ins() -> Iterator[str]:
    """Whom to sign in as, while the demo people are here."""
    if opening.has_demo_accounts():
        yield f"Sign in as one of these, with the password {PASSWORD}:"
        width = max(len(each.username) for each in SIGN_INS)
        yield from (f"  {each.username:<{width}}  {each.who}" for each in SIGN_INS)


@contextmanager
def plain_endings() -> Iterator[None]:
    """What can end an import early, as one sentence with what to do."""
    try:
        yield
    except NotAnExport as error:
        raise Unusable(wording.trouble(error.code, error.facts)) from error
    except OSError as error:
        raise Unusable(f"{Path(str(error.filename)).name} cannot be read: {error.strerror}.") from error
    except (Conflict, Forbidden):
        raise
    except (IntegrityError, Refusal) as error:
        raise Ended(f"Somebody changed the community at the same moment. {BEHIND}") from error
    except FileChanged as error:
        raise Ended(f"{error} changed while it was read. {BEHIND}") from error


def say(report: Report, dry: bool) -> None:
    """Print the figures and every remark. Raises Ended when something could not be read."""
    if dry:
        click.echo("A dry run: nothing was written. This is what would be done.")
    click.echo("\n".join(wording.table(report)))
    for weight, heading in wording.HEADINGS:
        _list(heading, report.in_order(weight))
    click.echo("\n".join(wording.closing(report, dry)))
    if not report.is_complete:
        skipped = sum(tally.skipped for tally in report.tallies.values())
        lost = f"{many(skipped, 'record', 'records')} could not be read" if skipped else "Not everything could be read"
        raise Ended(f"{lost}; each is named above. The rest is {'readable' if dry else 'here'}.")


def _list(heading: str, remarks: list[Remark]) -> None:
    if not remarks:
        return
    click.echo(f"\n{heading}")
    for remark in remarks:
        where = f"{remark.kind}.jsonl" + (f" line {remark.line}" if remark.line else "")
        click.echo(f"  {where}: {wording.reason(remark.code, remark.facts)}")


commands_offered = (import_community, demo)
