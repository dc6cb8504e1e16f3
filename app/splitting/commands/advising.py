"""Giving advice: the looking and counting first, without a lock; then one short command that keeps what was said."""

from __future__ import annotations

from app.accounts.actor import Actor
from app.core import clock
from app.core.command import command
from app.core.db import db
from app.core.jobs import defer
from app.core.policy import NotFound
from app.groups.models import Group
from app.splitting.advice import Advised, advise
from app.splitting.clusters import Community
from app.splitting.models import Advice
from app.splitting.policies import see_plan
from app.splitting.queries.advice import groups_to_advise
from app.splitting.queries.counting import group_facts


def give_advice(group_id: int, known: Community | None = None) -> Advised | None:
    """Look at a group now and keep what is to be said of it; None when the group is gone or closed.

    `known`: the community's words, when they are at hand. Seconds for a large group: for jobs and the command line.
    """
    group = db.session.get(Group, group_id)
    if group is None or group.is_archived:
        return None
    facts = group_facts(group, known)
    # The counting is over: no transaction stays open while the words are sorted.
    db.session.rollback()
    advised = advise(facts)
    _keep(group_id, advised)
    return advised


@command
def ask_advice(actor: Actor, group_id: int) -> None:
    """Let the advisor look at the group, in the background. Raises NotFound for who does not moderate it, or when it is closed."""
    group = db.session.get(Group, group_id)
    if group is None or group.is_archived or not see_plan(actor, group):
        raise NotFound
    defer("splitting.advise", group_id=group_id)


@command
def ask_for_all() -> int:
    """Let the advisor look at every group that has changed since its advice; answers how many."""
    changed = groups_to_advise()
    for group_id in changed:
        defer("splitting.advise", group_id=group_id)
    return len(changed)


@command
def _keep(group_id: int, advised: Advised) -> None:
    # The group can have gone up in another meanwhile. Its row is held: it cannot go now, and nobody else keeps advice on it.
    if db.session.get(Group, group_id, with_for_update={"key_share": True}) is None:
        return
    said = advised.to_json()
    stored = db.session.get(Advice, group_id)
    if stored is None:
        db.session.add(Advice(group_id=group_id, **said, made_at=clock.now()))
        return
    for name, value in said.items():
        setattr(stored, name, value)
    stored.made_at = clock.now()
