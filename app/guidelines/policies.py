"""Who may accept and who may change the guidelines."""

from __future__ import annotations

from app.accounts.actor import Actor
from app.core.policy import Verdict, allow_if, permission


@permission("guidelines.accept")
def accept(actor: Actor) -> Verdict:
    """Say that one will keep to them."""
    return allow_if(actor.is_active, "sign_in")


@permission("guidelines.edit")
def edit(actor: Actor) -> Verdict:
    """Write and publish a new version."""
    return allow_if(actor.is_admin, "admins_only")
