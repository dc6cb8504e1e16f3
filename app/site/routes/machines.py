"""What machines ask: may a search engine come in, and is the house awake."""

from __future__ import annotations

from flask import Response
from sqlalchemy import text

from app.core.db import db
from app.core.web import access
from app.site.routes.blueprint import blueprint

PRIVATE = (
    "/account",
    "/admin",
    "/confirm",
    "/decisions",
    "/desk",
    "/drafts",
    "/for-you",
    "/help/lines",
    "/join",
    "/mail",
    "/members",
    "/notices",
    "/posts",
    "/preview",
    "/reset",
    "/sent-mail",
    "/sign-in",
)
"""Beginnings of addresses with nothing for a search engine. What is private is a 404 for it anyhow."""


@blueprint.get("/robots.txt")
@access("public.read", suspended=True)
def robots() -> Response:
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in PRIVATE), ""]
    return Response("\n".join(lines), mimetype="text/plain")


@blueprint.get("/healthz")
@access("public.read", suspended=True)
def healthz() -> Response:
    """ok, once the database has answered; a 500 when it does not."""
    db.session.execute(text("SELECT 1"))
    return Response("ok\n", mimetype="text/plain", headers={"Cache-Control": "no-store"})
