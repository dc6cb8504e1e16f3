"""Joining."""

from __future__ import annotations

from typing import Any

from flask import g, render_template, request, session

from app.accounts.commands.join import JoinInput, is_old_enough
from app.accounts.commands.join import join as ask_to_join
from app.accounts.forms import JoinForm, refuse
from app.accounts.pseudonyms import suggest
from app.accounts.routes.blueprint import blueprint
from app.accounts.routes.sent_mail import shows_letters
from app.core.policy import Invalid
from app.core.web import access, client_address, safe_next, see_other


@blueprint.route("/join", methods=["GET", "POST"])
@access("public.read")
def join() -> Any:
    """Ask for what joining needs. Buttons of suggested names only fill the name in."""
    if not g.actor.is_visitor:
        return see_other("accounts.account")
    form = JoinForm()
    if request.method == "GET":
        return _page(form)
    if "use_name" in request.form or "more_names" in request.form:
        form.display_name.data = request.form.get("use_name", form.display_name.data)
        return _page(form, names_asked=True)
    valid = form.validate()
    if form.age.data is not None and form.age.data > 0 and not is_old_enough(form.age.data):
        return _too_young()
    if not valid:
        return _page(form), 422
    try:
        ask_to_join(_input(form), client_address())
    except Invalid as error:
        refuse(form, error)
        return _page(form), 422
    return see_other("accounts.join_sent")


@blueprint.get("/join/sent")
@access("public.read")
def join_sent() -> Any:
    """The one answer after asking to join."""
    return render_template("accounts/join_sent.html", shows_letters=shows_letters())


def _too_young() -> Any:
    # Nothing stays behind: no row, no count, and the form's own cookie goes too.
    session.clear()
    return render_template("accounts/too_young.html")


def _page(form: JoinForm, *, names_asked: bool = False) -> str:
    wanted = safe_next(request.values.get("next"), "")
    return render_template("accounts/join.html", form=form, names=suggest(), names_asked=names_asked, next=wanted)


def _input(form: JoinForm) -> JoinInput:
    return JoinInput(
        age=form.age.data,
        display_name=form.display_name.data,
        email=form.email.data,
        password=form.password.data,
        keeps_name=bool(form.keeps_name.data),
        wanted_page=safe_next(request.form.get("next"), ""),
    )
