"""The blueprint, and the word in the header."""

from __future__ import annotations

from flask import Blueprint

from app.accounts.actor import Actor
from app.core.navigation import NavItem, address, nav_item
from app.mentoring import policies
from app.mentoring.queries.waiting import waiting_count

blueprint = Blueprint("mentoring", __name__)


@nav_item(25)
def desk_in_header(actor: Actor) -> NavItem | None:
    """The welcome desk with who waits there, for mentors. Staff reach it from the page of mentors."""
    if not policies.is_mentor(actor):
        return None
    return NavItem("Welcome desk", address("mentoring.desk"), waiting_count(actor))
