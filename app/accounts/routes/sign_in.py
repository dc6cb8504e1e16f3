"""Signing in and out."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, render_template, request

from app.accounts.commands.sessions import sign_out as end_own_session
from app.accounts.commands.sign_in import sign_in as sign_in_with
from app.accounts.devices import device_words
from app.accounts.forms import SignInForm, refuse
from app.accounts.queries import actor_of
from app.accounts.routes.blueprint import blueprint
from app.accounts.routes.door import carry_session, drop_session
from app.accounts.routes.held_link import let_all_go
from app.core.policy import Invalid
from app.core.web import access, client_address, safe_next


@blueprint.route("/sign-in", methods=["GET", "POST"])
@access("public.read", suspended=True)
def sign_in() -> Any:
    """Sign in, and go on to where one wanted to be."""
    if not g.actor.is_visitor:
        return redirect(_onwards(g.actor), code=303)
    form = SignInForm()
    if not form.validate_on_submit():
        return _page(form), 422 if form.errors else 200
    try:
        device = device_words(request.user_agent.string)
        opened = sign_in_with(form.identifier.data, form.password.data, device, client_address())
    except Invalid as error:
        refuse(form, error)
        return _page(form), 422
    return carry_session(redirect(_onwards(actor_of(opened.member_id)), code=303), opened)


@blueprint.post("/sign-out")
@access("account.sign_out", suspended=True)
def sign_out() -> Any:
    """End this session, and put away what letters' links opened in this browser."""
    end_own_session(g.actor)
    response = let_all_go(drop_session(redirect(f"{request.script_root}/", code=303)))
    flash("You are signed out.", "done")
    return response


def _page(form: SignInForm) -> str:
    return render_template("accounts/sign_in.html", form=form, next=safe_next(request.values.get("next"), ""))


def _onwards(actor: Any) -> str:
    # A suspended member comes to the page that says why, and what stays open to them.
    if actor.is_suspended:
        return f"{request.script_root}/account/suspended"
    return safe_next(request.values.get("next"), f"{request.script_root}/for-you")
