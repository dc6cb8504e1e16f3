"""Confirming a mail address by link: for joining, or for changing to it."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, render_template, request

from app.accounts.commands.address import confirm_address
from app.accounts.commands.join import confirm_sign_up
from app.accounts.commands.letters import good_token
from app.accounts.commands.sessions import sign_out
from app.accounts.devices import device_words
from app.accounts.letters import ADDRESS, CONFIRM
from app.accounts.queries import name_of_sign_up
from app.accounts.routes.blueprint import blueprint
from app.accounts.routes.door import carry_session
from app.accounts.routes.held_link import LINK_SPENT, held, hold, let_go, spent
from app.core.policy import Invalid
from app.core.web import access, safe_next, see_other


@blueprint.get("/confirm/<token>")
@access("public.read")
def confirm_link(token: str) -> Any:
    """The address in the letter. Opening it changes nothing: mail programs open links too."""
    return hold(token, "accounts.confirm")


@blueprint.get("/confirm")
@access("public.read")
def confirm() -> Any:
    """Ask for a press."""
    try:
        row = good_token(held(), CONFIRM, ADDRESS)
    except Invalid:
        return spent(LINK_SPENT)
    name = name_of_sign_up(row.sign_up_id)
    return render_template("accounts/confirm.html", email=row.email, name=name)


@blueprint.post("/confirm")
@access("public.read")
def confirm_now() -> Any:
    """Spend the link."""
    try:
        row = good_token(held(), CONFIRM, ADDRESS)
        return _join() if row.purpose == CONFIRM.purpose else _move()
    except Invalid:
        return spent(LINK_SPENT)


def _join() -> Any:
    confirmed = confirm_sign_up(held(), device_words(request.user_agent.string))
    if not g.actor.is_visitor:
        sign_out(g.actor)
    target = safe_next(confirmed.wanted_page, f"{request.script_root}/groups")
    response = carry_session(redirect(target, code=303), confirmed.opened)
    flash("You are in. Nobody expects anything of you; look around as long as you like.", "done")
    return let_go(response)


def _move() -> Any:
    confirm_address(held())
    flash("Your new mail address is kept.", "done")
    return let_go(see_other("accounts.sign_in" if g.actor.is_visitor else "accounts.account"))
