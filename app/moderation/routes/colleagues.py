"""What moderators do for each other: pass on, ask, answer, hand over, and keep views."""

from __future__ import annotations

from typing import Any

from flask import flash, g, render_template
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from app.core import clock
from app.core.db import db
from app.core.policy import Conflict, Invalid, NotFound
from app.core.web import access, see_other
from app.core.wording import when_inside
from app.moderation import desk_policies, policies
from app.moderation.commands import asking, handing_over, passing, views
from app.moderation.desk_forms import AskForm, PlaceNoteForm, ViewForm, WordsForm, explain_desk
from app.moderation.hours import working
from app.moderation.models import Question, ReviewItem
from app.moderation.queries import colleagues
from app.moderation.queries.figures import require_desk
from app.moderation.queries.people import name_of
from app.moderation.queries.which import Which
from app.moderation.routes.blueprint import blueprint
from app.moderation.routes.inbox import here, stale_page, which_shown
from app.moderation.wording import headline


@blueprint.post("/desk/<int:item_id>/pass")
@access("item.claim")
def pass_on(item_id: int) -> Response | Any:
    """Back to the queue, without a reason."""
    try:
        until = passing.pass_on(g.actor, item_id)
    except Conflict as conflict:
        return stale_page(conflict, item_id)
    moment = when_inside(until, clock.now(), working().zone)
    flash(f"Passed on. Others see it first; for you it comes last until {moment.removeprefix('today, ')}.", "done")
    return see_other("moderation.desk", **which_shown().query)


@blueprint.get("/desk/<int:item_id>/ask")
@access("item.claim")
def ask_form(item_id: int) -> str:
    """Who shall be asked, and what?"""
    item = _item(item_id)
    return _ask_page(_ask_form(item), item)


@blueprint.post("/desk/<int:item_id>/ask")
@access("item.claim")
def ask(item_id: int) -> Response | Any:
    """Ask a colleague."""
    item = _item(item_id)
    form = _ask_form(item)
    if not form.validate():
        return _ask_page(form, item), 422
    try:
        asking.ask(g.actor, item_id, form.colleague.data, form.words.data or "")
    except Invalid as problem:
        explain_desk(form, problem)
        return _ask_page(form, _item(item_id)), 422
    except Conflict as conflict:
        return stale_page(conflict, item_id)
    flash("Asked. The clock keeps running, and anybody can still decide.", "done")
    return see_other("moderation.item", item_id=item_id, **here())


@blueprint.get("/desk/questions/<int:question_id>")
@access("question.answer")
def answer_form(question_id: int) -> str:
    """What one was asked."""
    question = _question(question_id)
    return _answer_page(WordsForm(), question, _item(question.item_id))


@blueprint.post("/desk/questions/<int:question_id>")
@access("question.answer")
def answer(question_id: int) -> Response | Any:
    """Answer it."""
    question = _question(question_id)
    item_id, form = question.item_id, WordsForm()
    if not form.validate():
        return _answer_page(form, question, _item(item_id)), 422
    try:
        asking.answer(g.actor, question_id, form.words.data or "")
    except Conflict as conflict:
        return stale_page(conflict, item_id)
    flash("Thank you. Your answer stands with the item, and whoever asked has been told.", "done")
    return see_other("moderation.item", item_id=item_id)


@blueprint.get("/desk/<int:item_id>/note")
@access("item.claim")
def item_note_form(item_id: int) -> str:
    """A note on an item for whoever comes next."""
    return _note_page(WordsForm(), _item(item_id))


@blueprint.post("/desk/<int:item_id>/note")
@access("item.claim")
def item_note(item_id: int) -> Response | Any:
    """Keep it."""
    item, form = _item(item_id), WordsForm()
    if not form.validate():
        return _note_page(form, item), 422
    handing_over.note_on_item(g.actor, item_id, form.words.data or "")
    flash("Noted. Whoever opens this item next reads it.", "done")
    return see_other("moderation.item", item_id=item_id, **here())


