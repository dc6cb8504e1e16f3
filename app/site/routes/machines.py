"""What machines ask: may a search engine come in, is the house awake, and is it well."""

from __future__ import annotations

from flask import Response
from flask.typing import ResponseReturnValue

from app.core.health import health
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
    """ok: the server is alive. It asks nothing else, so that nobody restarts it because a database is away."""
    return Response("ok\n", mimetype="text/plain", headers={"Cache-Control": "no-store"})


@blueprint.get("/readyz")
@access("public.read", suspended=True)
def readyz() -> ResponseReturnValue:
    """The parts of the house, each with a word; 503 when no page can be answered."""
    found = health()
    return {"house": found.word, "parts": found.parts}, 200 if found.is_ready else 503, {"Cache-Control": "no-store"}
