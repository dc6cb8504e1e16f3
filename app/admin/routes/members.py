"""Members: finding them, and their roles. What is decided about one is in `limits`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import current_app, flash, g, render_template, request
from werkzeug.wrappers import Response

from app.accounts.queries import actor_of
from app.admin import commands, queries, wording
from app.admin.commands import RoleInput
from app.admin.days import beginning
from app.admin.forms import AddressForm, RoleForm
from app.admin.policies import admins_only
from app.admin.routes.blueprint import blueprint
from app.admin.routes.limits import member_page
from app.core.policy import Invalid
from app.core.web import access, see_other
from app.core.wording import zone_named

Answer = str | tuple[str, int] | Response


@blueprint.get("/admin/members")
@access("admin.manage")
def members() -> Answer:
    sought = request.args.get("q", "")
    page = queries.members_page(g.actor, sought, request.args.get("before"))
    return render_template("admin/members.html", page=page, sought=sought, form=AddressForm(formdata=None))


@blueprint.post("/admin/members/by-address")
@access("admin.manage")
def by_address() -> Answer:
    """By POST: a mail address never stands in an address of ours."""
    admins_only(g.actor)
    form = AddressForm()
    ids: tuple[int, ...] = ()
    if form.validate_on_submit():
        try:
            ids = commands.find_by_address(g.actor, form.address.data)
        except Invalid:
            form.address.errors = (f"Please write at least the first {commands.SHORTEST_START} letters.",)
    found = queries.members_with(g.actor, ids)
    if len(found) == 1:
        return see_other("admin.member", username=found[0].member.username)
    return render_template("admin/found.html", found=found, form=form), 422 if form.errors else 200


@blueprint.get("/admin/members/<username>")
@access("admin.manage")
def member(username: str) -> Answer:
    return _page(username)


@blueprint.post("/admin/members/<username>/address")
@access("admin.manage")
def show_address(username: str) -> Answer:
    page = queries.member_page(g.actor, username)
    return _page(username, email=commands.show_address(g.actor, page.member.id))


@blueprint.post("/admin/members/<username>/roles")
@access("admin.manage")
def give_role(username: str) -> Answer:
    page = queries.member_page(g.actor, username)
    form = RoleForm().offer(queries.places_for_roles(g.actor))
    if form.validate_on_submit():
        role = RoleInput(form.kind.data, form.path.data, beginning(form.until.data, _zone()))
        if _done(form, lambda: commands.give_role(g.actor, page.member.id, role)):
            flash(f"{page.member.display_name} holds the role now.", "done")
            return see_other("admin.member", username=username, anchor="roles")
    return _page(username, role_form=form)


@blueprint.post("/admin/members/<username>/roles/<int:grant_id>/take")
@access("admin.manage")
def take_role(username: str, grant_id: int) -> Answer:
    page = queries.member_page(g.actor, username)
    try:
        commands.take_role(g.actor, page.member.id, grant_id)
    except Invalid as error:
        flash(wording.sentence(error.reason), "problem")
        return see_other("admin.member", username=username, anchor="roles")
    flash(f"{page.member.display_name} does not hold the role any more.", "done")
    if not _is_admin_still(page.member.id):
        return see_other("site.home")
    return see_other("admin.member", username=username, anchor="roles")


def _page(username: str, role_form: RoleForm | None = None, email: str | None = None) -> tuple[str, int]:
    return member_page(username, 422 if role_form else 200, role_form=role_form, email=email)


def _done(form: Any, act: Callable[[], object]) -> bool:
    """Whether the command took it; what it refused stands at the field."""
    try:
        act()
    except Invalid as error:
        field = form[error.field] if error.field in form else next(iter(form))
        field.errors = (*field.errors, wording.sentence(error.reason))
        return False
    return True


def _is_admin_still(member_id: int) -> bool:
    """Whether who is asking still looks after the house, having taken a role from `member_id`."""
    return g.actor.member_id != member_id or actor_of(member_id).is_admin


def _zone() -> Any:
    return zone_named(current_app.config["DAYROOM"].timezone)
