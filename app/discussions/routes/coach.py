"""The coach: what the checks saw in a draft, and what its author can do about each of it. Every press works without a script."""

from __future__ import annotations

from collections.abc import Callable

from flask import flash, g, render_template, request
from flask.typing import ResponseReturnValue

from app.core.markup import LONGEST_TEXT
from app.core.paging import unpack_key
from app.core.policy import Conflict
from app.core.web import access, see_other
from app.discussions.commands import answering
from app.discussions.commands.drafts import save_draft
from app.discussions.inputs import DraftInput
from app.discussions.models import Draft
from app.discussions.queries import coaching
from app.discussions.queries.compose import path_of
from app.discussions.queries.drafts import draft_place, may_bring_back
from app.discussions.routes.blueprint import blueprint
from app.discussions.routes.composing import keeps_words
from app.discussions.routes.drafting import filled, place_of, post_kept
from app.discussions.wording import say


@blueprint.get("/drafts/<key>/check")
@access("draft.keep")
def check(key: str) -> ResponseReturnValue:
    """What the check saw, and the ways on. Nothing is posted and nothing is lost."""
    found = draft_place(g.actor, key)
    place = place_of(found)
    if place is None:
        return see_other(".draft", key=key)
    draft = found.draft
    wrong = frozenset(draft.disputed)
    seen = coaching.coach(g.actor, draft.kind, draft.body, draft.title, place.group.path, wrong)
    return render_template(
        "discussions/coach.html",
        found=found,
        place=place,
        seen=seen,
        form=filled(draft),
        may_bring_back=may_bring_back(draft),
    )


@blueprint.post("/drafts/<key>/fix")
@access("draft.keep")
def fix_draft(key: str) -> ResponseReturnValue:
    """One press: change the words of one finding, or of all of them and post."""
    start = unpack_key(request.form.get("start"), 1)
    made = answering.fix_draft(g.actor, key, _finding(), start[0] if start else None)
    if request.form.get("do") == "post":
        return post_kept(key, anyway=False)
    if not made:
        flash("That had been changed already.")
    return see_other(".check", key=key, anchor="undo" if made else None)


@blueprint.post("/drafts/<key>/bring-back")
@access("draft.keep")
def bring_back(key: str) -> ResponseReturnValue:
    """Undo the last fix."""
    said = "The change is undone: your own words stand there again."
    return _answered(key, lambda: answering.bring_back(g.actor, key), said, "yours")


@blueprint.post("/drafts/<key>/dispute")
@access("draft.keep")
def dispute(key: str) -> ResponseReturnValue:
    """Say that the check got a finding wrong, or take that back."""
    is_wrong = request.form.get("wrong", "yes") == "yes"
    said = "Noted: the check got that wrong." if is_wrong else "Taken back."
    number = unpack_key(request.form.get("number"), 1)
    anchor = f"finding-{number[0]}" if number else None
    return _answered(key, lambda: answering.dispute(g.actor, key, _finding(), is_wrong=is_wrong), said, anchor)


@blueprint.post("/drafts/<key>/words")
@keeps_words("reply")
@access("draft.keep")
def change_words(key: str) -> ResponseReturnValue:
    """Words changed by hand on the coach's page: keep them and look again."""
    kept = draft_place(g.actor, key).draft
    save_draft(g.actor, _with_words(kept, request.form.get("body", ""), request.form.get("title", kept.title)))
    return see_other(".check", key=key, anchor="yours")


@blueprint.post("/check")
@access("draft.keep")
def check_words() -> ResponseReturnValue:
    """What the check sees in words that are being typed, where they are meant for; for the composer's script."""
    form = request.form
    body, title = form.get("body", "").replace("\r\n", "\n")[:LONGEST_TEXT], form.get("title", "")[:LONGEST_TEXT]
    ids = {
        name: found[0] for name in ("group_id", "discussion_id", "post_id") if (found := unpack_key(form.get(name), 1))
    }
    seen = coaching.coach(g.actor, form.get("kind", "reply"), body, title, path_of(g.actor, **ids))
    return render_template("discussions/_findings.html", seen=seen)


def _answered(key: str, act: Callable[[], None], said: str, anchor: str | None) -> ResponseReturnValue:
    """The coach's page again, at `anchor`, where what was done can be seen: who reads on should not look for their place.

    What cannot be done any more is said at its top, and nothing is lost.
    """
    try:
        act()
    except Conflict as refusal:
        flash(say(refusal.reason))
        return see_other(".check", key=key)
    flash(said, "done")
    return see_other(".check", key=key, anchor=anchor)


def _finding() -> str:
    return request.form.get("finding", answering.ALL)[:64]


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
