"""Choosing a new password by mail."""

from __future__ import annotations

from typing import Any

from flask import flash, render_template, request

from app.accounts.commands.letters import good_token
from app.accounts.commands.passwords import ask_reset, reset_password
from app.accounts.forms import NewPasswordForm, ResetForm, refuse
from app.accounts.letters import RESET
from app.accounts.routes.blueprint import blueprint
from app.accounts.routes.door import drop_session
from app.accounts.routes.held_link import LINK_SPENT, held, hold, let_go, spent
from app.core.policy import Invalid
from app.core.web import access, client_address, see_other


@blueprint.route("/reset", methods=["GET", "POST"])
@access("public.read", suspended=True)
def reset() -> Any:
    """Ask for a link. The answer is the same whether the address is known or not."""
    form = ResetForm()
    if not form.validate_on_submit():
        return render_template("accounts/reset.html", form=form), 422 if form.errors else 200
    ask_reset(form.email.data, client_address())
    return see_other("accounts.reset_sent")


@blueprint.get("/reset/sent")
@access("public.read", suspended=True)
def reset_sent() -> Any:
    """The one answer after asking."""
    return render_template("accounts/reset_sent.html")


@blueprint.get("/reset/<token>")
@access("public.read", suspended=True)
def reset_link(token: str) -> Any:
    """The address in the letter."""
    return hold(token, "accounts.reset_password_form")


@blueprint.route("/reset/password", methods=["GET", "POST"])
@access("public.read", suspended=True)
def reset_password_form() -> Any:
    """Choose the new password; every session ends."""
    form = NewPasswordForm()
    try:
        good_token(held(), RESET)
        if request.method == "POST" and form.validate():
            reset_password(held(), form.wanted.data)
            return _done()
    except Invalid as error:
        if error.reason == "link_spent":
            return spent(LINK_SPENT)
        refuse(form, error)
    return render_template("accounts/reset_password.html", form=form), 422 if form.errors else 200


def _done() -> Any:
    response = drop_session(let_go(see_other("accounts.sign_in")))
    flash("Your new password is kept. Please sign in with it; every other device was signed out.", "done")
    return response
