"""The page where a group is merged into another: choose it, read what comes of it, then do it."""

from __future__ import annotations

from flask import flash, g, request
from flask.typing import ResponseReturnValue
from wtforms.fields import SelectChoice

from app.core.policy import Conflict, Forbidden, Invalid
from app.core.web import access, see_other
from app.groups.models import Group
from app.groups.queries import managed_group
from app.splitting.commands.merging import merge_groups
from app.splitting.forms import MergeForm, refuse
from app.splitting.queries.merge import MergePreview, merge_places, merge_preview
from app.splitting.routes.blueprint import blueprint, staff_page
from app.splitting.wording import sentence


@blueprint.get("/groups/<slug>/merge")
@access("split.merge")
def merge_form(slug: str) -> ResponseReturnValue:
    group = managed_group(g.actor, slug)
    form = _offered(group, MergeForm(formdata=request.args))
    asked = "into" in request.args
    if asked and not form.into.validate(form):
        return _page(group, form), 422
    return _page(group, form, merge_preview(group, form.into.data) if asked else None)


@blueprint.post("/groups/<slug>/merge")
@access("split.merge")
def merge(slug: str) -> ResponseReturnValue:
    group, form = managed_group(g.actor, slug), MergeForm()
    if not _offered(group, form).validate():
        return _page(group, form), 422
    name = group.name
    try:
        into = merge_groups(g.actor, group.id, form.into.data, narrow=form.narrow.data)
    except (Invalid, Forbidden, Conflict) as error:
        group = managed_group(g.actor, slug)
        refuse(form, error)
        return _page(group, form, merge_preview(group, form.into.data)), 422
    flash(f"{name} has gone up in this group. Every link to it leads here.", "done")
    return see_other("discussions.group", slug=into)


def _offered(group: Group, form: MergeForm) -> MergeForm:
    form.into.choices = [SelectChoice(key, way) for key, way in merge_places(g.actor, group)]
    return form


def _page(group: Group, form: MergeForm, preview: MergePreview | None = None) -> str:
    why_not = sentence(preview.hindrance) if preview is not None and preview.hindrance is not None else ""
    return staff_page("merge", group, "splits", form=form, preview=preview, why_not=why_not)
