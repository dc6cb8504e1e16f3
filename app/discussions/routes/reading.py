"""Reading: a group's page, a discussion, the address of a post, what a post said before."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from flask import current_app, g, redirect, render_template, request
from flask.typing import ResponseReturnValue

from app.accounts.actor import Actor
from app.accounts.models import PEOPLE
from app.core.for_readers import Reading, keep_beside, known_of_reader, same_for_readers
from app.core.for_visitors import same_for_visitors
from app.core.paging import page_number
from app.core.parts import HOLE, size_of_words, while_same
from app.core.slots import fills, is_marking, own
from app.core.tokens import new_token
from app.core.versions import HOUSE, Key
from app.core.web import access, see_other
from app.discussions import policies
from app.discussions.commands import watch
from app.discussions.forms import ReplyForm
from app.discussions.models import FIGURES, TALK, TALKS
from app.discussions.queries import drafts, lists, revisions, thread, waiting
from app.discussions.queries.lists import Told
from app.discussions.queries.reader import Followed, Shown, new_in, news_in, reading_of_group, reading_of_talk
from app.discussions.routes.blueprint import blueprint, discussion_url
from app.groups import queries as groups
from app.groups.models import GROUP, TREE, Group
from app.groups.registry import group_notes
from app.guidelines.queries import has_accepted

VIEWS = ("latest", "waiting", "new")


def group_key(slug: str) -> tuple[Key, ...] | None:
    """What a page about one group is made of; None for no group."""
    group_id = groups.group_id_at(slug)
    return None if group_id is None else (Key(GROUP, group_id), Key(FIGURES, group_id))


def _discussion_key(discussion_id: int, slug: str = "") -> tuple[Key, ...]:
    return (Key(TALK, discussion_id),)


def _mark_read(reading: Reading, shown: Shown, discussion_id: int, slug: str = "") -> None:
    if shown.up_to > (reading.known.read_to or 0):
        watch.mark_read(g.actor, discussion_id, shown.up_to)


def _reading_of_group(actor: Actor, slug: str) -> Reading | None:
    """What is new to somebody is a list of their own."""
    return None if request.args.get("view") == "new" else reading_of_group(actor, slug)


def _read_news(reading: Reading, told: Sequence[Told], slug: str) -> None:
    g.news = news_in(g.actor, reading.known, told)


@blueprint.get("/groups/<slug>")
@access("public.read")
@same_for_readers(_reading_of_group, args=("view", "after", "tag"), ahead=_read_news)
@same_for_visitors(TREE, PEOPLE, TALKS, HOUSE, also=group_key, args=("view", "after", "tag"))
def group(slug: str) -> ResponseReturnValue:
    """A group: its rooms, its discussions, its people."""
    found = while_same("group", lambda: groups.look_at_group(g.actor, slug))
    if not found.can_read:
        closed = groups.closed_page(g.actor, found.group)
        return render_template("discussions/group_closed.html", group=found.group, closed=closed)
    view = request.args.get("view", "latest")
    page = lists.group_page(
        g.actor,
        found.group,
        view if view in VIEWS else "latest",
        request.args.get("after"),
        request.args.get("tag", "")[:40],
        for_many=is_marking(),
    )
    if is_marking():
        keep_beside(page.told)
    frame = _group_frame(found.group)
    may_start, is_member = bool(policies.start(g.actor, found.group)), not g.actor.is_visitor
    parts: Any = current_app.jinja_env.get_template("discussions/_talks.html").module
    is_later = bool(request.args.get("after"))
    talks = parts.section(found.group, page, frame.has_rooms, may_start, is_member, is_marking(), is_later)
    return frame.html.replace(HOLE, str(talks))


class GroupFrame(NamedTuple):
    """The page of a group but for its discussions."""

    html: str
    has_rooms: bool


def _group_frame(group: Group) -> GroupFrame:
    """From memory where it shows nothing that a reply may change: mentors and staff see how long people wait."""
    ages = waiting.waiting_ages(g.actor, group)

    def made() -> GroupFrame:
        about = groups.group_about(g.actor, group)
        notes = group_notes(g.actor, group)
        html = render_template("discussions/group.html", group=group, about=about, notes=notes, ages=ages, talks=HOLE)
        return GroupFrame(html, bool(about.rooms))

    return made() if ages is not None else while_same("frame", made, lambda frame: size_of_words(frame.html))


@blueprint.get("/discussions/<int:discussion_id>")
@blueprint.get("/discussions/<int:discussion_id>-<slug>")
@access("public.read")
@same_for_readers(reading_of_talk, args=("from", "page"), more=new_in, then=_mark_read)
@same_for_visitors(TREE, PEOPLE, TALKS, HOUSE, also=_discussion_key, args=("from", "page"))
def discussion(discussion_id: int, slug: str = "") -> ResponseReturnValue:
    """A discussion from one key on, or a page by its number; a number that is none leads to the nearest page.

    Former words in its address lead to the present ones, and no words to those there are.
    """
    asked = request.args.get("page")
    number = None if asked is None else page_number(asked)
    known: Followed | None = known_of_reader()
    page = thread.discussion_page(
        g.actor, discussion_id, request.args.get("from"), number, wrote=known is None or known.wrote
    )
    where: dict[str, Any] = {"from": request.args["from"]} if number is None and "from" in request.args else {}
    if number is not None and page.number > 1:
        where = {"page": page.number}
    if slug != page.slug:
        # The words come and go with the title and the audience; our headers let no browser go by what it remembers.
        return redirect(discussion_url(page.discussion, **where), code=301 if slug else 302)
    if asked is not None and asked != str(where.get("page")):
        return redirect(discussion_url(page.discussion, **where), code=302)
    # Whoever has begun a reply is not among many readers.
    form = _reply_form(discussion_id if known is None else None) if page.may_reply else None
    answer = render_template(
        "discussions/discussion.html",
        page=page,
        form=form,
        crumbs=groups.crumbs(g.actor, page.group),
        accepted=known.accepted if known else g.actor.is_visitor or has_accepted(g.actor.member_id),
    )
    if is_marking():
        keep_beside(Shown(page.last_seq, page.places))
    elif request.method == "GET" and g.actor.is_active and page.last_seq > (page.read_to or 0):
        watch.mark_read(g.actor, discussion_id, page.last_seq)
    return answer


@blueprint.get("/posts/<int:post_id>")
@access("public.read")
def post(post_id: int) -> ResponseReturnValue:
    """The address of a post: the page that holds it."""
    found, start = thread.post_address(g.actor, post_id)
    where = {"from": start} if start else {}
    return redirect(discussion_url(found, _anchor=f"post-{post_id}", **where), code=302)


@blueprint.get("/discussions/<int:discussion_id>/new")
@access("discussion.watch")
def first_new(discussion_id: int) -> ResponseReturnValue:
    """The first post that is new to the reader."""
    post_id = thread.first_new_post(g.actor, discussion_id)
    if post_id is None:
        return see_other(".discussion", discussion_id=discussion_id)
    return see_other(".post", post_id=post_id)


@blueprint.get("/posts/<int:post_id>/revisions")
@access("post.read_revisions")
def post_revisions(post_id: int) -> ResponseReturnValue:
    """What a post said before."""
    return render_template("discussions/revisions.html", page=revisions.revisions_page(g.actor, post_id))


def _reply_form(begun_in: int | None) -> ReplyForm:
    """Words that one began in this discussion and has not posted stand in the composer again."""
    form = ReplyForm(formdata=None)
    form.draft.data = own("draft")
    kept = drafts.reply_draft(g.actor, begun_in) if begun_in is not None else None
    if kept is not None:
        form.draft.data, form.body.data = kept.key, kept.body
    return form


@fills("draft", size=43, padded=False)
def draft_key(_about: str) -> str:
    """A new key for the words that whoever asks may write."""
    return new_token()
