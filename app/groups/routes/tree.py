"""Making a group, changing what it is, closing it and opening it again."""

from __future__ import annotations

from flask import flash, g, render_template
from flask.typing import ResponseReturnValue

from app.core.policy import Invalid, require
from app.core.web import access, see_other
from app.groups import commands, policies, queries, wording
from app.groups.forms import GroupForm, refuse
from app.groups.models import Group
from app.groups.routes.blueprint import blueprint, say, staff_page


@blueprint.get("/groups/new")
@access("group.create")
def new() -> ResponseReturnValue:
    return _new_page(None, _empty_form(None))


@blueprint.post("/groups/new")
@access("group.create")
def create() -> ResponseReturnValue:
    return _create(None)


@blueprint.get("/groups/<slug>/new")
@access("group.create")
def new_room(slug: str) -> ResponseReturnValue:
    parent = queries.managed_group(g.actor, slug)
    return _new_page(parent, _empty_form(parent))


@blueprint.post("/groups/<slug>/new")
@access("group.create")
def create_room(slug: str) -> ResponseReturnValue:
    return _create(queries.managed_group(g.actor, slug))


@blueprint.get("/groups/<slug>/edit")
@access("group.manage")
def edit(slug: str) -> ResponseReturnValue:
    group = queries.managed_group(g.actor, slug)
    form = GroupForm(formdata=None, obj=group)
    form.allow_below(queries.parent_of(group))
    return _edit_page(group, form)


@blueprint.post("/groups/<slug>/edit")
@access("group.manage")
def save(slug: str) -> ResponseReturnValue:
    group, form = queries.managed_group(g.actor, slug), GroupForm()
    form.allow_below(queries.parent_of(group))
    if not form.validate_on_submit():
        return _edit_page(group, form), 422
    try:
        settled = commands.edit_group(g.actor, group.id, form.as_edit())
    except Invalid as error:
        refuse(form, error)
        return _edit_page(group, form), 422
    flash("Saved.", "done")
    return see_other("discussions.group", slug=settled.slug)


@blueprint.post("/groups/<slug>/archive")
@access("group.manage")
def archive(slug: str) -> ResponseReturnValue:
    group = queries.managed_group(g.actor, slug)
    commands.archive_group(g.actor, group.id)
    flash(f"{group.name} is closed for anything new. All of it can still be read.", "done")
    return see_other("discussions.group", slug=group.slug)


@blueprint.post("/groups/<slug>/unarchive")
@access("group.manage")
def unarchive(slug: str) -> ResponseReturnValue:
    group = queries.managed_group(g.actor, slug)
    try:
        commands.unarchive_group(g.actor, group.id)
    except Invalid as error:
        say(error)
        return see_other(".edit", slug=group.slug)
    flash(f"{group.name} is open again.", "done")
    return see_other("discussions.group", slug=group.slug)


@blueprint.post("/groups/<slug>/unite")
@access("group.manage")
def unite(slug: str) -> ResponseReturnValue:
    group = queries.managed_group(g.actor, slug)
    commands.divide_group(g.actor, group.id, divided=False)
    flash(f"New discussions can be started in {group.name} again.", "done")
    return see_other("discussions.group", slug=group.slug)


def _create(parent: Group | None) -> ResponseReturnValue:
    require(policies.create(g.actor, parent))
    form = GroupForm()
    form.allow_below(parent)
    if not form.validate_on_submit():
        return _new_page(parent, form), 422
    try:
        group_id = commands.create_group(g.actor, form.as_new(parent))
    except Invalid as error:
        refuse(form, error)
        return _new_page(parent, form), 422
    group = queries.group_by_id(g.actor, group_id)
    flash(f"{group.name} is open.", "done")
    return see_other("discussions.group", slug=group.slug)


def _empty_form(parent: Group | None) -> GroupForm:
    form = GroupForm(formdata=None)
    form.allow_below(parent)
    form.access.data = form.access.choices[0][0]
    return form


def _new_page(parent: Group | None, form: GroupForm) -> str:
    require(policies.create(g.actor, parent))
    above = [*queries.crumbs(g.actor, parent), (parent.name, parent.url)] if parent else []
    return render_template("groups/new.html", parent=parent, form=form, crumbs=above, access_hints=wording.ACCESS_HINTS)


def _edit_page(group: Group, form: GroupForm) -> str:
    rooms = queries.rooms_inside(group)
    return staff_page("edit", group, "edit", form=form, rooms=rooms, access_hints=wording.ACCESS_HINTS)
