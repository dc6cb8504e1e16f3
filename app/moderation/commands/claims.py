"""A claim says that somebody is looking. It ends by itself, and it keeps others from deciding until then."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select

from app.accounts.actor import Actor
from app.core import clock
from app.core.command import command, publish
from app.core.db import db
from app.core.policy import Conflict, NotFound, require
from app.core.settings import Setting, declare
from app.moderation import policies
from app.moderation.commands.shifts import count_hard, must_be_bearable
from app.moderation.events import ItemClaimed, ItemLetGo, ItemSeen
from app.moderation.kinds import NO_FAULT
from app.moderation.models import SEEN, Decision, ReviewItem
from app.moderation.queries.people import name_of
from app.moderation.registry import may_take
from app.moderation.wording import done

CLAIM_MINUTES = declare(
    Setting(
        "moderation.claim_minutes",
        15,
        "Minutes for which a moderator keeps an item to themselves",
        valid=lambda value: 0 < value <= 240,
    )
)


@command
def claim(actor: Actor, item_id: int) -> datetime:
    """Look at an item; one's own claim is begun anew. Answers until when.

    Raises NotFound; Forbidden where the actor had a part in what is looked at again ('first_decider', 'first_person'); Conflict
    ('claimed' with `who` and `until`; 'decided' with `who`, `at`, `action`, `done`; 'withdrawn';
    'rest': hard, the actor has had enough of such in this shift, and somebody else is there).
    """
    item = locked_item(actor, item_id)
    must_be_open(item)
    require(may_take(actor, item.kind, item.subject_id))
    must_be_free(actor, item)
    must_be_bearable(actor, item)
    count_hard(actor, item)
    until = clock.now() + timedelta(minutes=CLAIM_MINUTES.get())
    item.claim(actor.member_id or 0, until)
    publish(ItemClaimed(actor_id=actor.member_id, item_id=item.id))
    return until


@command
def let_go(actor: Actor, item_id: int) -> None:
    """Stop looking without deciding. Nothing happens when the claim is not the actor's. Raises NotFound."""
    item = locked_item(actor, item_id)
    if item.claimed_by == actor.member_id:
        item.let_go()
        publish(ItemLetGo(actor_id=actor.member_id, item_id=item.id))


@command
def close_as_seen(actor: Actor, item_id: int) -> None:
    """The actor knows of what is nobody's fault (`kinds.NO_FAULT`): the item leaves the queue without a decision.

    Raises NotFound; Conflict: 'settled' when it left before, 'claimed' (with `who`, `until`), 'not_now' for every other kind of item.
    """
    item = locked_item(actor, item_id)
    must_be_open(item)
    if item.kind not in NO_FAULT:
        raise Conflict("not_now", item_id=item.id)
    must_be_free(actor, item)
    item.close(SEEN, clock.now())
    publish(
        ItemSeen(
            actor_id=actor.member_id,
            item_id=item.id,
            subject_kind=item.subject_kind,
            subject_id=item.subject_id,
            scope_path=item.scope_path,
        )
    )


def locked_item(actor: Actor, item_id: int) -> ReviewItem:
    """The item, locked until the transaction ends. Raises NotFound when the actor may not see it."""
    locked = (
        select(ReviewItem).where(ReviewItem.id == item_id).with_for_update().execution_options(populate_existing=True)
    )
    item = db.session.scalars(locked).one_or_none()
    if item is None or not policies.claim(actor, item):
        raise NotFound
    return item


def must_be_open(item: ReviewItem) -> None:
    """Raises Conflict with who decided what and when, 'withdrawn', or 'settled' for one that needs no decision."""
    if item.is_open:
        return
    if item.kind in NO_FAULT:
        raise Conflict("settled", item_id=item.id)
    last = select(Decision).where(Decision.item_id == item.id).order_by(Decision.version.desc()).limit(1)
    decision = db.session.scalars(last).one_or_none()
    if decision is None:
        raise Conflict("withdrawn", item_id=item.id)
    raise Conflict(
        "decided",
        item_id=item.id,
        who=name_of(decision.decided_by, starts=True),
        at=decision.decided_at,
        action=decision.action,
        done=done(decision.action, decision.measure),
    )


def must_be_free(actor: Actor, item: ReviewItem) -> None:
    """Raises Conflict 'claimed' while somebody else is looking."""
    if item.claimed_by_another(actor.member_id, clock.now()):
        raise Conflict("claimed", item_id=item.id, who=name_of(item.claimed_by, starts=True), until=item.claimed_until)
