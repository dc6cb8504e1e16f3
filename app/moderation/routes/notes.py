"""Notes and history: of a member on a page of the desk, and of one item."""

from __future__ import annotations

from typing import Any

from flask import flash, g, render_template
from werkzeug.wrappers import Response

from app.accounts.models import Member
from app.accounts.queries import card, member_cards, member_named
from app.core.db import db
from app.core.policy import NotFound
from app.core.web import access, see_other
from app.moderation import policies
from app.moderation.commands.notes import note_item, note_member, take_away
from app.moderation.models import ReviewItem
from app.moderation.note_forms import NoteForm
from app.moderation.queries import colleagues
from app.moderation.queries.figures import require_desk
from app.moderation.queries.notes import history, notes_on_item, notes_on_member
from app.moderation.queries.which import Which
from app.moderation.routes.blueprint import blueprint
from app.moderation.routes.inbox import here
from app.moderation.wording import headline

KEPT = "Your note is kept."


@blueprint.get("/desk/members/<username>")
@access("desk.read")
def member_notes(username: str) -> str:
    """What is known of a member at the desk, and a form for a note."""
    member = _member(username)
    return _member_page(member, _member_form())


@blueprint.post("/desk/members/<username>")
@access("desk.read")
def note_about_member(username: str) -> Response | Any:
    """Keep a note about a member."""
    member, form = _member(username), _member_form()
    if not form.validate():
        return _member_page(member, form), 422
    note_member(g.actor, member.id, form.place.data or "", form.given())
    flash(KEPT, "done")
    return see_other("moderation.member_notes", username=username)


@blueprint.get("/desk/<int:item_id>/notes")
@access("item.claim")
def item_notes(item_id: int) -> str:
    """A form for a note about an item, and those there are."""
    return _item_page(_item(item_id), _item_form())


@blueprint.post("/desk/<int:item_id>/notes")
@access("item.claim")
def note_about_item(item_id: int) -> Response | Any:
    """Keep a note about an item."""
    item, form = _item(item_id), _item_form()
    if not form.validate():
        return _item_page(item, form), 422
    note_item(g.actor, item_id, form.given())
    flash(KEPT, "done")
    return see_other("moderation.item", item_id=item_id, **here())


@blueprint.post("/desk/notes/<int:note_id>/away")
@access("note.take_away")
def take_staff_note_away(note_id: int) -> Response:
    """Take a note away for good."""
    item_id, member_id = take_away(g.actor, note_id)
    flash("The note is gone.", "done")
    if item_id is not None:
        return see_other("moderation.item_notes", item_id=item_id)
    about = member_cards([member_id])
    return see_other("moderation.member_notes", username=about[member_id].username if member_id else "")


def _member(username: str) -> Member:
    require_desk(g.actor)
    member = member_named(username)
    if member is None or member.id == g.actor.member_id:
        raise NotFound
    return member


def _item(item_id: int) -> ReviewItem:
    item = db.session.get(ReviewItem, item_id)
    if item is None or not policies.read_item(g.actor, item):
        raise NotFound
    return item


def _member_form() -> NoteForm:
    form = NoteForm()
    form.offer(colleagues.places_of(g.actor, Which()))
    return form


def _item_form() -> NoteForm:
    form = NoteForm()
    form.offer(None)
    return form


def _member_page(member: Member, form: NoteForm) -> str:
    return render_template(
        "moderation/member_notes.html",
        member=card(member),
        form=form,
        kept_notes=notes_on_member(g.actor, member.id),
        past=history(g.actor, member.id),
    )


def _item_page(item: ReviewItem, form: NoteForm) -> str:
    return render_template(
        "moderation/item_notes.html",
        item=item,
        item_title=headline(item.kind, item.what, item.reason),
        form=form,
        here=here(),
        kept_notes=notes_on_item(g.actor, item),
    )
