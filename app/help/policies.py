"""Who keeps the directory right: admins, and every moderator."""

from __future__ import annotations

from app.accounts.actor import Actor
from app.core.policy import Verdict, allow_if, permission


@permission("help.manage")
def manage(actor: Actor) -> Verdict:
    """Add, change, check and remove help lines."""
    return allow_if(actor.is_staff, "staff_only")
