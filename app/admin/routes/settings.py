"""What administrators decide for the community."""

from __future__ import annotations

from flask import flash, g, render_template
from werkzeug.wrappers import Response

from app.admin import commands
from app.admin.forms import SettingsForm, filled_settings, settings_form
from app.admin.policies import admins_only
from app.admin.routes.blueprint import blueprint
from app.core.brand import resembles_help
from app.core.navigation import BRAND
from app.core.policy import Invalid
from app.core.web import access, see_other
from app.core.wording import many


@blueprint.get("/admin/settings")
@access("admin.manage")
def settings() -> str:
    admins_only(g.actor)
    return _page(filled_settings())


@blueprint.post("/admin/settings")
@access("admin.manage")
def save_settings() -> tuple[str, int] | Response:
    admins_only(g.actor)
    form: SettingsForm = settings_form()()
    form.validate()
    try:
        changed = commands.save_settings(g.actor, form.changed()) if not form.errors else ()
    except Invalid as error:
        form.refuse(error.facts["refused"])
    if form.errors:
        return _page(form), 422
    words = (
        f"Saved. {many(len(changed), 'setting is', 'settings are')} different now."
        if changed
        else "Nothing was different."
    )
    flash(words, "done")
    return see_other("admin.settings")


def _page(form: SettingsForm) -> str:
    brand = BRAND.get()
    warns = bool(brand) and resembles_help(brand)
    return render_template("admin/settings.html", form=form, brand=brand, resembles_help=warns)
