"""`./dayroom groups …`: list, add, move, archive, unarchive, recount."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click
from flask.cli import with_appcontext

from app.accounts.actor import SYSTEM
from app.core.policy import Forbidden, Invalid, NotFound
from app.groups import commands, queries
from app.groups.audience import ACCESSES, PUBLIC
from app.groups.commands import GroupInput
from app.groups.models import Group
from app.groups.queries import Listed
from app.groups.wording import sentence


@click.group()
def groups() -> None:
    """List, add, move and close groups."""


@groups.command("list")
@with_appcontext
def list_groups() -> None:
    """The tree: address, name, who can read it, members."""
    tree = queries.directory(SYSTEM)
    for group in tree.groups:
        _show(group, 0)
    for group in tree.closed:
        click.echo(f"{group.slug}\t{group.name}\tclosed\t{group.member_count}")


@groups.command("add")
@click.argument("name")
@click.option(
    "--under", default="", metavar="SLUG", help="The group it is a room of. Without it, it stands at the top."
)
@click.option("--access", type=click.Choice(ACCESSES), default=PUBLIC, show_default=True, help="Who can read it.")
@click.option("--purpose", default="", help="One or two sentences: who is it for?")
@with_appcontext
def add(name: str, under: str, access: str, purpose: str) -> None:
    """Add a group called NAME."""
    with _plain_errors():
        parent_id = _found(under).id if under else None
        group_id = commands.create_group(SYSTEM, GroupInput(name, purpose, access, parent_id))
        slug = queries.group_by_id(SYSTEM, group_id).slug
    click.echo(f"{name} is at /groups/{slug}.")


@groups.command("move")
@click.argument("slug")
@click.option("--under", default="", metavar="SLUG", help="Its new parent.")
@click.option("--top", is_flag=True, help="Let it stand at the top.")
@click.option("--narrow", is_flag=True, help="It may become readable for fewer people.")
@with_appcontext
def move(slug: str, under: str, top: bool, narrow: bool) -> None:
    """Move the group at SLUG, with every room inside it."""
    if bool(under) == top:
        raise click.UsageError("Say where to: --under SLUG or --top.")
    with _plain_errors():
        commands.move_group(SYSTEM, _found(slug).id, _found(under).id if under else None, narrow=narrow)
    click.echo(f"{slug} stands {'in ' + under if under else 'at the top'} now. Its address is as before.")


@groups.command("archive")
@click.argument("slug")
@with_appcontext
def archive(slug: str) -> None:
    """Close the group at SLUG and its rooms for anything new; all of it can still be read."""
    with _plain_errors():
        commands.archive_group(SYSTEM, _found(slug).id)
    click.echo(f"{slug} is closed for anything new.")


@groups.command("unarchive")
@click.argument("slug")
@with_appcontext
def unarchive(slug: str) -> None:
    """Open the group at SLUG again, with the rooms that were closed together with it."""
    with _plain_errors():
        commands.unarchive_group(SYSTEM, _found(slug).id)
    click.echo(f"{slug} is open again.")


@groups.command("recount")
@with_appcontext
def recount() -> None:
    """Count the members of every group anew."""
    commands.recount_members()
    click.echo("Members are counted.")


@contextmanager
def _plain_errors() -> Iterator[None]:
    """Refusals as one plain sentence and exit code 1."""
    try:
        yield
    except Invalid as error:
        words = sentence(error).replace(
            "Tick the box below if that is what you want.", "Add --narrow if that is meant."
        )
        raise click.ClickException(words) from error
    except Forbidden as error:
        raise click.ClickException(sentence(error)) from error


def _found(slug: str) -> Group:
    try:
        return queries.find_group(SYSTEM, slug).group
    except NotFound as error:
        raise click.ClickException(
            f"There is no group at {slug!r}. `./dayroom groups list` shows the addresses."
        ) from error


def _show(group: Listed, depth: int) -> None:
    click.echo(f"{'  ' * depth}{group.slug}\t{group.name}\t{group.access}\t{group.member_count}")
    for room in group.rooms:
        _show(room, depth + 1)
