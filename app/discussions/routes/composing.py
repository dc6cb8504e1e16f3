"""Composing: starting a discussion, replying, editing. Whatever goes wrong, the words come back."""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Callable, Sequence
from itertools import compress
from typing import Any, ParamSpec, cast

from flask import flash, g, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms.fields import SelectChoice

from app.core.forms_first import Sent, plain_form, refused_before
from app.core.markup import LONGEST_TEXT, TooLong, quoted
from app.core.paging import unpack_key
from app.core.policy import Forbidden, Invalid, NotFound, Refusal, TooMany
from app.core.web import SignInNeeded, access, see_other
from app.discussions.commands import drafts as draft_commands
from app.discussions.commands import edit, publish, replying
from app.discussions.forms import EditForm, ReplyForm, StartForm, TypedReply, offered, typed_reply
from app.discussions.inputs import CRISIS, HELD, PUBLISHED, DraftInput, EditInput, Outcome, ReplyInput, StartInput
from app.discussions.queries import coaching, compose
from app.discussions.routes.blueprint import blueprint
from app.discussions.wording import say_refusal
from app.groups.audience import Audience, narrower, widest
from app.groups.models import Group

P = ParamSpec("P")

REPLIES = "/discussions/<int:discussion_id>/replies"

POST = "post"
"""The button that sends a composer's words, as it is named in the form."""

NO_ROOM = 0
"""Nothing chosen yet, in the list of rooms."""


