"""The feed of a public group, for feed readers."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import make_response, render_template
from flask.typing import ResponseReturnValue

from app.accounts.models import PEOPLE
from app.core.for_visitors import same_for_visitors
from app.core.mail import link
from app.core.versions import HOUSE
from app.core.web import access
from app.discussions.models import TALKS
from app.discussions.queries import feeds
from app.discussions.routes.blueprint import blueprint
from app.discussions.routes.reading import group_key
from app.groups.models import TREE


@blueprint.get("/groups/<slug>/feed")
@access("public.read")
@same_for_visitors(TREE, PEOPLE, TALKS, HOUSE, also=group_key)
def feed(slug: str) -> ResponseReturnValue:
    """The latest discussions of a group as Atom, the same for everybody."""
    found = feeds.feed_of(slug)
    page = render_template(
        "discussions/feed.xml",
        feed=found,
        # What names a thing for good: its number, wherever it stands and whatever it is called.
        root=link("groups.directory").removesuffix("/groups"),
        home=link("discussions.group", slug=found.group.slug),
        here=link("discussions.feed", slug=found.group.slug),
        stamp=_stamp,
        url_of=_url,
    )
    answer = make_response(page)
    answer.mimetype = "application/atom+xml"
    return answer


def _url(entry: feeds.Entry) -> str:
    return link("discussions.discussion", discussion_id=entry.id, slug=entry.slug)


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
