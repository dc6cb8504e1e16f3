"""Who has a page of their own."""

from __future__ import annotations

from app.accounts.actor import Actor
from app.core.policy import Verdict, allow_if, permission


@permission("for_you.read")
def read_for_you(actor: Actor) -> Verdict:
    """Members who are not suspended; each their own."""
    return allow_if(actor.is_active, "sign_in")