def keeps_words(kind: str) -> Callable[[Callable[P, ResponseReturnValue]], Callable[P, ResponseReturnValue]]:
    """A form that arrives on a session that has run out is kept as a draft of whose session it was, and opens after signing in.

    So is one for a place that is gone or hidden by now.
    """

    def decorate(view: Callable[P, ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
        @functools.wraps(view)
        def run(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
            try:
                return view(*args, **kwargs)
            except SignInNeeded:
                member_id = g.get("expired_member_id")
                if member_id is None or request.method != "POST":
                    raise
                key = draft_commands.keep_for(member_id, _typed(kind, kwargs))
                flash("You were signed out after a long pause. Your words are kept: sign in and go on.")
                return see_other("accounts.sign_in", next=url_for(".draft", key=key))

            except NotFound:
                if request.method == "POST" and g.actor.is_active:
                    _keep_without_place(_typed(kind, kwargs))
                raise

        return run

    return decorate


@blueprint.get("/groups/<slug>/start")
@access("discussion.start")
def start_form(slug: str) -> ResponseReturnValue:
    """The composer for a new discussion."""
    place = compose.start_place(g.actor, slug)
    return composer(StartForm(formdata=None, audience=int(place.widest)), place)


@blueprint.post("/groups/<slug>/discussions")
@keeps_words("discussion")
@access("discussion.start")
def start(slug: str) -> ResponseReturnValue:
    """Start a discussion."""
    place = compose.start_place(g.actor, slug)
    form = StartForm()
    form.audience.choices = offered(place.audience_choices)
    group = _chosen_place(form, place)
    kept = form.as_draft("discussion", group_id=group.id)

    def post() -> Outcome:
        if place.rooms and group is place.group:
            raise Invalid("room_missing", field="room")
        chosen = _known_audience(form.audience.data)
        # What was offered is what the divided group allows; a room of it may allow less.
        audience = Audience(chosen) if chosen is not None else None
        if place.rooms and audience is not None:
            audience = narrower(audience, widest(group.access))
        return publish.start_discussion(
            g.actor,
            StartInput(
                kept.key,
                group.id,
                form.title.data or "",
                form.body.data or "",
                form.tag_list(),
                audience,
                accepts_guidelines=form.accepts.data,
            ),
        )

    return _send(lambda: form, lambda: place, _with_title(form, kept), post)


@blueprint.get("/posts/<int:post_id>/reply")
@access("discussion.reply")
def reply_form(post_id: int) -> ResponseReturnValue:
    """The composer for a reply to one post; `?quote=1` puts its words before the reply."""
    place = compose.reply_place(g.actor, post_id)
    form = ReplyForm(formdata=None, reply_to=str(post_id))
    if request.args.get("quote") and place.answered is not None:
        form.body.data = quoted(place.answered.body, place.answered_name)
    return composer(form, place)


@plain_form(REPLIES)
def reply_at_once(sent: Sequence[Sent]) -> list[tuple[str, dict[str, Any]] | Exception | None]:
    """The same as `reply`, where nothing is to be shown."""
    posts = [one.given.get("do", POST) == POST for one in sent]
    if not any(posts):
        return [None] * len(sent)
    asked = [
        replying.Asked(one.actor, _typed_reply(one.number, typed_reply(one.given))) for one in compress(sent, posts)
    ]
    found = map(_place_or_refusal, replying.reply_together(asked))
    return [next(found) if is_post else None for is_post in posts]


def _place_or_refusal(found: Outcome | Exception) -> tuple[str, dict[str, Any]] | Exception:
    return _place_after(found) if isinstance(found, Outcome) else found


@blueprint.post(REPLIES)
@keeps_words("reply")
@access("discussion.reply")
def reply(discussion_id: int) -> ResponseReturnValue:
    """Reply to a discussion or to one of its posts."""
    given = _typed_reply(discussion_id, typed_reply(request.form))
    key, reply_to = given.draft_key, given.reply_to_id
    kept = DraftInput(key, "reply", discussion_id=discussion_id, reply_to_id=reply_to, body=given.body)

    def post() -> Outcome:
        refusal = refused_before(request.environ)
        if refusal is not None:
            raise refusal
        return replying.reply(g.actor, given)

    # The command looks at the place itself; place and form are for the page, where the composer is shown again.
    place = functools.partial(compose.discussion_place, g.actor, discussion_id, reply_to)
    return _send(lambda: ReplyForm(draft=key), place, kept, post)


@blueprint.get("/posts/<int:post_id>/edit")
@access("post.edit")
def edit_form(post_id: int) -> ResponseReturnValue:
    """The composer with one's own words in it."""
    place = compose.edit_place(g.actor, post_id)
    form = EditForm(formdata=None, body=place.words, title=place.title or "")
    return composer(form, place)


@blueprint.post("/posts/<int:post_id>/edit")
@keeps_words("edit")
@access("post.edit")
def edit_words(post_id: int) -> ResponseReturnValue:
    """Store new words."""
    place = compose.edit_place(g.actor, post_id)
    form = EditForm()
    kept = form.as_draft("edit", post_id=post_id)

    def post() -> Outcome:
        title = form.title.data if place.title is not None else None
        return edit.edit_post(g.actor, EditInput(kept.key, post_id, form.body.data or "", title))

    return _send(lambda: form, lambda: place, _with_title(form, kept), post)


def after_posting(outcome: Outcome) -> ResponseReturnValue:
    """Where its author goes next."""
    endpoint, values = _place_after(outcome)
    return see_other(endpoint, **values)


def _place_after(outcome: Outcome) -> tuple[str, dict[str, Any]]:
    if outcome.state in (CRISIS, PUBLISHED, HELD) and outcome.assessment.is_crisis:
        return "discussions.help_card", {"post_id": outcome.post_id}
    if outcome.state in (PUBLISHED, HELD):
        return "discussions.post", {"post_id": outcome.post_id}
    return "discussions.check", {"key": outcome.draft_key}


def _send(
    form: Callable[[], ReplyForm],
    find_place: Callable[[], compose.Place],
    kept: DraftInput,
    post: Callable[[], Outcome],
) -> ResponseReturnValue:
    """Save, preview or post, as the button says; a refusal shows the composer again with everything in it."""
    wish = request.form.get("do", POST)
    try:
        if wish in ("save", "preview"):
            find_place()
            draft_commands.save_draft(g.actor, kept)
            return _kept(kept, wish)
        return after_posting(post())
    except NotFound:
        raise
    except (Refusal, TooLong) as refusal:
        return _refused(form(), find_place(), kept, refusal)


def _kept(kept: DraftInput, wish: str) -> ResponseReturnValue:
    if wish == "preview":
        return see_other("discussions.draft", key=kept.key, preview=1, anchor="preview")
    flash("Saved. Only you can see it, and we keep it for 30 days.", "done")
    return see_other("discussions.drafts")


def _refused(
    form: ReplyForm, place: compose.Place, kept: DraftInput, refusal: Refusal | TooLong
) -> ResponseReturnValue:
    status = {Forbidden: 403, TooMany: 429}.get(type(refusal), 422)
    if not isinstance(refusal, TooLong):
        draft_commands.save_draft(g.actor, kept)
    name = refusal.field if isinstance(refusal, Invalid) and refusal.field else "body"
    words = say_refusal(refusal)
    if name in form:
        form[name].errors = [words]
    return composer(form, place, problem=words, status=status)


def composer(
    form: ReplyForm, place: compose.Place, problem: str = "", status: int = 200, preview: str | None = None
) -> tuple[str, int]:
    """The composer on a page of its own, with what was typed."""
    if isinstance(form, StartForm):
        form.audience.choices = offered(place.audience_choices)
        form.room.choices = _offered_rooms(place)
    page = render_template(
        "discussions/compose.html",
        form=form,
        place=place,
        action=_action(place),
        problem=problem,
        preview=preview,
        in_need=bool(problem) and _sound_in_need(place, form.body.data or ""),
    )
    return page, status


def _sound_in_need(place: compose.Place, body: str) -> bool:
    """Whether words that were not taken sound like danger: nobody is left alone with a refusal."""
    words = body[:LONGEST_TEXT].strip()
    return bool(words) and coaching.coach(g.actor, place.kind, words, "", place.group.path).assessment.is_crisis


def _offered_rooms(place: compose.Place) -> list[SelectChoice]:
    rooms = [(room.id, room.name) for room in place.rooms]
    return offered([(NO_ROOM, "Choose a room"), *rooms]) if rooms else []


def _action(place: compose.Place) -> str:
    """Where the composer sends its words."""
    if place.kind == "edit" and place.post is not None:
        return url_for("discussions.edit_words", post_id=place.post.id)
    if place.discussion is not None:
        return url_for("discussions.reply", discussion_id=place.discussion.id)
    return url_for("discussions.start", slug=place.group.slug)


def _chosen_place(form: StartForm, place: compose.Place) -> Group:
    """The group itself, and for a divided one the chosen room, if it is one of those offered."""
    return next((room for room in place.rooms if room.id == form.room.data), place.group)


def _with_title(form: StartForm | EditForm, kept: DraftInput) -> DraftInput:
    tags = form.tags.data or "" if isinstance(form, StartForm) else ""
    audience = _known_audience(form.audience.data) if isinstance(form, StartForm) else None
    places: dict[str, Any] = {**kept.__dict__, "title": form.title.data or "", "tags": tags, "audience": audience}
    return DraftInput(**places)


def _typed(kind: str, ids: Any) -> DraftInput:
    """What came with the request, without looking anything up: nobody is signed in."""
    form = {"discussion": StartForm, "reply": ReplyForm, "edit": EditForm}[kind]()
    places = {name: value for name, value in cast(dict[str, Any], ids).items() if name in ("discussion_id", "post_id")}
    if kind == "reply":
        places["reply_to_id"] = _number(form.reply_to.data)
    if kind == "discussion":
        places["group_id"] = compose.group_id_of(str(ids["slug"]))
    kept = form.as_draft(kind, **places)
    return _with_title(form, kept) if isinstance(form, StartForm | EditForm) else kept


def _keep_without_place(typed: DraftInput) -> None:
    """The place was removed or closed while somebody wrote: their words wait in their drafts."""
    with contextlib.suppress(Refusal, TooLong):
        if typed.body.strip():
            draft_commands.save_draft(g.actor, typed)
            flash("This place is not open any more. Your words are kept in your drafts.")


def _typed_reply(discussion_id: int, typed: TypedReply) -> ReplyInput:
    return ReplyInput(typed.key, discussion_id, typed.body, _number(typed.reply_to), accepts_guidelines=typed.accepts)


def _number(text: str | None) -> int | None:
    """The id that a hidden field names; None for none and for what cannot be one."""
    found = unpack_key(text, 1)
    return found[0] if found else None


def _known_audience(value: int | None) -> int | None:
    return value if value in tuple(Audience) else None
