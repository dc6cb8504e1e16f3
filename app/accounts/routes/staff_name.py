"""The page for the name under which one acts as staff."""

from __future__ import annotations

from typing import Any

from flask import flash, g, render_template

from app.accounts import policies, registry
from app.accounts.actor import Actor
from app.accounts.commands.staff_names import choose_staff_name
from app.accounts.forms import StaffNameForm, refuse
from app.accounts.queries import own_member
from app.accounts.routes.account import own_tabs
from app.accounts.routes.blueprint import blueprint
from app.core.policy import Invalid, require
from app.core.web import access, see_other


@blueprint.route("/account/staff-name", methods=["GET", "POST"])
@access("account.act_as_staff")
def staff_name() -> Any:
    """Choose it, change it, or lay it down."""
    require(policies.act_as_staff(g.actor, g.actor.member_id or 0))
    form = StaffNameForm(obj=own_member(g.actor))
    if form.validate_on_submit():
        try:
            choose_staff_name(g.actor, form.staff_name.data or "")
        except Invalid as error:
            refuse(form, error)
        else:
            flash("Kept." if form.staff_name.data else "You have no name as staff now.", "done")
            return see_other("accounts.staff_name")
    values = {"form": form, "tabs": own_tabs("accounts.staff_name"), "may_choose": policies.take_staff_name(g.actor)}
    return render_template("accounts/staff_name.html", **values), 422 if form.errors else 200


def _acts_as_staff(actor: Actor) -> bool:
    return bool(policies.act_as_staff(actor, actor.member_id or 0))


registry.account_page("accounts.staff_name", "Your name as staff", registry.YOU, _acts_as_staff)
