"""The list of rules, a new one, and the page of one: try it, save it, see what it noticed."""

from __future__ import annotations

from typing import Any

from flask import flash, g, request
from flask.typing import ResponseReturnValue

from app.core.db import db
from app.core.policy import Conflict, Forbidden, Invalid, require
from app.core.web import access, see_other
from app.guidelines.queries import current
from app.lab import policies
from app.lab.commands import rules as commands
from app.lab.forms import RuleForm, refuse
from app.lab.models import RULES
from app.lab.queries.backtest import BackTest, back_test
from app.lab.queries.places import places_for
from app.lab.queries.rules import RuleShown, find_rule, rules_of
from app.lab.routes.blueprint import blueprint, lab_page
from app.lab.wording import EFFECT_HINTS, EFFECTS, STANDINGS, sentence
from app.moderation.queries.wrong_calls import wrong_calls

TRY = "try"
"""What the button of the back-test sends as `do`."""


@blueprint.get("/desk/rules")
@access("rule.read")
def rules() -> ResponseReturnValue:
    """Every rule that holds in, below or above the actor's places."""
    return lab_page(
        "rules", rules=rules_of(g.actor), may_make=bool(places_for(g.actor)), effects=EFFECTS, standings=STANDINGS
    )


@blueprint.get("/desk/rules/new")
@access("rule.write")
def new_rule() -> ResponseReturnValue:
    """An empty rule."""
    return _new_page(_form(RuleForm(formdata=None)))


@blueprint.post("/desk/rules/new")
@access("rule.write")
def make() -> ResponseReturnValue:
    """Try it on the last posts, or save it."""
    form = _form(RuleForm())
    if request.form.get("do") == TRY:
        return _tried(form)
    if not form.validate():
        return _new_page(form), 422
    try:
        rule_id = commands.make_rule(g.actor, form.given(), form.reason.data or "")
    except (Invalid, Forbidden) as error:
        return _refused(form, error)
    flash("The rule is saved. While it is in force, it reads every new draft of its place.", "done")
    return see_other(".rule", rule_id=rule_id)


@blueprint.get("/desk/rules/<int:rule_id>")
@access("rule.read")
def rule(rule_id: int) -> ResponseReturnValue:
    """One rule, with what it noticed."""
    found = find_rule(g.actor, rule_id)
    form = _form(RuleForm(formdata=None))
    form.show(found.given, found.rule.version)
    return _rule_page(found, form)


@blueprint.post("/desk/rules/<int:rule_id>")
@access("rule.write")
def save(rule_id: int) -> ResponseReturnValue:
    """Try it as it is typed, or save it as a new version."""
    found, form = find_rule(g.actor, rule_id), _form(RuleForm())
    require(policies.write_rules(g.actor, found.rule.scope_path))
    if request.form.get("do") == TRY:
        return _tried(form, found)
    if not form.validate():
        return _rule_page(found, form), 422
    try:
        number = commands.change_rule(g.actor, rule_id, form.given(), form.reason.data or "", form.seen)
    except (Invalid, Forbidden, Conflict) as error:
        return _refused(form, error, rule_id)
    flash(f"Saved as version {number}.", "done")
    return see_other(".rule", rule_id=rule_id)


@blueprint.get("/desk/rules/<int:rule_id>/backtest")
@access("rule.read")
def try_saved(rule_id: int) -> ResponseReturnValue:
    """What the saved rule would have found in the last posts. Nothing is changed by it."""
    found = find_rule(g.actor, rule_id)
    form = _form(RuleForm(formdata=None))
    form.show(found.given, found.rule.version)
    return _rule_page(found, form, tried=back_test(g.actor, found.given))


def _form(form: RuleForm) -> RuleForm:
    version = current()
    clauses = [(clause.number, f"{clause.number}. {clause.title}") for clause in version.clauses] if version else []
    form.offer(places_for(g.actor), clauses)
    return form


def _tried(form: RuleForm, found: RuleShown | None = None) -> ResponseReturnValue:
    """The page again with what would have been found; 422 when the rule cannot be read."""
    given = form.given()
    try:
        require(policies.write_rules(g.actor, given.scope_path))
        tried = back_test(g.actor, given)
    except (Invalid, Forbidden) as error:
        return _refused(form, error, found.rule.id if found else None)
    return _rule_page(found, form, tried) if found else _new_page(form, tried)


def _refused(form: RuleForm, error: Invalid | Forbidden | Conflict, rule_id: int | None = None) -> ResponseReturnValue:
    """The page with everything that was typed, and what is wrong with it."""
    db.session.rollback()
    status = 422 if isinstance(error, Invalid) else 403 if isinstance(error, Forbidden) else 409
    _form(form)
    refuse(form, error)
    if rule_id is None:
        return _new_page(form), status
    found = find_rule(g.actor, rule_id)
    if isinstance(error, Conflict):
        # Whoever reads the warning and saves again does so knowingly.
        form.version.data = str(found.rule.version)
    return _rule_page(found, form, changed=sentence(error) if isinstance(error, Conflict) else ""), status


def _new_page(form: RuleForm, tried: BackTest | None = None) -> str:
    return _page("new_rule", form, tried)


def _rule_page(found: RuleShown, form: RuleForm, tried: BackTest | None = None, changed: str = "") -> str:
    wrong = wrong_calls().get(f"{RULES}/{found.rule.check_name}")
    return _page("rule", form, tried, found=found, changed=changed, standings=STANDINGS, wrong=wrong)


def _page(template: str, form: RuleForm, tried: BackTest | None, **values: Any) -> str:
    return lab_page(template, form=form, tried=tried, effect_hints=EFFECT_HINTS, effects=EFFECTS, **values)
