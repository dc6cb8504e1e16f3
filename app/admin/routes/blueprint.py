"""The blueprint, and the word in the header."""

from __future__ import annotations

from flask import Blueprint

from app.accounts.actor import Actor
from app.admin import policies
from app.core.navigation import NavItem, address, nav_item

blueprint = Blueprint("admin", __name__)


@nav_item(60)
def admin_in_header(actor: Actor) -> NavItem | None:
    """For administrators alone."""
    return NavItem("Admin", address("admin.home")) if policies.manage(actor) else None
