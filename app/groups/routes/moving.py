"""Moving a group to another place in the tree."""

from __future__ import annotations

from flask import flash, g
from flask.typing import ResponseReturnValue

from app.core.policy import Forbidden, Invalid
from app.core.web import access, see_other
from app.groups import commands, policies, queries
from app.groups.forms import TOP, MoveForm, refuse
from app.groups.models import Group
from app.groups.routes.blueprint import blueprint, staff_page


@blueprint.get("/groups/<slug>/move")
@access("group.move")
def move_form(slug: str) -> ResponseReturnValue:
    group = queries.managed_group(g.actor, slug)
    form = _form(group, MoveForm(formdata=None))
    form.parent_id.data = group.parent_id or TOP
    return _page(group, form)


@blueprint.post("/groups/<slug>/move")
@access("group.move")
def move(slug: str) -> ResponseReturnValue:
    group = queries.managed_group(g.actor, slug)
    form = _form(group, MoveForm())
    if not form.validate_on_submit():
        return _page(group, form), 422
    try:
        settled = commands.move_group(g.actor, group.id, form.parent, narrow=form.narrow.data)
    except (Invalid, Forbidden) as error:
        refuse(form, error)
        return _page(group, form), 422
    flash("Moved. Every link to it still leads here.", "done")
    return see_other("discussions.group", slug=settled.slug)


def _form(group: Group, form: MoveForm) -> MoveForm:
    form.offer(queries.places(g.actor, group), top=bool(policies.move(g.actor, group, None)))
    return form


def _page(group: Group, form: MoveForm) -> str:
    return staff_page("move", group, "move", form=form, rooms=queries.rooms_inside(group))
