"""Posts and rows of lists as parts of pages, made from stencils: the words of each are put where a template left holes for them.

What a template asks of a row besides its words is in the kind (`POST_KIND`, `TALK_KIND`); whatever else it asks for raises an error.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from operator import attrgetter
from typing import Any
from urllib.parse import quote

from flask import current_app, g, request, url_for
from markupsafe import Markup, escape

from app.core import clock
from app.core.slots import fills, is_marking, own
from app.core.stencils import Stencils, unsaid
from app.core.wording import ago, initial, many, time_tag, waited
from app.discussions.mentions import linked
from app.discussions.models.post import HELD, SENT_BACK
from app.discussions.preparing import MOST_TAGS
from app.discussions.queries.lists import TalkRow
from app.discussions.queries.people import Author
from app.discussions.queries.post_rows import Answered, PostRow
from app.discussions.routes.blueprint import blueprint
from app.groups.audience import Audience

POST_KIND = (
    *("state", "depth", "is_opening", "audience", "waiting", "edit_waits"),
    *("may_reply", "may_edit", "may_take_back", "may_flag", "may_review", "may_read_revisions"),
)
TALK_KIND = ("audience", "is_waiting", "has_mentor", "is_pinned", "is_locked")
TAGS = tuple(f"tag_{place}" for place in range(MOST_TAGS))


@dataclass(frozen=True)
class Around:
    """What a post shows of the page that it stands on."""

    first_new: int | None
    audience: Audience


@blueprint.app_template_global("post_piece")
def post_piece(post: PostRow, first_new: int | None, audience: Audience, is_member: bool) -> Markup:
    """A post on the line. What waits, and one's own, says more about itself: a template makes it each time."""
    at = time_tag(post.at)
    edited = time_tag(post.edited_at, inside=True) if post.edited_at is not None else Markup()
    if is_member and post.mentioned:
        profiles = {name.lower(): url_for("accounts.profile", username=name) for name in post.mentioned}
        post = replace(post, html=linked(post.html, profiles))
    if post.author.is_me or post.edit_waits or post.waiting is not None or post.state in (HELD, SENT_BACK):
        return Markup(_asked(_POST, post, Around(first_new, audience), is_member, at, edited))  # noqa: S704 - a template made it
    author, answered = post.author, post.in_reply_to
    about = (author.role, bool(author.username), bool(edited), bool(post.html), answered is not None, first_new == post.id)
    kind = (request.script_root, is_member, audience, about, _post_kind(post))
    words = {
        "id": str(post.id),
        "name": escape(author.name),
        "initial": escape(_initial(author.name)),
        "username": quote(author.username),
        "at": at,
        "edited": edited,
        "html": post.html,
    }
    if answered is not None:
        words |= {"answered_id": str(answered.post_id), "answered_name": escape(answered.name)}
    return _posts.part(kind, lambda holes: _post_with(holes, post, about, audience, is_member), words)


@blueprint.app_template_global("talk_piece")
def talk_piece(talk: TalkRow, with_group: bool = False) -> Markup:
    """A discussion in a list. On a page that is kept for many, what is new to each of them is put in."""
    tags = talk.tags[:MOST_TAGS]
    about = (talk.author.role, bool(talk.slug), bool(talk.excerpt), len(tags), talk.asked_again_at is not None, with_group)
    words = {
        "id": str(talk.id),
        "slug": quote(talk.slug),
        "title": escape(talk.title),
        "excerpt": escape(talk.excerpt),
        "name": escape(talk.author.name),
        "group": escape(talk.group_name),
        **{name: escape(tag) for name, tag in zip(TAGS, tags, strict=False)},
        **_news(talk),
        **_state(talk),
    }
    kind = (request.script_root, about, _talk_kind(talk))
    return _talks.part(kind, lambda holes: _talk_with(holes, talk, about), words)


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


