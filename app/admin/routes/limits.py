"""Decisions about a member that are about no words of theirs, and ending a limit early; and the page of one member, which shows both."""

from __future__ import annotations

from typing import Any

from flask import current_app, flash, g, render_template
from werkzeug.wrappers import Response

from app.admin import queries, wording
from app.admin.forms import EndEarlyForm, RoleForm
from app.admin.routes.blueprint import blueprint
from app.core import clock
from app.core.policy import Conflict, Forbidden, Invalid
from app.core.scope import ROOT
from app.core.web import access, see_other
from app.core.wording import zone_named
from app.guidelines.queries import current
from app.moderation import measure_words
from app.moderation.commands import decide_about_member
from app.moderation.commands.lifting import LiftInput, end_early
from app.moderation.forms import MemberDecisionForm, explain
from app.moderation.measures import MEASURES
from app.moderation.queries.standing import standing_of

Answer = tuple[str, int] | Response
PERSON = "person-"


@blueprint.post("/admin/members/<username>/decision")
@access("admin.manage")
def decide_about(username: str) -> Answer:
    page = queries.member_page(g.actor, username)
    form = MemberDecisionForm(prefix=PERSON)
    if form.validate_on_submit():
        try:
            decide_about_member(g.actor, page.member.id, form.given(clock.now(), _zone()))
        except (Invalid, Forbidden) as problem:
            explain(form, problem)
        except Conflict:
            flash(f"That was decided a moment ago, and counts once. {page.member.display_name} has been told.", "info")
            return see_other("admin.member", username=username, anchor="standing")
        else:
            flash(f"It is decided. {page.member.display_name} has been told, with the reason.", "done")
            return see_other("admin.member", username=username, anchor="standing")
    return member_page(username, 422, person_form=form)


@blueprint.post("/admin/members/<username>/limits/<int:restriction_id>/end")
@access("admin.manage")
def end_limit(username: str, restriction_id: int) -> Answer:
    page = queries.member_page(g.actor, username)
    form = _early(restriction_id)
    if form.validate_on_submit() and any(limit.restriction_id == restriction_id for limit in page.limits):
        try:
            end_early(g.actor, restriction_id, LiftInput(form.clause.data, form.statement.data))
        except Invalid as problem:
            explain(form, problem)
        else:
            flash(f"It has ended. {page.member.display_name} has been told, with the reason.", "done")
            return see_other("admin.member", username=username, anchor="standing")
    return member_page(username, 422, early={restriction_id: form})


def member_page(
    username: str,
    status: int = 200,
    *,
    role_form: RoleForm | None = None,
    person_form: MemberDecisionForm | None = None,
    early: dict[int, EndEarlyForm] | None = None,
    email: str | None = None,
) -> tuple[str, int]:
    """The page of one member, with the forms that were refused as they were sent."""
    page = queries.member_page(g.actor, username)
    sent, places = early or {}, queries.places_for_roles(g.actor)
    html = render_template(
        "admin/member.html",
        page=page,
        standing=standing_of(page.member.id, clock.now()),
        words=measure_words,
        role_form=role_form or RoleForm(formdata=None).offer(places),
        role_hints=wording.ROLE_HINTS,
        person_form=_offered(person_form or MemberDecisionForm(formdata=None, prefix=PERSON), places),
        early={
            limit.restriction_id: sent.get(limit.restriction_id) or _early(limit.restriction_id, limit.clause)
            for limit in page.limits
        },
        is_oneself=g.actor.member_id == page.member.id,
        email=email,
    )
    return html, status


def _offered(form: MemberDecisionForm, places: list[tuple[str, str]]) -> MemberDecisionForm:
    form.offer_person(MEASURES, [(ROOT, "The whole community"), *places], _clauses())
    return form


def _early(restriction_id: int, clause: int | None = None) -> EndEarlyForm:
    """The form to end one limit: as it was sent, or with the guideline it was decided under."""
    prefix = f"end-{restriction_id}-"
    form = EndEarlyForm(prefix=prefix) if clause is None else EndEarlyForm(formdata=None, prefix=prefix, clause=clause)
    form.clause.choices = _clauses()
    return form


def _clauses() -> list[tuple[int, str]]:
    version = current()
    return [(clause.number, f"{clause.number}. {clause.title}") for clause in version.clauses] if version else []


def _zone() -> Any:
    return zone_named(current_app.config["DAYROOM"].timezone)
