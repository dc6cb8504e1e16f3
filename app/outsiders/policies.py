"""Who reads a whole notice: those who may read the item it made. Whoever sent it reads it by the link in their letter alone."""

from __future__ import annotations

from app.accounts.actor import Actor
from app.core.policy import Verdict, deny, permission
from app.moderation.models import ReviewItem
from app.moderation.policies import read_item


@permission("outsider_notice.read")
def read_notice(actor: Actor, item: ReviewItem | None) -> Verdict:
    """Read who told us what; None: it made no item, so it is nobody's matter yet."""
    return read_item(actor, item) if item is not None else deny("hidden")


@permission("outsider_notice.answer")
def answer_notice(actor: Actor, item: ReviewItem | None) -> Verdict:
    """Write a word to who told us."""
    return read_notice(actor, item) if actor.member_id is not None else deny("members_only")
