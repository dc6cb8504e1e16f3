"""What one may do with a post or a discussion besides reading and writing: take back, follow, lock, pin, move."""

from __future__ import annotations

from flask import flash, g, render_template, request
from flask.typing import ResponseReturnValue

from app.core.web import access, see_other
from app.discussions.commands import edit, order, watch
from app.discussions.forms import MoveForm, offered
from app.discussions.queries import compose, moving
from app.discussions.routes.blueprint import blueprint


@blueprint.post("/posts/<int:post_id>/take-back")
@access("post.take_back")
def take_back(post_id: int) -> ResponseReturnValue:
    """Take one's own post back; its words stay in the drafts."""
    place = compose.edit_place(g.actor, post_id)
    edit.take_back(g.actor, post_id)
    flash("Taken back. Other members do not see it any more, and your words are in your drafts.", "done")
    if place.discussion is None or place.title is not None:
        return see_other(".group", slug=place.group.slug)
    return see_other(".discussion", discussion_id=place.discussion.id)


@blueprint.post("/posts/<int:post_id>/take-back-edit")
@access("post.take_back_edit")
def take_back_edit(post_id: int) -> ResponseReturnValue:
    """Drop an edit that waits; the former words stay."""
    edit.take_back_edit(g.actor, post_id)
    flash("Your change is taken back. The post stays as it was.", "done")
    return see_other(".post", post_id=post_id)


@blueprint.post("/discussions/<int:discussion_id>/watch")
@access("discussion.watch")
def follow(discussion_id: int) -> ResponseReturnValue:
    """Follow the discussion, or no longer: the switch says which."""
    if request.form.get("on"):
        watch.watch(g.actor, discussion_id)
        flash("You follow this discussion now.", "done")
    else:
        watch.unwatch(g.actor, discussion_id)
        flash("You do not follow this discussion any more.", "done")
    return see_other(".discussion", discussion_id=discussion_id)


@blueprint.post("/discussions/<int:discussion_id>/lock")
@access("discussion.lock")
def lock(discussion_id: int) -> ResponseReturnValue:
    """Close a discussion, or open it again."""
    locked = request.form.get("locked") == "yes"
    order.lock(g.actor, discussion_id, locked=locked)
    flash("This discussion is closed to new posts." if locked else "This discussion is open again.", "done")
    return see_other(".discussion", discussion_id=discussion_id)


@blueprint.post("/discussions/<int:discussion_id>/pin")
@access("discussion.pin")
def pin(discussion_id: int) -> ResponseReturnValue:
    """Let a discussion stand first in its group, or no longer."""
    pinned = request.form.get("pinned") == "yes"
    order.pin(g.actor, discussion_id, pinned=pinned)
    flash("It stands first in its group now." if pinned else "It stands among the others again.", "done")
    return see_other(".discussion", discussion_id=discussion_id)


@blueprint.get("/discussions/<int:discussion_id>/move")
@access("discussion.move")
def move_form(discussion_id: int) -> ResponseReturnValue:
    """Choose where a discussion should stand, and see who may read it there."""
    page = moving.move_page(g.actor, discussion_id)
    form = MoveForm(formdata=None)
    form.group.choices = offered(page.choices)
    return render_template("discussions/move.html", page=page, form=form)


@blueprint.post("/discussions/<int:discussion_id>/move")
@access("discussion.move")
def move(discussion_id: int) -> ResponseReturnValue:
    """Move a discussion."""
    page = moving.move_page(g.actor, discussion_id)
    form = MoveForm()
    form.group.choices = offered(page.choices)
    if not form.validate():
        return render_template("discussions/move.html", page=page, form=form), 422
    order.move_discussion(g.actor, discussion_id, form.group.data)
    flash("Moved. Its address is the same as before.", "done")
    return see_other(".discussion", discussion_id=discussion_id)
