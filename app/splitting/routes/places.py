"""Every discussion of a plan with its place; ticked ones are placed by hand."""

from __future__ import annotations

from flask import flash, g, request
from flask.typing import ResponseReturnValue
from wtforms.fields import SelectChoice

from app.core.policy import Conflict, Invalid
from app.core.web import access, see_other
from app.core.wording import many
from app.splitting.commands.placing_by_hand import place_by_hand, unplace
from app.splitting.forms import TO_RULES, TO_STAY, PlacesForm
from app.splitting.models import DRAFT, DROPPED
from app.splitting.queries.finding import FoundPlan, find_plan
from app.splitting.queries.places import ALL, places_page
from app.splitting.routes.blueprint import blueprint, plan_page
from app.splitting.routes.planning import show_changed
from app.splitting.wording import WHY, sentence


@blueprint.get("/splits/<int:plan_id>/places")
@access("split.plan")
def places(plan_id: int) -> ResponseReturnValue:
    """One list of the plan, a page of it."""
    found = find_plan(g.actor, plan_id)
    if found.plan.state not in (DRAFT, DROPPED):
        return see_other(".progress", plan_id=plan_id)
    return _page(found, PlacesForm(formdata=None))


@blueprint.post("/splits/<int:plan_id>/places")
@access("split.plan")
def put(plan_id: int) -> ResponseReturnValue:
    """Put the ticked ones, or the one whose button was pressed, where it was said."""
    form = PlacesForm()
    try:
        _put(plan_id, form)
    except Conflict as error:
        if error.reason != "plan_changed":
            return show_changed(plan_id, error)
        return _page(find_plan(g.actor, plan_id), form, changed=error), 409
    except Invalid as error:
        return _page(find_plan(g.actor, plan_id), form, problem=sentence(error)), 422
    flash(f"{many(len(form.ticked), 'discussion is', 'discussions are').capitalize()} placed.", "done")
    return see_other(".places", plan_id=plan_id, view=_asked("view") or ALL, after=_asked("after"))


def _put(plan_id: int, form: PlacesForm) -> None:
    if form.target == TO_RULES:
        unplace(g.actor, plan_id, form.ticked, form.seen)
    else:
        place_by_hand(g.actor, plan_id, form.ticked, form.room_id, form.seen)


def _page(found: FoundPlan, form: PlacesForm, *, changed: Conflict | None = None, problem: str = "") -> str:
    """The list; ticks that were refused stay set, and the next try counts for the plan as it is now."""
    seen = places_page(found.plan, found.group, _asked("view") or ALL, _asked("after"))
    form.version.data = str(found.plan.version)
    form.to.choices = [
        *(SelectChoice(str(room.id), f"in {room.name}") for room in seen.rooms),
        SelectChoice(TO_STAY, f"where they are: in {found.group.name}"),
        SelectChoice(TO_RULES, "where the rules put them"),
    ]
    values = {"form": form, "ticked": set(form.ticked), "why": WHY, "changed": changed, "problem": problem}
    return plan_page("places", found.plan, found.group, seen=seen, **values)


def _asked(name: str) -> str | None:
    """A word of the address."""
    return request.args.get(name)
