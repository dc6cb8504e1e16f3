"""Making groups."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from app.accounts.actor import Actor
from app.core import clock
from app.core.command import command, publish
from app.core.db import db
from app.core.policy import Invalid, require
from app.core.scope import ROOT, child_path
from app.core.text import slugify
from app.core.tokens import new_token
from app.groups import policies
from app.groups.audience import ACCESSES, allowed_below
from app.groups.commands import finding
from app.groups.commands.addresses import free_slug, is_free
from app.groups.events import GroupCreated
from app.groups.inputs import GroupInput
from app.groups.models import GoneGroup, Group


@command
def create_group(actor: Actor, new: GroupInput) -> int:
    """Make a group; answers its id.

    Raises Forbidden, NotFound (no such parent), Invalid: name_missing, name_taken, slug_taken, unknown_access,
    wider_than_parent (fact `access`: what the parent has), parent_archived.
    """
    finding.hold_tree()
    parent = finding.parent_of(actor, new.parent_id)
    require(policies.create(actor, parent))
    name = finding.check_name(new.name, new.parent_id)
    check_access(new.access, parent)
    group = Group(
        id=_unused_id(),
        parent_id=new.parent_id,
        path=new_token(),
        slug=_slug(new, name, parent),
        name=name,
        purpose=" ".join(new.purpose.split()),
        access=new.access,
        position=new.position,
        created_at=new.created_at or clock.now(),
    )
    _insert(group)
    group.path = child_path(parent.path if parent else ROOT, group.id)
    db.session.flush()
    publish(GroupCreated(actor_id=actor.member_id, group_id=group.id, parent_id=group.parent_id))
    return group.id


def check_access(access: str, parent: Group | None) -> None:
    """Raises Invalid for an access there is not, or one wider than the parent's."""
    if access not in ACCESSES:
        raise Invalid("unknown_access", field="access")
    if parent is not None and access not in allowed_below(parent.access):
        raise Invalid("wider_than_parent", field="access", access=parent.access, parent=parent.name)


def _slug(new: GroupInput, name: str, parent: Group | None) -> str:
    if not new.slug:
        return free_slug(name, parent)
    slug = slugify(new.slug)
    if not slug or not is_free(slug):
        raise Invalid("slug_taken", field="slug")
    return slug


def _unused_id() -> int | None:
    """An id that no group has or had. SQLite would give that of the newest group again once it is gone; PostgreSQL never does."""
    if db.session.get_bind().dialect.name == "postgresql":
        return None
    last = [db.session.scalar(select(func.max(table.id))) or 0 for table in (Group, GoneGroup)]
    return max(last) + 1


def _insert(group: Group) -> None:
    # The path holds the id, which is known once the row is there; until then it is a token nobody else has.
    try:
        with db.session.begin_nested():
            db.session.add(group)
    except IntegrityError as error:
        raise Invalid("slug_taken", field="slug") from error
