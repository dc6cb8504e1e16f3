"""The page of mentors for staff, and naming somebody who would make a good one."""

from __future__ import annotations

from typing import Any

from flask import flash, g, render_template, request
from werkzeug.wrappers import Response

from app.accounts.actor import Actor
from app.core.db import db
from app.core.navigation import NavItem, address, nav_item
from app.core.paging import unpack_key
from app.core.policy import Conflict, Invalid, NotFound
from app.core.web import access, see_other
from app.mentoring import policies
from app.mentoring.commands.nominating import answer_nomination, nominate
from app.mentoring.queries.nominations import Candidate, candidate, mentors_page, places_to_nominate
from app.mentoring.routes.blueprint import blueprint
from app.mentoring.wording import NOMINATION_REFUSALS


@nav_item(26)
def mentors_in_header(actor: Actor) -> NavItem | None:
    """For moderators who have no welcome desk of their own in the header; administrators find it on their page."""
    if actor.is_admin or policies.is_mentor(actor) or not policies.read_mentors(actor):
        return None
    return NavItem("Mentors", address("mentoring.mentors"))


@blueprint.get("/mentors")
@access("mentors.read")
def mentors() -> str:
    """Who mentors, what they carry, who was nominated, and who might be."""
    return render_template("mentoring/nominations.html", page=mentors_page(g.actor))


@blueprint.get("/mentors/nominate")
@access("mentor.nominate")
def nominate_form() -> Any:
    """Whom, for which group; then what they did."""
    if not policies.nominate(g.actor):
        raise NotFound
    username, group_id = request.args.get("member", ""), _group_id()
    if not username or group_id is None:
        return _form_page(None)
    try:
        found = candidate(g.actor, username, group_id)
    except NotFound:
        return _form_page(None, NOMINATION_REFUSALS["nobody"]), 404
    return _form_page(found)


@blueprint.post("/mentors/nominate")
@access("mentor.nominate")
def nominate_member() -> Any:
    """Name them; staff of the group read it."""
    found = candidate(g.actor, request.form.get("member", ""), _group_id() or 0)
    try:
        nominate(g.actor, found.member.id, found.group_id)
    except (Conflict, Invalid) as refusal:
        db.session.rollback()
        words = NOMINATION_REFUSALS[refusal.reason].format(name=found.member.display_name)
        return _form_page(found, words), 409 if isinstance(refusal, Conflict) else 422
    flash(f"{found.member.display_name} is nominated. Whoever looks after {found.group_name} decides.", "done")
    return see_other("mentoring.mentors" if g.actor.is_staff else "mentoring.nominate_form")


@blueprint.post("/nominations/<int:nomination_id>/answer")
@access("nomination.answer")
def answer(nomination_id: int) -> Response:
    """Make them a mentor, or not now."""
    accepted = {"yes": True, "no": False}.get(request.form.get("accepted", ""))
    if accepted is None:
        # Neither button was pressed: saying no for somebody could not be taken back.
        raise Invalid("accepted")
    try:
        name = answer_nomination(g.actor, nomination_id, accepted=accepted)
    except Conflict as conflict:
        flash(NOMINATION_REFUSALS["answered"].format(who=conflict.facts["who"]), "problem")
        return see_other("mentoring.mentors")
    words = f"{name} is a mentor now and has been told." if accepted else "Not now. Nobody was told."
    flash(words, "done")
    return see_other("mentoring.mentors")


def _form_page(found: Candidate | None, problem: str = "") -> str:
    return render_template(
        "mentoring/nominate.html",
        found=found,
        problem=problem,
        places=places_to_nominate(g.actor),
        username=request.values.get("member", ""),
        group_id=_group_id(),
    )


def _group_id() -> int | None:
    """The group that an address or a form names; None for none."""
    return next(iter(unpack_key(request.values.get("group"), 1) or ()), None)
