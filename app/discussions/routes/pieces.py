"""Posts and rows of lists as pieces of pages: made once for the same values, for everybody who was given the same.

A row holds all that its template shows, and what its reader may do with it; what goes by the clock goes into the key as words.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any

from flask import current_app, g, request
from markupsafe import Markup

from app.core import clock
from app.core.pieces import pieces
from app.core.slots import fills, is_marking
from app.core.wording import ago, waited, zone_named
from app.discussions.queries.lists import TalkRow
from app.discussions.queries.post_rows import PostRow
from app.discussions.routes.blueprint import blueprint
from app.groups.audience import Audience


@dataclass(frozen=True)
class Around:
    """What a post shows of the page that it stands on."""

    first_new: int | None
    audience: Audience


@blueprint.app_template_global("post_piece")
def post_piece(post: PostRow, first_new: int | None, audience: Audience, is_member: bool) -> Markup:
    """A post on the line. With a button that changes something it holds its reader's token, and is made for them alone; or, on a page
    that is kept for many, the mark of it."""
    around = Around(post.id if first_new == post.id else None, audience)
    values = {"post": post, "page": around, "me": is_member}
    is_own = post.author.is_me or post.may_take_back or post.edit_waits or post.waiting is not None
    if is_own or (post.may_review and not is_marking()):
        return Markup(_made("discussions/_post.html", values))  # noqa: S704 - a template made it
    key = ("post", post, around, is_member, _today(), request.script_root)
    return pieces().get(key, lambda: _made("discussions/_post.html", values))


@blueprint.app_template_global("talk_piece")
def talk_piece(talk: TalkRow, with_group: bool = False) -> Markup:
    """A discussion in a list. On a page that is kept for many, what is new to each of them is put in."""
    if is_marking():
        talk = replace(talk, is_new=False, new_count=0)
    values = {"talk": talk, "with_group": with_group, "is_for_many": is_marking()}
    key = ("talk", talk, with_group, is_marking(), *_by_the_clock(talk), _today(), request.script_root)
    return pieces().get(key, lambda: _made("discussions/_talk.html", values))


@fills("unread", size=12)
def unread(talk_id: str) -> str:
    """Of a row: there is something new in it."""
    return " data-unread" if any(g.news.of[int(talk_id)]) else ""


@fills("new", size=40)
def new(talk_id: str) -> str:
    """The mark of a row: what is new in it."""
    is_new, number = g.news.of[int(talk_id)]
    return _mark("new", None if is_new else number)


@fills("newhere", size=52)
def new_here(_about: str) -> str:
    """How many discussions of the group have something new, behind the name of the tab."""
    return _mark("count", g.news.number, "", True)


@lru_cache(maxsize=512)
def _mark(macro: str, *values: Any) -> str:
    return str(getattr(current_app.jinja_env.get_template("ui/mark.html").module, macro)(*values))


def _made(template: str, values: dict[str, Any]) -> str:
    # A macro of a module that is there already, not a template that is rendered: half of that is the beginning.
    parts: Any = current_app.jinja_env.get_template(template).module
    return str(parts.piece(**values))


def _by_the_clock(talk: TalkRow) -> tuple[str, ...]:
    """How long it waits, in words."""
    now = clock.now()
    if not talk.is_waiting:
        return ()
    return (waited(talk.waiting_since, now), ago(talk.asked_again_at, now) if talk.asked_again_at else "")


def _today() -> date:
    """Times of posts are told by the day: "Today, 09:14"."""
    zone = zone_named(current_app.config["DAYROOM"].timezone)
    return clock.now().astimezone(zone).date()
