"""What stands around a group's discussions: the way up, its rooms, its people, and what the actor may do there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.accounts.actor import MENTOR, MODERATOR, Actor
from app.accounts.queries import Holder, holders
from app.core.policy import Verdict
from app.groups import policies
from app.groups.inputs import ASK_AGAIN_AFTER, LONGEST_WORDS
from app.groups.models import Group, JoinRequest
from app.groups.queries.directory import Listed, subgroups
from app.groups.queries.finding import crumbs, newest_request
from app.groups.queries.staff import pending_count


@dataclass(frozen=True)
class About:
    """The frame of a group's page for somebody who reads it. `asks_to_return`: who leaves has to ask before they are in again."""

    crumbs: list[tuple[str, str]]
    rooms: list[Listed]
    mentors: list[Holder]
    moderators: list[Holder]
    belongs: bool
    asks_to_return: bool
    may_join: Verdict
    may_post: Verdict
    may_manage: bool
    may_make_room: bool
    waiting_count: int


@dataclass(frozen=True)
class Closed:
    """A group's page for somebody who may know of it and not read it: a visitor before a members-only group, a member before a
    private one. `asked_at`: the actor waits to be let in, with their `words`. `again_at`: the answer was "not now" until then."""

    crumbs: list[tuple[str, str]]
    for_visitor: bool
    may_ask: Verdict
    asked_at: datetime | None = None
    words: str = ""
    again_at: datetime | None = None
    longest_words: int = LONGEST_WORDS


def group_about(actor: Actor, group: Group) -> About:
    """At most 5 statements, whatever the group holds."""
    people = holders(group.path, (MENTOR, MODERATOR))
    manages = bool(policies.manage(actor, group))
    return About(
        crumbs=crumbs(actor, group),
        rooms=subgroups(actor, group),
        mentors=[one for one in people if one.kind == MENTOR],
        moderators=[one for one in people if one.kind == MODERATOR],
        belongs=actor.is_active and group.id in actor.group_ids,
        asks_to_return=group.is_private and not policies.holds_role(actor, group.path),
        may_join=policies.join(actor, group),
        may_post=policies.post_in(actor, group),
        may_manage=manages,
        may_make_room=manages and not group.is_archived,
        waiting_count=pending_count(group) if manages else 0,
    )


def closed_page(actor: Actor, group: Group) -> Closed:
    """At most 2 statements."""
    last = newest_request(group.id, actor.member_id) if actor.member_id is not None else None
    waiting = last is not None and last.is_open
    return Closed(
        crumbs=crumbs(actor, group),
        for_visitor=actor.is_visitor,
        may_ask=policies.ask(actor, group),
        asked_at=last.asked_at if last is not None and waiting else None,
        words=last.words if last is not None and waiting else "",
        again_at=_again_at(last),
    )


def _again_at(last: JoinRequest | None) -> datetime | None:
    if last is None or last.answered_at is None or last.accepted:
        return None
    return last.answered_at + ASK_AGAIN_AFTER
