"""Who may see and change what about notices: everybody their own, also while suspended."""

from __future__ import annotations

from app.accounts.actor import Actor
from app.core.policy import Verdict, allow_if, permission


@permission("notice.read")
def read(actor: Actor, member_id: int) -> Verdict:
    """Read a member's notices."""
    return allow_if(actor.member_id is not None and actor.member_id == member_id, "not_yours")


@permission("notice.choose_mail")
def choose_mail(actor: Actor, member_id: int) -> Verdict:
    """Say what comes by mail."""
    return allow_if(actor.member_id is not None and actor.member_id == member_id, "not_yours")
