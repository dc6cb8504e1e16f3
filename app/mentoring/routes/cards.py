"""One's own card, introductions, and the card on a member's profile."""

from __future__ import annotations

from typing import Any

from flask import flash, g, render_template
from flask.typing import ResponseReturnValue

from app.accounts.actor import Actor
from app.accounts.registry import YOU, account_page, profile_part
from app.accounts.routes.account import own_tabs
from app.core.policy import Invalid
from app.core.web import access, see_other
from app.mentoring.commands.cards import keep_card
from app.mentoring.commands.introducing import decline_introduction
from app.mentoring.forms.cards import CardForm
from app.mentoring.forms.problems import explain
from app.mentoring.queries import cards
from app.mentoring.routes.blueprint import blueprint

account_page("mentoring.card", "My card", YOU)


@profile_part
def card_on_profile(actor: Actor, member_id: int) -> tuple[str, dict[str, Any]] | None:
    """The fields that are for whoever looks; nothing when there are none. One statement."""
    shown = cards.card_shown(actor, member_id)
    return ("mentoring/_card_shown.html", {"card": shown}) if shown else None


@blueprint.get("/account/card")
@access("card.keep")
def card() -> ResponseReturnValue:
    """The card as its owner keeps it, and whom they were introduced to."""
    form = CardForm(formdata=None)
    form.show(cards.own_card(g.actor))
    return _page(form)


@blueprint.post("/account/card")
@access("card.keep")
def keep() -> ResponseReturnValue:
    """Keep it."""
    form = CardForm()
    if not form.validate():
        return _page(form), 422
    try:
        keep_card(g.actor, form.given())
    except Invalid as problem:
        explain(form, problem)
        return _page(form), 422
    flash("Your card is kept.", "done")
    return see_other(".card")


@blueprint.post("/introductions/<int:introduction_id>/decline")
@access("introduction.decline")
def decline(introduction_id: int) -> ResponseReturnValue:
    """Rather not; nobody is told."""
    decline_introduction(g.actor, introduction_id)
    flash("We will not introduce you to each other again. Nobody is told.", "done")
    return see_other(".card")


def _page(form: CardForm) -> str:
    return render_template(
        "mentoring/card.html",
        form=form,
        card=cards.own_card(g.actor),
        introductions=cards.introductions_of(g.actor),
        tabs=own_tabs("mentoring.card"),
    )
