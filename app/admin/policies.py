"""Who looks after the house: administrators. For every other member these pages are not there."""

from __future__ import annotations

from app.accounts.actor import Actor
from app.core.policy import NotFound, Verdict, allow_if, permission


@permission("admin.manage")
def manage(actor: Actor) -> Verdict:
    """Settings, members, roles, background work."""
    return allow_if(actor.is_admin, "admins_only")


def admins_only(actor: Actor) -> None:
    """Raises NotFound for everybody who is no administrator."""
    if not manage(actor):
        raise NotFound