@blueprint.get("/desk/hand-over")
@access("desk.read")
def place_note_form() -> str:
    """A note at the top of the desk, and those that stand there now."""
    return _place_note_page(_place_form())


@blueprint.post("/desk/hand-over")
@access("desk.read")
def place_note() -> Response | Any:
    """Keep it for a day."""
    form = _place_form()
    if not form.validate():
        return _place_note_page(form), 422
    try:
        handing_over.note_on_place(g.actor, form.place.data or "", form.words.data or "")
    except Invalid as problem:
        explain_desk(form, problem)
        return _place_note_page(form), 422
    flash("Your note stands at the top of the desk for 24 hours.", "done")
    return see_other("moderation.desk")


@blueprint.post("/desk/hand-over/<int:hand_over_id>/take-back")
@access("hand_over.take_back")
def take_note_back(hand_over_id: int) -> Response:
    """Take one's own note away."""
    item_id = handing_over.take_note_back(g.actor, hand_over_id)
    flash("Your note is gone.", "done")
    return see_other("moderation.item", item_id=item_id) if item_id else see_other("moderation.desk")


@blueprint.get("/desk/views")
@access("desk.read")
def view_form() -> str:
    """A name for the filter in the address, and the views one has."""
    require_desk(g.actor)
    return _view_page(ViewForm(), which_shown())


@blueprint.post("/desk/views")
@access("desk.read")
def save_view() -> Response | Any:
    """Keep the filter in the address under a name."""
    require_desk(g.actor)
    form, which = ViewForm(), which_shown()
    if not form.validate():
        return _view_page(form, which), 422
    try:
        views.save_view(g.actor, form.name.data or "", which.query, bool(form.is_shared.data))
    except Invalid as problem:
        explain_desk(form, problem)
        return _view_page(form, which), 422
    except Conflict:
        form.name.errors = ["You have 12 views. Take one away first."]
        return _view_page(form, which), 409
    flash("The view is saved.", "done")
    return see_other("moderation.desk", **which.query)


@blueprint.post("/desk/views/<int:view_id>/forget")
@access("view.forget")
def forget_view(view_id: int) -> Response:
    """Take a view away."""
    views.forget_view(g.actor, view_id)
    flash("The view is gone.", "done")
    return see_other("moderation.desk")


def _item(item_id: int) -> ReviewItem:
    item = db.session.get(ReviewItem, item_id)
    if item is None or not policies.claim(g.actor, item):
        raise NotFound
    return item


def _question(question_id: int) -> Question:
    question = db.session.get(Question, question_id)
    if question is None or not desk_policies.answer(g.actor, question):
        raise NotFound
    return question


def _ask_form(item: ReviewItem) -> AskForm:
    form = AskForm()
    form.offer(colleagues.askable(g.actor, item))
    return form


def _ask_page(form: AskForm, item: ReviewItem) -> str:
    return _page("ask", form, item)


def _answer_page(form: WordsForm, question: Question, item: ReviewItem) -> str:
    return _page("answer", form, item, question=question, by=name_of(question.asked_by, starts=True))


def _note_page(form: WordsForm, item: ReviewItem) -> str:
    return _page("item_note", form, item)


def _page(name: str, form: FlaskForm, item: ReviewItem, **more: Any) -> str:
    title = headline(item.kind, item.what, item.reason)
    return render_template(f"moderation/{name}.html", form=form, item=item, item_title=title, here=here(), **more)


def _place_form() -> PlaceNoteForm:
    require_desk(g.actor)
    form = PlaceNoteForm()
    form.offer(colleagues.places_of(g.actor, Which()))
    return form


def _place_note_page(form: PlaceNoteForm) -> str:
    notes = colleagues.notes_for_the_shift(g.actor)
    return render_template("moderation/hand_over.html", form=form, notes=notes)


def _view_page(form: ViewForm, which: Which) -> str:
    return render_template("moderation/views.html", form=form, which=which, views=colleagues.views_for(g.actor))
