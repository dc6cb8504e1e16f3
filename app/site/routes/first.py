"""The first page, and a member's own."""

from __future__ import annotations

from typing import Any

from flask import current_app, g, render_template
from flask.typing import ResponseReturnValue
from markupsafe import escape

from app.accounts.models import PEOPLE
from app.core import clock
from app.core.for_readers import same_for_readers
from app.core.for_visitors import same_for_visitors
from app.core.parts import HOLE, size_of_words, while_same
from app.core.policy import require
from app.core.slots import fills, own
from app.core.versions import ALL, HOUSE, Key
from app.core.web import access
from app.core.wording import zone_named
from app.discussions.models import FIGURES, TALKS
from app.groups.models import GROUP, TREE
from app.groups.queries.reader import ReadingOfBoard
from app.moderation.hours import HOURS
from app.moderation.kinds import DUE_HOLD
from app.moderation.models.items import DESK
from app.site import policies, queries, wording
from app.site.routes.blueprint import blueprint

KEYS = (Key(GROUP, ALL), TREE, PEOPLE, TALKS, DESK, HOUSE, Key(FIGURES, ALL))
"""What the first page is made of."""


@blueprint.get("/")
@access("public.read")
@same_for_readers(ReadingOfBoard(*KEYS))
@same_for_visitors(*KEYS)
def home() -> ResponseReturnValue:
    frame = while_same("home", _home_frame, size_of_words)
    parts: Any = current_app.jinja_env.get_template("site/_heard.html").module
    return frame.replace(HOLE, str(parts.section(queries.heard())))


def _home_frame() -> str:
    page = queries.home_page(g.actor)
    number = wording.spelled(len(page.groups.groups)).capitalize()
    return render_template(
        "site/home.html",
        page=page,
        heard=HOLE,
        groups_in_words=number,
        hello="" if g.actor.is_visitor else own("hello"),
        hold_hours=DUE_HOLD.get(),
        reading_hours=HOURS.get(),
    )


@blueprint.get("/for-you")
@access("for_you.read")
def for_you() -> str:
    require(policies.read_for_you(g.actor))
    page = queries.for_you(g.actor)
    line = wording.state_of_things(
        page.new_replies, page.people_waiting, page.more_wait, page.other_news, page.is_something_sent_back
    )
    return render_template("site/for_you.html", page=page, hello=_hello(), line=line)


@fills("hello")
def hello(_about: str) -> str:
    """The greeting, as HTML."""
    return str(escape(_hello()))


def _hello() -> str:
    """A greeting by the hour where the community lives; '' for a visitor."""
    if g.actor.is_visitor:
        return ""
    zone = zone_named(current_app.config["DAYROOM"].timezone)
    return wording.greeting(clock.now().astimezone(zone).hour, g.actor.display_name)
