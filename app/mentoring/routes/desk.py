"""The welcome desk: newcomers with their clocks, one of them opened; claiming, letting go, handing over, being away."""

from __future__ import annotations

from typing import Any

from flask import current_app, flash, g, render_template, request, url_for
from werkzeug.wrappers import Response

from app.core.db import db
from app.core.for_one import ForOne
from app.core.for_readers import keep_beside, same_for_readers
from app.core.paging import unpack_key
from app.core.policy import Conflict, Forbidden, Invalid, NotFound
from app.core.web import access, see_other
from app.core.wording import zone_named
from app.mentoring import policies, wording
from app.mentoring.commands import claims
from app.mentoring.commands.settings import come_back, go_away
from app.mentoring.forms.desk import HandOverForm
from app.mentoring.forms.problems import explain
from app.mentoring.queries.case import Case, case_of
from app.mentoring.queries.desk import ALL, KNOWN, LATE, MINE, VIEWS, arrivals
from app.mentoring.queries.load import Colleague, Load, colleagues, load_of
from app.mentoring.queries.newcomer import NewcomerSeen, find_newcomer
from app.mentoring.queries.reader import KEYS, talks_now
from app.mentoring.queries.waiting import COUNTED, Counts, counts
from app.mentoring.routes.blueprint import blueprint


@blueprint.get("/welcome")
@access("welcome.read")
@same_for_readers(ForOne(*KEYS), args=("view", "after"), more=talks_now)
def desk() -> Any:
    """Everybody who is new on the reader's paths, longest waiting first; `?newcomer=` opens one of them."""
    wanted = request.args.get("newcomer")
    if wanted is None:
        return desk_page()
    try:
        return desk_page(case_of(g.actor, *(unpack_key(wanted, 1) or (0,))))
    except NotFound:
        return desk_page(is_gone=True), 404


@blueprint.post("/welcome/<int:newcomer_id>/claim")
@access("welcome.claim")
def claim(newcomer_id: int) -> Any:
    """Welcome this newcomer."""
    try:
        claims.claim(g.actor, newcomer_id)
    except (Conflict, Forbidden, NotFound) as refusal:
        return refused(refusal)
    return _back(newcomer_id)


@blueprint.post("/welcome/<int:newcomer_id>/let-go")
@access("welcome.claim")
def let_go(newcomer_id: int) -> Any:
    """Offer this newcomer to others again."""
    try:
        claims.let_go(g.actor, newcomer_id)
    except (Conflict, Forbidden, NotFound) as refusal:
        return refused(refusal)
    flash(f"{claims.name_of(newcomer_id)} is offered to other mentors again.", "done")
    return see_other("mentoring.desk", **_view())


@blueprint.get("/welcome/<int:newcomer_id>/hand-over")
@access("welcome.claim")
def hand_over_form(newcomer_id: int) -> Any:
    """To whom?"""
    try:
        seen = _own(newcomer_id)
    except (Conflict, Forbidden) as refusal:
        return refused(refusal)
    others, form = colleagues(seen.standing, but=[g.actor.member_id]), HandOverForm()
    wanted = request.args.get("to", type=int)
    form.mentor_id.data = wanted if any(one.member_id == wanted for one in _able(others)) else None
    return _hand_over_page(seen, others, form)


@blueprint.post("/welcome/<int:newcomer_id>/hand-over")
@access("welcome.claim")
def hand_over(newcomer_id: int) -> Any:
    """A colleague goes on."""
    try:
        seen = _own(newcomer_id)
        others, form = colleagues(seen.standing, but=[g.actor.member_id]), HandOverForm()
        form.offer(others)
        if not form.validate():
            return _hand_over_page(seen, others, form), 422
        claims.hand_over(g.actor, newcomer_id, form.given())
    except Invalid as problem:
        explain(form, problem)
        return _hand_over_page(seen, others, form), 422
    except (Conflict, Forbidden, NotFound) as refusal:
        return refused(refusal)
    flash(f"{claims.name_of(form.mentor_id.data)} is welcoming {seen.name} now, and has been told.", "done")
    return see_other("mentoring.desk", **_view())


