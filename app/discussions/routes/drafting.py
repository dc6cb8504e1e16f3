"""Drafts: what is kept between typing and posting, looked at, opened again and posted."""

from __future__ import annotations

from flask import flash, g, render_template, request
from flask.typing import ResponseReturnValue

from app.core.markup import TooLong, render
from app.core.paging import unpack_key
from app.core.policy import Refusal
from app.core.web import access, see_other, wants_json
from app.discussions.commands import drafts as commands
from app.discussions.commands import edit, publish, replying
from app.discussions.forms import EditForm, ReplyForm, StartForm
from app.discussions.inputs import COACHED, DraftInput, EditInput, Outcome, ReplyInput, StartInput
from app.discussions.models import Draft
from app.discussions.models.post import HELD, PUBLISHED, SENT_BACK
from app.discussions.queries import compose
from app.discussions.queries import drafts as queries
from app.discussions.routes.blueprint import blueprint
from app.discussions.routes.composing import after_posting, composer
from app.discussions.wording import say, say_refusal
from app.groups.audience import Audience


@blueprint.get("/drafts")
@access("draft.keep")
def drafts() -> ResponseReturnValue:
    """Everything begun and not posted."""
    return render_template(
        "discussions/drafts.html", drafts=queries.drafts_of(g.actor), waiting=queries.waiting_posts(g.actor)
    )


@blueprint.get("/drafts/<key>")
@access("draft.keep")
def draft(key: str) -> ResponseReturnValue:
    """A draft, open in its composer; `?preview=1` shows how it will read. A draft whose place is gone can still be read and copied."""
    found = queries.draft_place(g.actor, key)
    place = place_of(found)
    if place is None:
        return render_template("discussions/draft_without_place.html", draft=found.draft)
    preview = _rendered(found.draft.body) if request.args.get("preview") else None
    return composer(filled(found.draft), place, preview=preview)


@blueprint.post("/drafts/<key>")
@access("draft.keep")
def save_draft(key: str) -> ResponseReturnValue:
    """Autosave: what the composer holds, as it is typed. Answers nothing but that it is kept."""
    commands.save_draft(g.actor, _autosaved(key))
    return ("", 204) if wants_json() else see_other(".drafts")


@blueprint.post("/drafts/<key>/discard")
@access("draft.keep")
def discard_draft(key: str) -> ResponseReturnValue:
    """Throw a draft away."""
    commands.discard_draft(g.actor, key)
    flash("The draft is gone.", "done")
    return see_other(".drafts")


@blueprint.post("/drafts/<key>/post")
@access("draft.keep")
def post_draft(key: str) -> ResponseReturnValue:
    """Post a draft: as it is after its findings were seen, or because nothing is left to change."""
    return post_kept(key, anyway=request.form.get("anyway") == "yes")


@blueprint.post("/preview")
@access("draft.keep")
def preview() -> ResponseReturnValue:
    """How words will read, rendered by the same code that stores them; for the composer's script."""
    return render_template("discussions/_preview.html", html=_rendered(request.form.get("body", "")))


def post_kept(key: str, *, anyway: bool) -> ResponseReturnValue:
    """Post a draft as it stands; what its author called wrong goes with it."""
    found = queries.draft_place(g.actor, key)
    place = place_of(found)
    if place is None:
        return see_other(".draft", key=key)
    accepts = request.form.get("accepts") in ("y", "yes", "on")
    try:
        outcome = _posted(found.draft, anyway=anyway, accepts=accepts)
    except (Refusal, TooLong) as refusal:
        return composer(filled(found.draft), place, problem=say_refusal(refusal), status=422)
    if anyway and outcome.state == COACHED:
        flash("The check saw something that was not on the page. Please look once more.")
    return after_posting(outcome)


def _posted(draft: Draft, *, anyway: bool, accepts: bool) -> Outcome:
    """The command that the draft's kind asks for. `anyway` is said of the findings that stood on the page."""
    wrong, seen = frozenset(draft.disputed), frozenset(request.form.getlist("seen"))
    if draft.kind == "edit" and draft.post_id is not None:
        title = draft.title or None
        return edit.edit_post(
            g.actor, EditInput(draft.key, draft.post_id, draft.body, title, anyway, disputed=wrong, seen=seen)
        )
    if draft.kind == "reply" and draft.discussion_id is not None:
        given = ReplyInput(draft.key, draft.discussion_id, draft.body, draft.reply_to_id, anyway, accepts, wrong, seen)
        return replying.reply(g.actor, given)
    audience = Audience(draft.audience) if draft.audience is not None else None
    tags = tuple(tag.strip() for tag in draft.tags.split(",") if tag.strip())
    start = StartInput(
        draft.key, draft.group_id or 0, draft.title, draft.body, tags, audience, anyway, accepts, wrong, seen
    )
    return publish.start_discussion(g.actor, start)


def place_of(found: queries.DraftPlace) -> compose.Place | None:
    """The composer's place for a draft, None when it is gone or hidden now."""
    draft = found.draft
    if draft.kind == "edit":
        is_there = found.post is not None and found.post.state in (PUBLISHED, HELD, SENT_BACK)
        return compose.edit_place(g.actor, found.post.id) if is_there and found.post and found.discussion else None
    if found.discussion is not None:
        answered = found.answered.id if found.answered else None
        return compose.discussion_place(g.actor, found.discussion.id, answered)
    return compose.start_place_by_id(g.actor, found.group.id) if found.group else None


def filled(draft: Draft) -> ReplyForm:
    """The composer's form with the draft in it."""
    shared = {"draft": draft.key, "body": draft.body, "reply_to": str(draft.reply_to_id or "")}
    if draft.kind == "edit":
        return EditForm(formdata=None, title=draft.title, **shared)
    if draft.kind == "discussion":
        return StartForm(formdata=None, title=draft.title, tags=draft.tags, audience=draft.audience, **shared)
    return ReplyForm(formdata=None, **shared)


def _autosaved(key: str) -> DraftInput:
    form = request.form
    ids = ("group_id", "discussion_id", "reply_to_id", "post_id", "audience")
    number = {name: found[0] for name in ids if (found := unpack_key(form.get(name), 1))}
    if number.get("audience") not in tuple(Audience):
        number.pop("audience", None)
    kind = form.get("kind", "")
    return DraftInput(
        key=key,
        kind=kind if kind in ("discussion", "reply", "edit") else "reply",
        title=form.get("title", ""),
        body=form.get("body", "").replace("\r\n", "\n"),
        tags=form.get("tags", ""),
        **number,
    )


def _rendered(body: str) -> str:
    try:
        return render(body).html if body.strip() else ""
    except TooLong as error:
        return f"<p>{say(f'too_long_{error.what}')}</p>"
