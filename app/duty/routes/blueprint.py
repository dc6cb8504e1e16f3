"""The blueprint, the word beside the desk, and the frame of the duty's pages."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, current_app, g, render_template, url_for

from app.core.policy import NotFound
from app.core.wording import zone_named
from app.duty import policies, wording
from app.moderation.registry import desk_page
from config import Config

blueprint = Blueprint("duty", __name__)

desk_page("Crisis duty", "duty.rota")


def require_duty() -> None:
    """Raises NotFound for whoever has no desk."""
    if not policies.read_rota(g.actor):
        raise NotFound


def duty_page(template: str, **values: Any) -> str:
    """One of the pages under `templates/duty`, with the views of the duty above it."""
    require_duty()
    views = [("Rota and calls", "duty.rota")]
    views += [("Drill", "duty.drill_form"), ("Addresses", "duty.hooks")] if g.actor.is_admin else []
    config: Config = current_app.config["DAYROOM"]
    zone = zone_named(config.timezone)
    tabs = [{"label": label, "url": url_for(name), "is_current": name == values.get("part")} for label, name in views]
    return render_template(
        f"duty/{template}.html",
        tabs=tabs,
        words=wording,
        span=lambda gap: wording.span_words(gap.starts, gap.ends, zone),
        **values,
    )
