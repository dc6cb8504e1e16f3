"""The blueprint, and the word in the header."""

from __future__ import annotations

from flask import Blueprint

from app.accounts.actor import Actor
from app.core.navigation import NavItem, address, nav_item
from app.moderation.queries.figures import open_count

blueprint = Blueprint("moderation", __name__)


@nav_item(5)
def desk_in_header(actor: Actor) -> NavItem | None:
    """The review desk with what waits, for moderators and admins."""
    return NavItem("Review desk", address("moderation.desk"), open_count(actor)) if actor.is_staff else None
