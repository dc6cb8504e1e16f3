"""What members see of a member."""

from __future__ import annotations

from typing import Any

from flask import g, render_template

from app.accounts import registry
from app.accounts.queries import profile as profile_of
from app.accounts.routes.blueprint import blueprint
from app.core.web import access


@blueprint.get("/members/<username>")
@access("public.read")
def profile(username: str) -> Any:
    """A profile, for members; for visitors there is none, and no way to ask whether there is."""
    found = profile_of(g.actor, username)
    parts = registry.profile_parts(g.actor, found.card.id)
    return render_template("accounts/profile.html", profile=found, parts=parts)
