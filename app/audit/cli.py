"""`./dayroom audit`: does the record hold, where does it end, and what a person knows about a fault."""

from __future__ import annotations

from collections.abc import Iterable

import click
from flask.cli import with_appcontext

from app.audit.accepting import accept as accept_fault
from app.audit.events import REASONS
from app.audit.faults import Report
from app.audit.heads import heads_file, parse_head
from app.audit.keys import key_file
from app.audit.verifying import verify
from app.audit.wording import fault_words
from app.audit.writing import adopt, head_of
from app.core import clock
from app.core.opening import greets
from app.core.wording import grouped, many


@click.group("audit")
def audit() -> None:
    """The record of what was done: does it hold?"""


@audit.command("verify")
@click.option(
    "--head", "heads", multiple=True, metavar="NUMBER:LINK", help="a head that was noted elsewhere; may be repeated"
)
@with_appcontext
def verify_record(heads: tuple[str, ...]) -> None:
    """Look at every entry and name the first that was changed, removed or put in. Ends with 1 when there is one."""
    report = _look(heads)
    if report.fault is not None:
        click.echo(fault_words(report.fault, _key_words()))
        click.get_current_context().exit(1)
    known = f" {many(report.accepted, 'entry', 'entries')} passed over: accepted before." if report.accepted else ""
    click.echo(
        f"The record holds: {many(report.entries, 'entry', 'entries')}, "
        f"compared with {many(report.heads, 'noted head', 'noted heads')}.{known}"
    )


@audit.command("head")
@with_appcontext
def show_head() -> None:
    """Print where the record ends. Keep the line somewhere else: `verify --head` compares with it."""
    adopt()
    click.echo(head_of())


@audit.command("accept")
@click.option("--reason", type=click.Choice(sorted(REASONS)), required=True, help="why the record does not hold")
@with_appcontext
def accept(reason: str) -> None:
    """Say why the record does not hold. What `verify` finds first is passed over from now on, and that is an entry of its own."""
    report = _look(())
    if report.fault is None:
        click.echo("The record holds; there is nothing to accept.")
        return
    click.echo(fault_words(report.fault, _key_words()))
    accept_fault(report.fault, reason)
    again = _look(())
    if again.fault is None:
        click.echo(f"Noted, because {REASONS[reason]}. The rest of the record holds.")
    else:
        click.echo(f"Noted, because {REASONS[reason]}. There is more: {fault_words(again.fault, _key_words())}")
        click.get_current_context().exit(1)


@greets
def where_the_key_is() -> Iterable[str]:
    """Told at every start: a copy of the key belongs elsewhere than the copies of the database."""
    if key_file() is not None:
        yield f"The record's key: {key_file()} · its heads: {heads_file()} (keep a copy of the key apart from the database's)"


def _look(heads: tuple[str, ...]) -> Report:
    try:
        more = [parse_head(text, clock.now()) for text in heads]
    except ValueError as error:
        raise click.BadParameter(str(error)) from error
    adopt()
    return verify(more, _tell)


def _tell(done: int, of: int) -> None:
    if done < of:
        click.echo(f"{grouped(done)} of {grouped(of)} entries", err=True)


def _key_words() -> str:
    return f"the one in {key_file()}" if key_file() else "AUDIT_KEY"


commands_offered = (audit,)
