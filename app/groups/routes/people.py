"""The people of a group, for those who look after it: its members, and who holds a role."""

from __future__ import annotations

from flask import flash, g, request
from flask.typing import ResponseReturnValue

from app.accounts.actor import MODERATOR
from app.accounts.commands import grant_role, revoke_role
from app.accounts.policies import grant_role as may_grant
from app.accounts.queries import member_named
from app.core.policy import Forbidden, Invalid, NotFound
from app.core.web import access, see_other
from app.groups import commands, queries
from app.groups.forms import RoleForm, TakeOutForm, refuse
from app.groups.models import Group
from app.groups.routes.blueprint import blueprint, say, staff_page
from app.groups.wording import ROLE_WORDS


@blueprint.get("/groups/<slug>/people")
@access("group.manage")
def people(slug: str) -> ResponseReturnValue:
    group = queries.managed_group(g.actor, slug)
    return _page(group, _offered(group, RoleForm(formdata=None)))


@blueprint.post("/groups/<slug>/roles")
@access("group.grant")
def grant(slug: str) -> ResponseReturnValue:
    group = queries.managed_group(g.actor, slug)
    form = _offered(group, RoleForm())
    if not form.validate_on_submit():
        return _page(group, form), 422
    try:
        member = member_named(form.username.data.strip().lstrip("@"))
        if member is None:
            raise Invalid("no_such_member", field="username")
        grant_role(g.actor, member.id, form.kind.data, group.path, form.end)
    except (Invalid, Forbidden) as error:
        refuse(form, error)
        return _page(group, form), 422
    flash(f"{member.display_name} is {ROLE_WORDS[form.kind.data]} here now.", "done")
    return see_other(".people", slug=group.slug)


@blueprint.post("/groups/<slug>/roles/<int:grant_id>/end")
@access("group.grant")
def end_role(slug: str, grant_id: int) -> ResponseReturnValue:
    group = queries.managed_group(g.actor, slug)
    if not queries.is_held_here(group, grant_id):
        raise NotFound
    try:
        revoke_role(g.actor, grant_id)
    except Forbidden as error:
        say(error)
    else:
        flash("The role has ended.", "done")
    return see_other("discussions.group" if _has_left(group) else ".people", slug=group.slug)


@blueprint.get("/groups/<slug>/people/<username>/out")
@access("group.take_out")
def take_out_form(slug: str, username: str) -> ResponseReturnValue:
    group = queries.managed_group(g.actor, slug)
    member = queries.one_inside(g.actor, group, username)
    return staff_page("take_out", group, "people", form=TakeOutForm(formdata=None), member=member)


@blueprint.post("/groups/<slug>/people/<username>/out")
@access("group.take_out")
def take_out(slug: str, username: str) -> ResponseReturnValue:
    group, form = queries.managed_group(g.actor, slug), TakeOutForm()
    member = queries.one_inside(g.actor, group, username)
    try:
        if not form.validate_on_submit():
            return staff_page("take_out", group, "people", form=form, member=member), 422
        commands.take_out(g.actor, group.id, member.id, form.words.data or "")
    except Invalid as error:
        refuse(form, error)
        return staff_page("take_out", group, "people", form=form, member=member), 422
    flash(f"{member.display_name} is no longer in {group.name}, and has been told why.", "done")
    return see_other(".people", slug=group.slug)


def _has_left(group: Group) -> bool:
    """Whether the actor laid down the role that brought them here."""
    return not g.actor.is_admin and not queries.looks_after(g.actor.member_id, group)


def _offered(group: Group, form: RoleForm) -> RoleForm:
    form.offer(may_name_moderators=bool(may_grant(g.actor, MODERATOR, group.path)))
    return form


def _page(group: Group, form: RoleForm) -> str:
    page = queries.people_page(g.actor, group, request.args.get("before"))
    return staff_page("people", group, "people", form=form, page=page)
