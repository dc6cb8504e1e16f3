"""The families of checks: what each does in a place, who chose it, and what it noticed."""

from __future__ import annotations

from flask import flash, g, request
from flask.typing import ResponseReturnValue

from app.core.db import db
from app.core.policy import Invalid, NotFound
from app.core.scope import ROOT
from app.core.web import access, see_other
from app.guidelines.checks.order import FAMILIES
from app.guidelines.wording import family_name
from app.lab.commands.effects import CRISIS, CRISIS_PART, set_effect
from app.lab.forms import EffectForm, choices_of, refuse
from app.lab.inputs import EffectInput
from app.lab.queries.checks import ChecksPage, FamilyShown, checks_page
from app.lab.queries.places import EVERYWHERE, places_for
from app.lab.routes.blueprint import blueprint, lab_page, require_lab
from app.lab.wording import CRISIS_EFFECTS, EFFECTS


@blueprint.get("/desk/checks")
@access("rule.read")
def checks() -> ResponseReturnValue:
    """All families; `?place=/12/` shows one place, `&part=contact_details.phone` opens the choice for one kind."""
    return _page()


@blueprint.post("/desk/checks/<family>")
@access("rule.write")
def choose(family: str) -> ResponseReturnValue:
    """Choose an effect, or take the choice back."""
    require_lab(g.actor)
    if family not in FAMILIES:
        raise NotFound
    form, place = EffectForm(), request.form.get("place", ROOT)
    given = EffectInput(place, family, form.part.data or "", form.effect.data or "", form.newcomer_effect.data or "")
    try:
        set_effect(g.actor, given)
    except Invalid as error:
        db.session.rollback()
        refuse(form, error)
        return _page(family, form), 422
    flash(f"{family_name(family)}: saved. It holds for every new draft.", "done")
    return see_other(".checks", anchor=family, **({} if place == ROOT else {"place": place}))


def _page(refused: str = "", form: EffectForm | None = None) -> str:
    """The page of a place; `form` is the refused one of a family."""
    page = checks_page(g.actor, request.values.get("place", ROOT))
    asked_family, _, part = request.args.get("part", "").partition(".")
    forms = {
        family.family: _form_of(family, page, part if family.family == asked_family else "") for family in page.families
    }
    if form is not None:
        forms[refused] = _offer(form, next(family for family in page.families if family.family == refused))
    opened = refused or asked_family
    return lab_page(
        "checks", page=page, forms=forms, refused=refused, opened=opened, places=_places(), effects=_words(), roots=ROOT
    )


def _places() -> list[tuple[str, str]]:
    """What can be looked at: the actor's own places, and the whole community, where the page begins."""
    return [(ROOT, EVERYWHERE), *(place for place in places_for(g.actor) if place[0] != ROOT)]


def _form_of(family: FamilyShown, page: ChecksPage, asked: str) -> EffectForm:
    """The form of a family, with the choice that holds for what was asked for: one kind, or all of it."""
    form = _offer(EffectForm(formdata=None, prefix=""), family)
    part = asked if any(asked == each.part for each in family.parts) else ""
    form.part.data = CRISIS_PART if family.family == CRISIS else part
    here = next((one for one in family.chosen if one.is_here and one.part == form.part.data), None)
    form.effect.data, form.newcomer_effect.data = (here.effect, here.newcomers) if here else ("", "")
    return form


def _offer(form: EffectForm, family: FamilyShown) -> EffectForm:
    """The choices of a family; ids are its own, since all forms stand on one page."""
    if family.family == CRISIS:
        parts = [(part.part, part.title) for part in family.parts if part.part == CRISIS_PART]
        effects = list(CRISIS_EFFECTS.items())
    else:
        parts = [("", "All of it"), *((part.part, part.title) for part in family.parts)]
        effects = list(EFFECTS.items())
    form.part.choices = choices_of(parts)
    form.effect.choices = choices_of((("", "As it is without a choice here"), *effects))
    form.newcomer_effect.choices = choices_of((("", "The same"), *effects[1:]))
    for field in form:
        field.id = f"{family.family}-{field.name}"
        field.label.field_id = field.id
    return form


def _words() -> dict[str, dict[str, str]]:
    return {"usual": EFFECTS, "crisis": CRISIS_EFFECTS}
