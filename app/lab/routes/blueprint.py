"""The blueprint, the words beside the desk, and the frame of the lab's pages."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, g, render_template, request, url_for

from app.accounts.actor import Actor
from app.core.policy import NotFound
from app.lab import policies
from app.moderation.registry import desk_page

blueprint = Blueprint("lab", __name__)

desk_page("Rule lab", "lab.rules")
desk_page("Checks", "lab.checks")


def require_lab(actor: Actor) -> None:
    """Raises NotFound for whoever has no lab."""
    if not policies.read_rules(actor):
        raise NotFound


def lab_page(template: str, **values: Any) -> str:
    """One of the pages under `templates/lab`, with the views of the desk above it. `part`: the view it stands under, when its address
    does not say so.
    """
    require_lab(g.actor)
    views = (("Review desk", "moderation.desk"), ("Rule lab", "lab.rules"), ("Checks", "lab.checks"))
    here = values.get("part") or f"lab.{'checks' if '/checks' in request.path else 'rules'}"
    tabs = [{"label": label, "url": url_for(endpoint), "is_current": endpoint == here} for label, endpoint in views]
    return render_template(f"lab/{template}.html", tabs=tabs, **values)
