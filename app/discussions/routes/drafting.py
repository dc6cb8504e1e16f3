"""Drafts, the coach, and the help card: everything between typing and posting."""

from __future__ import annotations

from flask import flash, g, render_template, request
from flask.typing import ResponseReturnValue

from app.core.markup import LONGEST_TEXT, TooLong, render
from app.core.paging import unpack_key
from app.core.policy import Refusal
from app.core.web import access, see_other, wants_json
from app.discussions.commands import drafts as commands
from app.discussions.commands import edit, publish
from app.discussions.forms import EditForm, ReplyForm, StartForm
from app.discussions.inputs import DraftInput, EditInput, Outcome, ReplyInput, StartInput
from app.discussions.models import Draft
from app.discussions.models.post import HELD, PUBLISHED, SENT_BACK
from app.discussions.queries import coaching, compose
from app.discussions.queries import drafts as queries
from app.discussions.routes.blueprint import blueprint
from app.discussions.routes.composing import after_posting, composer, keeps_words
from app.discussions.wording import say
from app.groups.audience import Audience
from app.help.queries import country_for, lines_for


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
    place = _place(found)
    if place is None:
        return render_template("discussions/draft_without_place.html", draft=found.draft)
    preview = _rendered(found.draft.body) if request.args.get("preview") else None
    return composer(_filled(found.draft), place, preview=preview)


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


@blueprint.get("/drafts/<key>/check")
@access("draft.keep")
def check(key: str) -> ResponseReturnValue:
    """The coach: what the check saw, and the ways on. Nothing is posted and nothing is lost."""
    found = queries.draft_place(g.actor, key)
    place = _place(found)
    if place is None:
        return see_other(".draft", key=key)
    seen = coaching.coach(g.actor, found.draft.kind, found.draft.body, found.draft.title, place.group.path)
    return render_template("discussions/coach.html", found=found, place=place, seen=seen, form=_filled(found.draft))


@blueprint.post("/drafts/<key>/fix")
@access("draft.keep")
def fix_draft(key: str) -> ResponseReturnValue:
    """One press: change the words of one finding, or of all of them and post."""
    made = commands.fix_draft(g.actor, key, request.form.get("finding", "all")[:64])
    if request.form.get("do") == "post":
        return _post(key, anyway=False)
    flash("Changed. Everything else is as you wrote it." if made else "That had been changed already.", "done")
    return see_other(".check", key=key)


@blueprint.post("/drafts/<key>/words")
@keeps_words("reply")
@access("draft.keep")
def change_words(key: str) -> ResponseReturnValue:
    """Words changed by hand on the coach's page: keep them and look again."""
    kept = queries.draft_place(g.actor, key).draft
    commands.save_draft(g.actor, _with_words(kept, request.form.get("body", ""), request.form.get("title", kept.title)))
    return see_other(".check", key=key)


@blueprint.post("/drafts/<key>/post")
@access("draft.keep")
def post_draft(key: str) -> ResponseReturnValue:
    """Post a draft: as it is after its findings were seen, or because nothing is left to change."""
    return _post(key, anyway=request.form.get("anyway") == "yes")


@blueprint.post("/preview")
@access("draft.keep")
def preview() -> ResponseReturnValue:
    """How words will read, rendered by the same code that stores them; for the composer's script."""
    return render_template("discussions/_preview.html", html=_rendered(request.form.get("body", "")))


@blueprint.post("/check")
@access("draft.keep")
def check_words() -> ResponseReturnValue:
    """What the check sees in words that are being typed; for the composer's script."""
    body, title = request.form.get("body", "")[:LONGEST_TEXT], request.form.get("title", "")[:LONGEST_TEXT]
    seen = coaching.coach(g.actor, "reply", body, title, "/")
    return render_template("discussions/_findings.html", seen=seen)


@blueprint.get("/posts/<int:post_id>/help")
@access("post.edit")
def help_card(post_id: int) -> ResponseReturnValue:
    """After hard words: somebody to talk to first, and then what happens with the post."""
    place = compose.edit_place(g.actor, post_id)
    return render_template(
        "discussions/help_card.html",
        place=place,
        lines=lines_for(country_for(g.actor)),
        waiting=next((row for row in _waiting(post_id)), None),
    )


def _post(key: str, *, anyway: bool) -> ResponseReturnValue:
    found = queries.draft_place(g.actor, key)
    place = _place(found)
    if place is None:
        return see_other(".draft", key=key)
    accepts = request.form.get("accepts") in ("y", "yes", "on")
    try:
        return after_posting(_posted(found.draft, anyway=anyway, accepts=accepts))
    except (Refusal, TooLong) as refusal:
        words = say(getattr(refusal, "reason", "too_many"))
        return composer(_filled(found.draft), place, problem=words, status=422)


def _posted(draft: Draft, *, anyway: bool, accepts: bool) -> Outcome:
    """The command that the draft's kind asks for."""
    if draft.kind == "edit" and draft.post_id is not None:
        title = draft.title or None
        return edit.edit_post(g.actor, EditInput(draft.key, draft.post_id, draft.body, title, anyway))
    if draft.kind == "reply" and draft.discussion_id is not None:
        given = ReplyInput(draft.key, draft.discussion_id, draft.body, draft.reply_to_id, anyway, accepts)
        return publish.reply(g.actor, given)
    audience = Audience(draft.audience) if draft.audience is not None else None
    tags = tuple(tag.strip() for tag in draft.tags.split(",") if tag.strip())
    start = StartInput(
        draft.key, draft.group_id or 0, draft.title, draft.body, tags, audience, anyway, accepts_guidelines=accepts
    )
    return publish.start_discussion(g.actor, start)


def _place(found: queries.DraftPlace) -> compose.Place | None:
    """The composer's place for a draft, None when it is gone or hidden now."""
    draft = found.draft
    if draft.kind == "edit":
        is_there = found.post is not None and found.post.state in (PUBLISHED, HELD, SENT_BACK)
        return compose.edit_place(g.actor, found.post.id) if is_there and found.post and found.discussion else None
    if found.discussion is not None:
        answered = found.answered.id if found.answered else None
        return compose.discussion_place(g.actor, found.discussion.id, answered)
    return compose.start_place_by_id(g.actor, found.group.id) if found.group else None


def _filled(draft: Draft) -> ReplyForm:
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


def _with_words(kept: Draft, body: str, title: str) -> DraftInput:
    return DraftInput(
        key=kept.key,
        kind=kept.kind,
        group_id=kept.group_id,
        discussion_id=kept.discussion_id,
        reply_to_id=kept.reply_to_id,
        post_id=kept.post_id,
        title=title,
        body=body.replace("\r\n", "\n"),
        tags=kept.tags,
        audience=kept.audience,
    )


def _rendered(body: str) -> str:
    try:
        return render(body).html if body.strip() else ""
    except TooLong as error:
        return f"<p>{say(f'too_long_{error.what}')}</p>"


def _waiting(post_id: int) -> list[queries.WaitingRow]:
    return [row for row in queries.waiting_posts(g.actor) if row.post_id == post_id]