@blueprint.post("/welcome/<int:newcomer_id>/take-over")
@access("welcome.claim")
def take_over(newcomer_id: int) -> Any:
    """Offer a colleague to go on."""
    try:
        holder = claims.offer_to_take_over(g.actor, newcomer_id)
    except (Conflict, Forbidden, NotFound) as refusal:
        return refused(refusal)
    flash(f"{holder} has a notice that you would go on welcoming {claims.name_of(newcomer_id)}.", "done")
    return _back(newcomer_id)


@blueprint.post("/welcome/away")
@access("mentor.settings")
def away() -> Response:
    """Away from today on, or here again."""
    if request.form.get("on"):
        go_away(g.actor)
        flash("You are away. Whoever you held is offered to other mentors.", "done")
    else:
        come_back(g.actor)
        flash("Good to have you back.", "done")
    return see_other("mentoring.desk", **_view())


def desk_page(case: Case | None = None, *, is_gone: bool = False) -> str:
    """The whole desk, with one newcomer opened. Raises NotFound for who has no desk."""
    actor, shown = g.actor, _view().get("view", ALL)
    load, numbers = load_of(actor.member_id or 0), counts(actor)
    page = arrivals(actor, load, shown, request.args.get("after"), zone_named(current_app.config["DAYROOM"].timezone))
    keep_beside(tuple(sorted({row.talk_id for row in page.items if row.talk_id is not None})))
    return render_template(
        "mentoring/desk.html",
        page=page,
        load=load,
        line=wording.desk_line(numbers.all, numbers.late, COUNTED),
        tabs=_tabs(shown, numbers, load),
        view=_view(),
        empty=wording.EMPTY_VIEWS[shown],
        is_mentor=bool(policies.claim(actor)),
        case=case,
        seen=case.seen if case else None,
        is_gone=is_gone,
        not_written_line=wording.not_written_line,
        known_chip=wording.known_chip,
        away_line=wording.away_line(load.away_until),
        gone_words=wording.REFUSALS["gone"],
    )


def refused(refusal: Conflict | Forbidden | NotFound) -> tuple[str, int]:
    """Why it could not be done, with the way back to the desk, and what was typed. 409, 403 or 404."""
    db.session.rollback()
    if isinstance(refusal, NotFound):
        words, status = wording.REFUSALS["gone"], 404
    elif isinstance(refusal, Forbidden):
        words, status = wording.refusal(refusal.reason, {}), 403
    else:
        words, status = wording.refusal(refusal.reason, refusal.facts), 409
    return render_template("mentoring/refused.html", words=words, has_desk=bool(policies.read_desk(g.actor))), status


def _own(newcomer_id: int) -> NewcomerSeen:
    """A newcomer the actor welcomes. Raises NotFound, Forbidden, Conflict ('not_yours')."""
    if not policies.claim(g.actor):
        raise Forbidden("no_mentor")
    seen = find_newcomer(g.actor, newcomer_id)
    if not seen.is_mine:
        raise Conflict("not_yours", name=seen.name)
    return seen


def _hand_over_page(seen: NewcomerSeen, others: list[Colleague], form: HandOverForm) -> str:
    form.offer(_able(others))
    hints = {
        one.member_id: wording.load_hint(
            one.load.held, one.load.capacity, one.load.is_away, one.load.hours, one.load.languages, one.load.subjects
        )
        for one in others
    }
    busy = [one for one in others if not one.load.can_take]
    return render_template("mentoring/hand_over.html", seen=seen, form=form, hints=hints, busy=busy)


def _able(others: list[Colleague]) -> list[Colleague]:
    return [one for one in others if one.load.can_take]


def _tabs(shown: str, numbers: Counts, load: Load) -> list[dict[str, Any]]:
    counted = {"all": numbers.all, "late": numbers.late, "mine": numbers.mine}
    offered = [
        ALL,
        LATE,
        *([MINE] if policies.claim(g.actor) else []),
        *([KNOWN] if load.subjects or load.languages else []),
    ]
    return [
        {
            "label": wording.VIEW_WORDS[view],
            "url": url_for("mentoring.desk", view=None if view == ALL else view),
            "count": counted.get(view, 0),
            "is_current": view == shown,
        }
        for view in offered
    ]


def _view() -> dict[str, Any]:
    """The view of the desk that an address or a form names; nothing for all."""
    view = request.values.get("view", "")
    return {"view": view} if view in VIEWS and view != ALL else {}


def _back(newcomer_id: int) -> Response:
    return see_other("mentoring.desk", newcomer=newcomer_id, anchor="case", **_view())
