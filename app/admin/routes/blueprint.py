"""The blueprint, and the word in the header."""

from __future__ import annotations

from flask import Blueprint, url_for

from app.accounts.actor import Actor
from app.admin import policies
from app.core.navigation import NavItem, nav_item

blueprint = Blueprint("admin", __name__)


@nav_item(60)
def admin_in_header(actor: Actor) -> NavItem | None:
    """For administrators alone."""
    return NavItem("Admin", url_for("admin.home")) if policies.manage(actor) else None
