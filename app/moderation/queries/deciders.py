"""Who decided something first, and who else there is to decide on an appeal."""

from __future__ import annotations

from sqlalchemy import select

from app.accounts.actor import ADMIN, MODERATOR, Actor
from app.accounts.queries import holder_ids
from app.core import clock
from app.core.db import db
from app.core.policy import NotFound
from app.core.scope import is_within
from app.core.tokens import token_hash
from app.moderation import appeal_policies
from app.moderation.appeal_policies import Appealed
from app.moderation.models import Decision, GraveAct, StatementKey


def appealed(decision: Decision) -> Appealed:
    """What an appeal against a decision is about: it lies where the decision held at its widest. 1 statement."""
    wide = decision.path if decision.path and is_within(decision.scope_path, decision.path) else decision.scope_path
    asked = db.session.scalars(select(GraveAct.asked_by).where(GraveAct.decision_id == decision.id))
    first = {decision.decided_by, *asked} - {None}
    return Appealed(wide, decision.author_id, frozenset(one for one in first if one is not None))


def others(thing: Appealed, *kinds: str) -> frozenset[int]:
    """Ids of those who may decide on it now, by role (`MODERATOR`, `ADMIN`; both without any); one statement.

    The many-things face of `appeal_policies.decide`. Whoever is suspended has no role that does not rest.
    """
    return holder_ids(thing.scope_path, kinds or (MODERATOR, ADMIN)) - thing.deciders - {thing.author_id or 0}


def own_decision(actor: Actor, decision_id: int, key: str) -> Decision:
    """The decision about the actor, or about whoever holds the link's `key`. Raises NotFound."""
    decision = db.session.get(Decision, decision_id)
    if decision is None or decision.author_id is None:
        raise NotFound
    if not appeal_policies.make(actor, decision) and not _opens(key, decision_id):
        raise NotFound
    return decision


def _opens(key: str, decision_id: int) -> bool:
    if not key:
        return False
    good = select(StatementKey.decision_id).where(
        StatementKey.token_hash == token_hash(key),
        StatementKey.decision_id == decision_id,
        StatementKey.good_until > clock.now(),
    )
    return db.session.scalar(good) is not None
