"""Who may flag, look and decide. Nobody judges their own words: an item about oneself is not there, for moderators and admins too."""

from __future__ import annotations

from typing import Protocol

from sqlalchemy import ColumnElement, and_, or_, select, true

from app.accounts.actor import ADMIN, MODERATOR, Actor
from app.accounts.policies import restrict_member
from app.audit.models import AuditEntry
from app.core.policy import Verdict, allow_if, deny, permission
from app.core.scope import within_any
from app.groups.models import Group
from app.moderation.measures import LIMITS
from app.moderation.models import Decision, ReviewItem


class Scoped(Protocol):
    """Anything with an author in a place: an item, a decision, a subject's view."""

    @property
    def scope_path(self) -> str: ...

    @property
    def author_id(self) -> int | None: ...


@permission("subject.flag")
def flag(actor: Actor, subject: Scoped) -> Verdict:
    """Members tell moderators about what others wrote."""
    if not actor.is_active:
        return deny("members_only")
    return allow_if(subject.author_id != actor.member_id, "own_words")


@permission("subject.review")
def review(actor: Actor, subject: Scoped) -> Verdict:
    """Moderators open a review of something on their paths themselves."""
    if not actor.moderates(subject.scope_path):
        return deny("not_your_group")
    return allow_if(not _is_own(actor, subject), "own_words")


@permission("desk.read")
def read_desk(actor: Actor, _thing: object = None) -> Verdict:
    """The desk is for moderators of any group, and admins."""
    return allow_if(actor.is_staff, "staff_only")


@permission("item.read")
def read_item(actor: Actor, item: Scoped) -> Verdict:
    """One thing: the item lies on a path the actor moderates, and is not about the actor. The many-things face is `readable`."""
    return allow_if(actor.moderates(item.scope_path) and not _is_own(actor, item), "not_your_group")


def readable(actor: Actor) -> ColumnElement[bool]:
    """Many things: the review items that `read_item` allows, as SQL."""
    return _on_paths(actor, ReviewItem)


def decisions_readable(actor: Actor) -> ColumnElement[bool]:
    """Many things: the decisions that a moderator may look up, as SQL."""
    return _on_paths(actor, Decision)


@permission("item.claim")
def claim(actor: Actor, item: Scoped) -> Verdict:
    """Who may read an item may look after it; the system decides nothing."""
    return read_item(actor, item) if actor.member_id is not None else deny("members_only")


@permission("item.decide")
def decide(actor: Actor, item: Scoped) -> Verdict:
    """Who may claim an item may decide it."""
    return claim(actor, item)


@permission("sanction.lay")
def lay_measure(actor: Actor, member: Actor, kind: str, path: str) -> Verdict:
    """A kind word or a warning: whoever moderates the place, to anybody but themselves. A limit: as accounts says."""
    if kind in LIMITS:
        return restrict_member(actor, member, path)
    if actor.member_id is not None and actor.member_id == member.member_id:
        return deny("not_yourself")
    return allow_if(actor.moderates(path), "not_your_group")


@permission("standing.read")
def read_standing(actor: Actor) -> Verdict:
    """Everybody their own, suspended or not."""
    return allow_if(actor.member_id is not None, "sign_in")


@permission("statement.export")
def export_statements(actor: Actor, _thing: object = None) -> Verdict:
    """The machine-readable export of all decisions is for admins."""
    return allow_if(actor.is_admin, "admins_only")


@permission("text.keep")
def keep_texts(actor: Actor, _thing: object = None) -> Verdict:
    """The team's own texts: whoever has the desk reads, writes and takes them away."""
    return allow_if(actor.is_staff, "staff_only")


@permission("decision.read")
def read_decision(actor: Actor, decision: Scoped) -> Verdict:
    """The member concerned, suspended or not, and the moderators of the place."""
    return allow_if(_is_own(actor, decision) or actor.moderates(decision.scope_path), "not_yours")


@permission("record.read_own")
def read_own_record(actor: Actor) -> Verdict:
    """What was done about oneself, and by oneself: everybody, suspended or not."""
    return allow_if(actor.member_id is not None, "sign_in")


@permission("record.read")
def read_record(actor: Actor, _thing: object = None) -> Verdict:
    """The record of the places that one moderates; admins have all of it."""
    return allow_if(actor.is_staff, "staff_only")


def read_entry(actor: Actor, about_id: int | None, path: str | None) -> Verdict:
    """One thing: an entry about a member, in the group at `path` (None: in no place, or the group is gone). See `entries_readable`."""
    if about_id is not None and about_id == actor.member_id:
        return deny("own_words")
    in_reach = actor.moderates(path) if path is not None else actor.is_admin
    return allow_if(in_reach, "not_your_group")


def entries_readable(actor: Actor) -> ColumnElement[bool]:
    """Many things: the audit entries that `read_entry` allows, as SQL. A group keeps its number when it moves."""
    reach: ColumnElement[bool] = true()
    if not actor.is_admin:
        groups = select(Group.id).where(within_any(Group.path, actor.paths(MODERATOR, ADMIN)))
        reach = AuditEntry.place_id.in_(groups)
    if actor.member_id is None:
        return reach
    return and_(reach, AuditEntry.about_id.is_distinct_from(actor.member_id))


def _is_own(actor: Actor, thing: Scoped) -> bool:
    return actor.member_id is not None and thing.author_id == actor.member_id


def _on_paths(actor: Actor, table: type[ReviewItem | Decision]) -> ColumnElement[bool]:
    on_paths = within_any(table.scope_path, actor.paths(MODERATOR, ADMIN))
    if actor.member_id is None:
        return and_(true(), on_paths)
    return and_(on_paths, or_(table.author_id.is_(None), table.author_id != actor.member_id))
