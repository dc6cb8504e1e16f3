"""Who may appeal, and who may decide on it: never somebody who had a part in the first decision."""

from __future__ import annotations

from dataclasses import dataclass

from app.accounts.actor import Actor
from app.core.policy import Verdict, allow_if, deny, permission
from app.moderation.policies import Scoped, read_item


@dataclass(frozen=True)
class Appealed:
    """What is appealed: where it lies, about whom, and who decided it first (one member, or the two of a grave act)."""

    scope_path: str
    author_id: int | None
    deciders: frozenset[int]


@permission("appeal.make")
def make(actor: Actor, decision: Scoped) -> Verdict:
    """The member concerned, suspended or not. With the link of their letter, the command knows them without signing in."""
    return allow_if(actor.member_id is not None and decision.author_id == actor.member_id, "not_yours")


@permission("appeal.decide")
def decide(actor: Actor, thing: Appealed) -> Verdict:
    """Whoever moderates the place, is not concerned, and did not decide first."""
    if actor.member_id is None:
        return deny("members_only")
    if actor.member_id in thing.deciders:
        return deny("first_decider")
    return read_item(actor, thing)