def _news(talk: TalkRow) -> dict[str, str]:
    """What is new in a row."""
    if is_marking():
        return {"unread": own("unread", talk.id), "new": own("new", talk.id)}
    if not talk.is_new and not talk.new_count:
        return {"unread": "", "new": ""}
    return {"unread": " data-unread", "new": _mark("new", None if talk.is_new else talk.new_count)}


def _state(talk: TalkRow) -> dict[str, str]:
    """How far a discussion is: how long it waits, or who answered and when."""
    if talk.is_waiting:
        now, again = clock.now(), talk.asked_again_at
        since = ago(again, now) if again is not None else waited(talk.waiting_since, now)
        seats = _seats((talk.author.role,), True)
        return {"seats": seats, "since": since, "at": time_tag(talk.waiting_since, inside=True)}
    said = f"{many(talk.reply_count, 'reply', 'replies')}, {many(talk.people_count, 'person', 'people')}"
    return {"seats": _seats(talk.seats, False), "said": said, "at": time_tag(talk.last_post_at, inside=True)}


_posts = Stencils(
    "discussions.post",
    texts=("name", "initial", "at", "edited", "html", "answered_name"),
    addresses=("username",),
    numbers=("id", "answered_id"),
)
_talks = Stencils(
    "discussions.talk",
    texts=("title", "excerpt", "name", "group", "unread", "new", "seats", "since", "said", "at", *TAGS),
    addresses=("slug",),
    numbers=("id",),
)
_post_kind, _talk_kind = attrgetter(*POST_KIND), attrgetter(*TALK_KIND)
_POST, _TALK = "discussions/_post.html", "discussions/_talk.html"


def _post_with(holes: Mapping[str, Any], post: PostRow, about: Any, audience: Audience, is_member: bool) -> str:
    role, has_profile, is_edited, has_words, is_answer, is_first_new = about
    stand_in = unsaid(
        PostRow,
        id=holes["id"],
        author=unsaid(Author, name=holes["name"], username=holes["username"] if has_profile else "", role=role, is_me=False),
        html=holes["html"] if has_words else "",
        in_reply_to=Answered(holes["answered_id"], holes["answered_name"]) if is_answer else None,
        **{name: getattr(post, name) for name in POST_KIND},
    )
    around = Around(holes["id"] if is_first_new else None, audience)
    return _asked(_POST, stand_in, around, is_member, holes["at"], holes["edited"] if is_edited else "", holes["initial"])


def _talk_with(holes: Mapping[str, Any], talk: TalkRow, about: Any) -> str:
    role, is_open, has_excerpt, tags, is_asked_again, with_group = about
    stand_in = unsaid(
        TalkRow,
        id=holes["id"],
        slug=holes["slug"] if is_open else "",
        title=holes["title"],
        excerpt=holes["excerpt"] if has_excerpt else "",
        author=unsaid(Author, name=holes["name"], role=role),
        group_name=holes["group"],
        asked_again_at=True if is_asked_again else None,
        tags=tuple(holes[name] for name in TAGS[:tags]),
        **{name: getattr(talk, name) for name in TALK_KIND},
    )
    return _asked(_TALK, stand_in, with_group, holes)


def _asked(template: str, *values: Any) -> str:
    # A macro of a module that is there already, not a template that is rendered: half of that is the beginning.
    parts: Any = current_app.jinja_env.get_template(template).module
    return str(parts.piece(*values))


@lru_cache(maxsize=2000)
def _initial(name: str) -> str:
    return initial(name)


@lru_cache(maxsize=512)
def _mark(macro: str, *values: Any) -> str:
    return str(getattr(current_app.jinja_env.get_template("ui/mark.html").module, macro)(*values))


@lru_cache(maxsize=512)
def _seats(roles: tuple[str, ...], is_waiting: bool) -> str:
    parts: Any = current_app.jinja_env.get_template("ui/seat.html").module
    return str(parts.seats(roles, is_waiting))
