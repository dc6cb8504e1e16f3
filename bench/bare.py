"""The measure of all things: bare Flask views on the server that Dayroom runs on, with the same settings and nothing else.

`/page` renders twenty posts from a list with Jinja, `/ready/BYTES` returns that many bytes that are there already, and `POST /post`
renders one text and inserts it as one row into the database that Dayroom uses. `python bench/bare.py PORT` serves it.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from datetime import UTC, datetime

from flask import Flask, Response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from granian.constants import Interfaces
from jinja2 import DictLoader
from sqlalchemy import Column, DateTime, Engine, Integer, MetaData, Table, Text, create_engine, insert

from app.core import leash, serve
from app.core.db import database_url, engine_options, writing
from app.core.markup import render
from config import Config

PAGE = """<!doctype html><html lang="en"><head><title>{{ title }}</title></head><body><main><h1>{{ title }}</h1>
{% for post in posts %}<article id="post-{{ post.id }}"><h2><a href="/members/{{ post.name }}">{{ post.name }}</a></h2>
<time datetime="{{ post.at.isoformat() }}">{{ post.at.strftime("%d %B %Y") }}</time>{{ post.html|safe }}
<a href="/posts/{{ post.id }}/reply">Reply</a></article>{% endfor %}</main></body></html>"""
WORDS = "<p>" + "Somebody writes about the night and the morning after it. " * 7 + "</p>"

app = Flask(__name__)
app.jinja_env.loader = DictLoader({"page.html": PAGE})
posts = [
    {"id": number, "name": f"member-{number}", "at": datetime(2026, 1, number, tzinfo=UTC), "html": WORDS}
    for number in range(1, 21)
]
rows = Table(
    "bench_bare",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("html", Text),
    Column("at", DateTime(True)),
)
_engines: list[Engine] = []


@app.get("/page")
def page() -> str:
    """Twenty posts from a list."""
    return render_template("page.html", title="Twenty posts", posts=posts)


@app.get("/ready/<int:size>")
def ready(size: int) -> Response:
    """Bytes that are there already."""
    return Response(_ready(size), mimetype="text/html")


@app.post("/post")
def post() -> ResponseReturnValue:
    """One text, one row, one commit."""
    html = render(request.form["body"]).html
    token = writing.set(True)
    try:
        with _engine().begin() as connection:
            connection.execute(insert(rows).values(html=html, at=datetime.now(UTC)))
    finally:
        writing.reset(token)
    return redirect("/page", code=303)


_bytes: dict[int, bytes] = {}


def _ready(size: int) -> bytes:
    return _bytes.setdefault(size, b"x" * size)


def _engine() -> Engine:
    if not _engines:
        url = database_url(Config())
        _engines.append(create_engine(url, **engine_options(url)))
    return _engines[0]


def main() -> None:
    """Serve it as `app.core.serve` serves Dayroom."""
    serve.server_of("bench.bare:served", "127.0.0.1", int(sys.argv[1]), Interfaces.WSGI).serve()


if __name__ == "__main__":
    main()
else:
    leash.hold()
    served = app
