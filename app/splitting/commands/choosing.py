"""A member chooses which of the parent and its rooms to keep."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select

from app.accounts.actor import Actor
from app.core import clock
from app.core.command import command, publish
from app.core.db import db
from app.core.policy import Conflict, Invalid, NotFound, require
from app.groups.commands import join, leave
from app.splitting import policies
from app.splitting.events import OfferAnswered
from app.splitting.models import SplitOffer, SplitPlan
from app.splitting.queries.offer import Choice, offer_of


@dataclass(frozen=True)
class Chosen:
    """What the member belongs to now and what they have just left, in the order of the page."""

    kept: tuple[Choice, ...]
    left: tuple[Choice, ...]


@command
def choose(actor: Actor, plan_id: int, keep: Collection[int], shown: Collection[int] | None = None) -> Chosen:
    """Belong to the groups with the ids in `keep` and to no other of the offer. Answering again is allowed, and once is enough.

    `shown` are the ids that the member saw, None: all of it. What a merge brought into the offer since is not left unseen.
    Raises NotFound (no offer for the actor), Forbidden, Conflict (offer_over: the split was undone), and Invalid (not_offered)
    for a group that is not in the offer or that one can only ask to come back to.
    """
    require(policies.choose(actor))
    # Shared: many may answer at once, and an undoing that begins now waits for those who were first.
    plan = db.session.scalar(select(SplitPlan).where(SplitPlan.id == plan_id).with_for_update(read=True))
    offer = db.session.get(SplitOffer, (plan_id, actor.member_id), with_for_update=True)
    if plan is None or offer is None:
        raise NotFound
    page = offer_of(actor, plan, offer)
    if not page.is_open:
        raise Conflict("offer_over")
    if not set(keep) <= {choice.group_id for choice in page.offered}:
        raise Invalid("not_offered", field="keep")
    kept = tuple(choice for choice in page.offered if choice.group_id in keep)
    seen = page.offered if shown is None else [choice for choice in page.offered if choice.group_id in shown]
    left = tuple(choice for choice in seen if choice.group_id not in keep and choice.belongs)
    for choice in kept:
        if not choice.belongs:
            join(actor, choice.group_id)
    for choice in left:
        leave(actor, choice.group_id)
    offer.answered_at = clock.now()
    publish(OfferAnswered(actor_id=actor.member_id, plan_id=plan.id, member_id=offer.member_id))
    return Chosen(kept, left)
