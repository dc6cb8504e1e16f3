"""The first staff page: where everything is, and whether the machine keeps up."""

from __future__ import annotations

from flask import flash, g, render_template
from werkzeug.wrappers import Response

from app.admin import commands, queries
from app.admin.routes.blueprint import blueprint
from app.core.web import access, see_other
from app.core.wording import many


@blueprint.get("/admin")
@access("admin.manage")
def home() -> str:
    return render_template("admin/home.html", house=queries.house(g.actor))


@blueprint.post("/admin/jobs/retry")
@access("admin.manage")
def retry_jobs() -> Response:
    count = commands.retry_jobs(g.actor)
    words = (
        f"{many(count, 'job', 'jobs')} will be tried again within two minutes." if count else "Nothing waits for that."
    )
    flash(words, "done")
    return see_other("admin.home", anchor="machine")
