"""The history of a rule, and going back to a former version."""

from __future__ import annotations

from flask import flash, g
from flask.typing import ResponseReturnValue

from app.core.db import db
from app.core.policy import Invalid
from app.core.web import access, see_other
from app.lab.commands.rules import roll_back
from app.lab.forms import ReasonForm, refuse
from app.lab.queries.rules import find_rule, versions_of
from app.lab.routes.blueprint import blueprint, lab_page
from app.lab.wording import EFFECTS, LANGUAGES, STANDINGS


@blueprint.get("/desk/rules/<int:rule_id>/versions")
@access("rule.read")
def versions(rule_id: int) -> ResponseReturnValue:
    """Who saved what, when and why."""
    return _page(rule_id, ReasonForm(formdata=None))


@blueprint.post("/desk/rules/<int:rule_id>/versions/<int:number>/restore")
@access("rule.write")
def restore(rule_id: int, number: int) -> ResponseReturnValue:
    """Save a former version as the newest."""
    find_rule(g.actor, rule_id)
    form = ReasonForm()
    try:
        new = roll_back(g.actor, rule_id, number, form.reason.data or "")
    except Invalid as error:
        db.session.rollback()
        refuse(form, error)
        return _page(rule_id, form, number), 422
    flash(f"Version {number} is in force again, as version {new}.", "done")
    return see_other(".rule", rule_id=rule_id)


def _page(rule_id: int, form: ReasonForm, opened: int = 0) -> str:
    found = find_rule(g.actor, rule_id)
    return lab_page(
        "versions",
        found=found,
        versions=versions_of(found.rule),
        form=form,
        opened=opened,
        effects=EFFECTS,
        languages=dict(LANGUAGES),
        standings=STANDINGS,
    )
