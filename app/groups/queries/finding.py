"""Finding one group by its address, present or former, or by its id; and the way up from it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Text, bindparam, select

from app.accounts.actor import Actor
from app.core.among import among, numbers
from app.core.db import db
from app.core.leading import lead_on
from app.core.policy import Conflict, NotFound
from app.core.prepared import Prepared
from app.core.scope import path_ids
from app.groups.models import FormerAddress, GoneGroup, Group, JoinRequest
from app.groups.policies import read, see_listing
from app.groups.wording import GONE


@dataclass(frozen=True)
class FoundGroup:
    """A group that the actor may know of. `moved_to` is its present slug when another was asked for; `can_read`: what is in it."""

    group: Group
    moved_to: str | None
    can_read: bool


def find_group(actor: Actor, slug: str) -> FoundGroup:
    """The group at this address, or the one that once had it. Raises NotFound, also for a group the actor may not know of.

    Raises MovedForGood where a page is asked for by a former address. 1 statement; 2 for a former address.
    """
    return _found(actor, slug, _group_at(slug))


def look_at_group(actor: Actor, slug: str) -> FoundGroup:
    """As `find_group`, but the group belongs to no session: for a page that reads it. 1 statement; 3 for a former address."""
    row = _AT_SLUG.first(slug=slug.lower())
    return _found(actor, slug, Group(**row._asdict()) if row is not None else _group_at(slug))


def check_same(found: FoundGroup, slug: str) -> None:
    """Raises Conflict group_gone (facts `words`, `url`) when another group stood at this address, which has gone up in `found` since.

    What a form meant for that one is not done to this one. 1 statement for a former address, none for a present one.
    """
    group = found.group
    gone = select(GoneGroup.name).where(GoneGroup.slug == slug.lower(), GoneGroup.into_id == group.id)
    former = db.session.scalar(gone.limit(1)) if found.moved_to else None
    if former is not None:
        raise Conflict("group_gone", words=GONE.format(former=former, group=group.name), url=group.url)


def group_id_at(slug: str) -> int | None:
    """The id behind an address, present or former, whoever asks: for keeping words. 1 statement; 3 for a former address."""
    row = _ID_AT_SLUG.first(slug=slug.lower())
    if row is not None:
        return int(row.id)
    group = _group_at(slug)
    return group.id if group is not None else None


def _found(actor: Actor, slug: str, group: Group | None) -> FoundGroup:
    if group is None or not see_listing(actor, group):
        raise NotFound
    if group.slug != slug:
        lead_on(slug, group.slug)
    return FoundGroup(group, None if group.slug == slug else group.slug, read(actor, group))


def _group_at(slug: str) -> Group | None:
    wanted = slug.lower()
    group = db.session.scalar(select(Group).where(Group.slug == wanted))
    if group is None:
        former = select(Group).join(FormerAddress, FormerAddress.group_id == Group.id)
        group = db.session.scalar(former.where(FormerAddress.slug == wanted))
    return group


def group_by_id(actor: Actor, group_id: int) -> Group:
    """A group that the actor may read. Raises NotFound."""
    group = db.session.get(Group, group_id)
    if group is None or not read(actor, group):
        raise NotFound
    return group


def crumbs(actor: Actor, group: Group) -> list[tuple[str, str]]:
    """The groups above as (name, address), outermost first. 1 statement, none at the top.

    Whoever may know of a group may know of those it is in: these are at least as open.
    """
    above = path_ids(group.path)[:-1]
    rows = _NAMES.rows(groups=above) if above else ()
    names = {key: (name, f"/groups/{slug}") for key, name, slug in rows}
    return [names[key] for key in above if key in names]


_AT = Group.slug == bindparam("slug", type_=Text())
_AT_SLUG = Prepared(lambda: select(*Group.__table__.columns).where(_AT))
_ID_AT_SLUG = Prepared(lambda: select(Group.id).where(_AT))
_NAMES = Prepared(lambda: select(Group.id, Group.name, Group.slug).where(among(Group.id, [numbers("groups")])))


def newest_request(group_id: int, member_id: int) -> JoinRequest | None:
    """The latest time this member asked to join this group."""
    asked = select(JoinRequest).where(JoinRequest.group_id == group_id, JoinRequest.member_id == member_id)
    return db.session.scalar(asked.order_by(JoinRequest.id.desc()).limit(1))
