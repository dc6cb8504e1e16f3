"""The page where a member chooses which of the parent and its rooms to keep."""

from __future__ import annotations

from flask import flash, g, redirect, render_template, request
from flask.typing import ResponseReturnValue
from wtforms.fields import SelectChoice

from app.core.policy import Conflict, Invalid
from app.core.web import access, see_other
from app.core.wording import listed
from app.splitting.commands.choosing import Chosen, choose
from app.splitting.forms import ChooseForm, refuse
from app.splitting.queries.offer import Offer, find_offer
from app.splitting.routes.blueprint import blueprint, say


@blueprint.get("/splits/<int:plan_id>/choose")
@access("split.choose")
def choose_form(plan_id: int) -> ResponseReturnValue:
    offer = find_offer(g.actor, plan_id)
    form = _offered(offer, ChooseForm(formdata=None))
    form.keep.data = [choice.group_id for choice in offer.choices if choice.is_ticked]
    return _page(offer, form)


@blueprint.post("/splits/<int:plan_id>/choose")
@access("split.choose")
def save_choice(plan_id: int) -> ResponseReturnValue:
    offer = find_offer(g.actor, plan_id)
    form = _offered(offer, ChooseForm())
    if offer.is_open and not form.validate():
        return _page(offer, form), 422
    try:
        chosen = choose(g.actor, plan_id, frozenset(form.keep.data or ()), form.shown.data or None)
    except Conflict as error:
        say(error)
        return see_other(".choose_form", plan_id=plan_id)
    except Invalid as error:
        offer = find_offer(g.actor, plan_id)
        refuse(_offered(offer, form), error)
        return _page(offer, form), 422
    flash(_said(chosen), "done")
    way_on = next((choice.url for choice in (*chosen.kept, *offer.choices)), "/groups")
    return redirect(request.script_root + way_on, code=303)


def _offered(offer: Offer, form: ChooseForm) -> ChooseForm:
    form.keep.choices = [SelectChoice(choice.group_id, choice.name) for choice in offer.offered]
    return form


def _page(offer: Offer, form: ChooseForm) -> str:
    return render_template("splitting/choose.html", offer=offer, form=form)


def _said(chosen: Chosen) -> str:
    if chosen.kept:
        return f"Saved. You belong to {listed([choice.name for choice in chosen.kept])}."
    if chosen.left:
        return f"Saved. You have left {listed([choice.name for choice in chosen.left])}. What you wrote stays."
    return "Saved. You belong to none of them, as before."
