"""The first staff page: where everything is, and whether the machine keeps up."""

from __future__ import annotations

from flask import current_app, flash, g, render_template
from werkzeug.wrappers import Response

from app.admin import commands, queries
from app.admin.first_steps import steps
from app.admin.routes.blueprint import blueprint
from app.core.navigation import ORGANISATION
from app.core.web import access, see_other
from app.core.wording import many
from app.moderation.queries.rulings import CONTACT


@blueprint.get("/admin")
@access("admin.manage")
def home() -> str:
    house, config = queries.house(g.actor), current_app.config["DAYROOM"]
    left = steps(
        organisation=ORGANISATION.get(),
        groups=house.groups,
        deciders=house.deciders,
        unchecked=house.unchecked,
        contact=CONTACT.get(),
        has_mail=bool(config.smtp_url),
    )
    return render_template("admin/home.html", house=house, steps=list(left))


@blueprint.post("/admin/jobs/retry")
@access("admin.manage")
def retry_jobs() -> Response:
    count = commands.retry_jobs(g.actor)
    words = (
        f"{many(count, 'job', 'jobs')} will be tried again within two minutes." if count else "Nothing waits for that."
    )
    flash(words, "done")
    return see_other("admin.home", anchor="machine")
