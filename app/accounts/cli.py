"""`./dayroom members …`: add, list, export, erase. Limits on members are decisions, and come from moderation."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import click
from flask.cli import with_appcontext

from app.accounts import registry
from app.accounts.actor import ROLES, SYSTEM
from app.accounts.commands import NewMember, add_member_with_role
from app.accounts.commands.leaving import THINKING, ask_for, stay_for
from app.accounts.data_file import write_data
from app.accounts.holdings import CHOICES, EVERYTHING, WHATEVER, foreseen
from app.accounts.models import Member
from app.accounts.passwords import check_strength
from app.accounts.queries import every_member, member_named
from app.accounts.wording import sentence
from app.core.policy import Conflict, Forbidden, Invalid
from app.core.scope import ROOT

LEAVING_SENTENCES = {
    "only_admin": "They are the only administrator. Name another one first: `./dayroom members add`, or on the page Admin.",
    "leaving_begun": "Their leaving is under way and cannot be stopped any more.",
}


@click.group()
def members() -> None:
    """Add, list and suspend members."""


@members.command("add")
@click.argument("username")
@click.option("--email", required=True, help="Their mail address; it counts as confirmed.")
@click.option("--name", default="", help="The name others see. Without it, the username.")
@click.option("--role", type=click.Choice(["member", *ROLES]), default="member", show_default=True)
@click.option(
    "--group", default="", metavar="SLUG", help="Where the role is held, with all its rooms. Without it, everywhere."
)
@click.option(
    "--password-stdin", is_flag=True, help="Read the password from standard input; without it they choose one by mail."
)
@with_appcontext
def add(username: str, email: str, name: str, role: str, group: str, password_stdin: bool) -> None:
    """Add a member called USERNAME."""
    with plain_errors():
        path = _path(role, group)
        password = sys.stdin.readline().rstrip("\r\n") if password_stdin else None
        if password is not None:
            check_strength(password, (username, name, email))
        new = NewMember(username=username, display_name=name, email=email, password=password)
        add_member_with_role(SYSTEM, new, "" if role == "member" else role, path)
    click.echo(f"{username} is here now" + (f", as {role}." if role != "member" else "."))
    if password is None:
        click.echo("They choose a password at /reset.")


@members.command("list")
@with_appcontext
def list_members() -> None:
    """Everybody, oldest first: username, name, roles, and whether suspended."""
    for member, roles, is_suspended in every_member():
        held = ", ".join(f"{held.kind} on {held.path}" for held in roles)
        click.echo(
            "\t".join([member.username, member.display_name, held, "suspended" if is_suspended else ""]).rstrip()
        )


@members.command("export")
@click.argument("username")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@with_appcontext
def export(username: str, file: Path) -> None:
    """Write everything that is held about USERNAME to FILE, a ZIP: for somebody who asked by letter."""
    number = write_data(found_member(username).id, file.resolve())
    click.echo(f"{number} entries in {file}. It holds what they wrote about their health: hand it to nobody else.")


@members.command("erase")
@click.argument("username")
@click.option(
    "--words",
    "choice",
    type=click.Choice(CHOICES),
    default=EVERYTHING,
    show_default=True,
    help="What becomes of what they wrote: it stays without their name, the words go and the places stay, or everything goes.",
)
@click.option("--preview", is_flag=True, help="Only say what it would change.")
@click.option("--yes", is_flag=True, help="Do not ask whether to go on.")
@with_appcontext
def erase(username: str, choice: str, preview: bool, yes: bool) -> None:
    """Let USERNAME leave in a week: for somebody who asked by letter. They are told by mail, and can change their mind until then."""
    member = found_member(username)
    said = foreseen(member.id)
    click.echo(f"What {username} would be told:")
    for each in (*said[choice], *said[WHATEVER]):
        click.echo(f"- {each}")
    if preview:
        return
    if not yes:
        click.confirm(f"{username} leaves in {THINKING.days} days, unless they change their mind. Go on?", abort=True)
    has_mail = bool(member.email)
    with plain_errors(LEAVING_SENTENCES):
        leaving = ask_for(SYSTEM, member.id, choice)
    click.echo(
        f"{username} leaves on {leaving.leaves_at:%Y-%m-%d %H:%M} UTC. `./dayroom members stay {username}` takes it back."
    )
    if not has_mail:
        click.echo("They have no mail address here: tell them yourself.")


@members.command("stay")
@click.argument("username")
@with_appcontext
def stay(username: str) -> None:
    """USERNAME stays after all: for somebody who wrote that they thought better of it."""
    with plain_errors(LEAVING_SENTENCES):
        stay_for(SYSTEM, found_member(username).id)
    click.echo(f"{username} stays.")


@contextmanager
def plain_errors(sentences: Mapping[str, str] | None = None) -> Iterator[None]:
    """Refusals as one plain sentence and exit code 1; `sentences` are those of a package above, by reason."""
    try:
        yield
    except Invalid as error:
        raise click.ClickException((sentences or {}).get(error.reason) or sentence(error)) from error
    except Conflict as error:
        raise click.ClickException((sentences or {}).get(error.reason) or sentence(Invalid(error.reason))) from error
    except Forbidden as error:
        raise click.ClickException(f"That is not allowed ({error.reason}).") from error


def path_of_group(group: str) -> str:
    """The path of the group at this address. Raises ClickException when there is none."""
    path = registry.path_of_slug(group)
    if path is None:
        raise click.ClickException(f"There is no group at {group!r}. See /groups for the addresses.")
    return path


def found_member(username: str) -> Member:
    """The member of this name. Raises ClickException when there is none."""
    member = member_named(username)
    if member is None:
        raise click.ClickException(f"There is no member called {username!r}. `./dayroom members list` shows them.")
    return member


def _path(role: str, group: str) -> str:
    if not group:
        return ROOT
    if role == "member":
        raise click.UsageError("--group says where a role is held; give --role mentor or --role moderator with it.")
    return path_of_group(group)


commands_offered = (members,)
