"""Taking one's data, and leaving. Both are open to suspended members as well."""

from __future__ import annotations

from typing import Any

from flask import flash, g, render_template, send_file

from app.accounts.commands.leaving import THINKING, ask_to_leave, is_only_admin, stay, stay_by_link
from app.accounts.commands.letters import good_token
from app.accounts.commands.taking import AGAIN_AFTER, KEPT, KIND, ask_for_data, latest_export, own_export
from app.accounts.forms import LeaveForm, TakeForm, refuse
from app.accounts.holdings import WHATEVER, foreseen
from app.accounts.letters import LEAVING
from app.accounts.models import Leaving
from app.accounts.queries import own_member
from app.accounts.routes.account import own_tabs
from app.accounts.routes.blueprint import blueprint
from app.accounts.routes.held_link import LINK_SPENT, held, hold, let_go, spent
from app.core import clock, stored
from app.core.db import db
from app.core.policy import Conflict, Invalid, NotFound
from app.core.web import access, see_other


@blueprint.route("/account/data", methods=["GET", "POST"])
@access("account.take_data", suspended=True)
def data() -> Any:
    """Everything that is kept about oneself, as a file."""
    form, status = TakeForm(), 200
    if form.validate_on_submit():
        try:
            ask_for_data(g.actor, form.present.data)
        except Invalid as error:
            refuse(form, error)
        else:
            flash("We are putting it together. You get a notice when it is here.", "done")
            return see_other("accounts.data")
    status = 422 if form.errors else 200
    export = latest_export(g.actor.member_id)
    again_at = export.asked_at + AGAIN_AFTER if export is not None else None
    if again_at is not None and again_at <= clock.now():
        again_at = None
    if export is not None and export.ready_at is not None and export.ready_at <= clock.now() - KEPT:
        export = None
    values = {"form": form, "export": export, "again_at": again_at, "kept": KEPT, "tabs": own_tabs("accounts.data")}
    return render_template("accounts/take.html", **values), status


@blueprint.get("/account/data/<int:export_id>")
@access("account.take_data", suspended=True)
def data_file(export_id: int) -> Any:
    """The file, for its owner alone."""
    export = own_export(g.actor, export_id)
    file = stored.store().get(KIND, export.file)
    if file is None:
        raise NotFound
    response = send_file(file, "application/zip", as_attachment=True, download_name="my-data.zip", etag=False)
    response.content_length = export.size
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.route("/account/leave", methods=["GET", "POST"])
@access("account.leave", suspended=True)
def leave() -> Any:
    """Three offers, what each would change, and a week to think."""
    form, status = LeaveForm(), 200
    if form.validate_on_submit():
        try:
            ask_to_leave(g.actor, form.choice.data, form.present.data)
        except Invalid as error:
            refuse(form, error)
        except Conflict as error:
            refuse(form, Invalid(error.reason))
            status = 409
        else:
            flash("That is noted. Until the day you can change your mind.", "done")
            return see_other("accounts.leave")
    return _leave_page(form, 422 if form.errors and status == 200 else status)


def _leave_page(form: LeaveForm, status: int) -> Any:
    member = own_member(g.actor)
    leaving = db.session.get(Leaving, member.id) if member.leaves_at is not None else None
    said = foreseen(member.id)
    if leaving is not None and form.choice.data is None:
        form.choice.data = leaving.choice
    values = {
        "form": form,
        "leaving": leaving,
        "hints": {choice: " ".join(sentences) for choice, sentences in said.items()},
        "always": said[WHATEVER],
        "leaves_at": leaving.leaves_at if leaving is not None else clock.now() + THINKING,
        "only_admin": is_only_admin(member.id),
        "tabs": own_tabs("accounts.leave"),
    }
    return render_template("accounts/leave.html", **values), status


@blueprint.post("/account/leave/stay")
@access("account.leave", suspended=True)
def stay_here() -> Any:
    """Stay after all."""
    stay(g.actor)
    flash("You stay. Good to have you here.", "done")
    return see_other("accounts.leave")


@blueprint.get("/stay/<token>")
@access("public.read", suspended=True)
def stay_link(token: str) -> Any:
    """The address in the letter. Opening it changes nothing."""
    return hold(token, "accounts.stay_form")


@blueprint.get("/stay")
@access("public.read", suspended=True)
def stay_form() -> Any:
    """Ask for a press."""
    try:
        good_token(held(), LEAVING)
    except Invalid:
        return spent(LINK_SPENT)
    return render_template("accounts/stay.html")


@blueprint.post("/stay")
@access("public.read", suspended=True)
def stay_now() -> Any:
    """Stay, by the link alone."""
    try:
        stay_by_link(held())
    except Invalid:
        return spent(LINK_SPENT)
    flash("You stay. Good to have you here.", "done")
    return let_go(see_other("accounts.sign_in" if g.actor.is_visitor else "accounts.leave"))
