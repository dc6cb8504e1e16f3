"""Several items in one act: the page, its preview, and what came of it."""

from __future__ import annotations

from typing import Any

from flask import flash, g, render_template, request
from werkzeug.wrappers import Response

from app.core.paging import pack_key, unpack_key
from app.core.policy import Invalid
from app.core.web import access, see_other
from app.guidelines.queries import clause as guideline
from app.guidelines.queries import current
from app.moderation import wording
from app.moderation.commands.together import Refused, Shown, TogetherOutcome, close_together, decide_together
from app.moderation.desk_forms import TogetherForm
from app.moderation.forms import explain
from app.moderation.inputs import DecisionInput
from app.moderation.queries.care import care_of
from app.moderation.queries.opened import opened
from app.moderation.queries.panel import texts_for
from app.moderation.queries.rulings import preview
from app.moderation.queries.together import MOST_TOGETHER, Together, together
from app.moderation.routes.blueprint import blueprint
from app.moderation.routes.inbox import here, which_shown
from app.moderation.routes.panel import put_into
from app.moderation.sifting import together_words

REFUSALS = {
    "decided": "{who} decided it before you.",
    "claimed": "{who} is looking at it.",
    "gone": "It is no longer yours to decide.",
}


@blueprint.get("/desk/together")
@access("desk.read")
def together_form() -> str:
    """The ticked items, and one decision for them."""
    ids = [int(key) for key in request.args.getlist("item") if key.isdecimal() and len(key) < 19]
    return _page(together(g.actor, ids))


@blueprint.post("/desk/together")
@access("desk.read")
def decide_together_page() -> Response | Any:
    """Decide them, or show the letter first."""
    shown = _shown()
    found = together(g.actor, [item.item_id for item in shown])
    if not found.items or not found.is_alike:
        return _page(found), 409
    if not found.is_ruled:
        return _answer(found, close_together(g.actor, shown), "closed as seen")
    form = _form(found)
    if "put" in request.form:
        _put_text(found, form)
        return _page(found, form)
    if "preview" in request.form or not form.validate():
        return _page(found, form), 200 if "preview" in request.form else 422
    action, statement = form.action.data or "", form.statement.data or ""
    try:
        outcome = decide_together(g.actor, shown, action, form.clause.data or 0, statement)
    except Invalid as problem:
        explain(form, problem)
        return _page(found, form), 422
    return _answer(found, outcome, wording.done(action), form)


def _shown() -> list[Shown]:
    """The ticked items with what was on the page: `7.2.31` is the second version of item 7 with revision 31, `7.2.0` one without."""
    keys = (unpack_key(key, 3) for key in request.form.getlist("item"))
    shown = [Shown(key[0], key[1], key[2] or None) for key in keys if key is not None]
    # No more than the page looks at and shows: what nobody saw is not decided.
    return shown[:MOST_TOGETHER]


def _form(found: Together) -> TogetherForm:
    form, version = TogetherForm(), current()
    clauses = [(each.number, f"{each.number}. {each.title}") for each in version.clauses] if version else []
    named = {each.clause for each in found.items}
    first = named.pop() if len(named) == 1 else None
    form.offer(found.actions, clauses, texts_for(first))
    if not form.is_submitted() and found.items:
        form.clause.data = first
    return form


def _put_text(found: Together, form: TogetherForm) -> None:
    """Put the chosen text of the team into the reason, with the guideline and the action it goes with."""
    text = put_into(form)
    if text is not None and text.action in found.actions:
        form.action.data = text.action


def _page(found: Together, form: TogetherForm | None = None) -> str:
    form = form or _form(found)
    return render_template(
        "moderation/together.html",
        found=found,
        form=form,
        care=care_of(g.actor),
        here=here(),
        words=together_words(len(found.items)),
        keys={each.id: pack_key(each.id, each.version, each.revision_id or 0) for each in found.items},
        hints=wording.action_hints(found.actions, _name(found)),
        action_words=wording.ACTION_LABELS,
        letter=_letter(found, form) if "preview" in request.form else (),
        letter_hint=_letter_hint(found, form) if "preview" in request.form else "",
    )


def _name(found: Together) -> str:
    names = {each.author for each in found.items}
    return names.pop() if len(names) == 1 else "each author"


def _letter(found: Together, form: TogetherForm) -> tuple[str, ...]:
    """What the author of the first one will read."""
    first = opened(g.actor, found.items[0].id)
    given = DecisionInput(
        found.items[0].version, form.action.data or "", form.clause.data or 0, form.statement.data or ""
    )
    is_chosen = given.action in first.actions and guideline(given.clause) is not None
    return preview(g.actor, first, given).letter if is_chosen else ()


def _letter_hint(found: Together, form: TogetherForm) -> str:
    action = form.action.data or ""
    return wording.letter_hint(action if action in found.actions else "", "", _name(found))


def _answer(found: Together, outcome: TogetherOutcome, done: str, form: TogetherForm | None = None) -> Any:
    if not outcome.refused:
        flash(f"Done: {together_words(len(outcome.done))} {done}.", "done")
        return see_other("moderation.desk", **which_shown().query)
    titles = {each.id: each.title for each in found.items}
    left = [(each.item_id, titles.get(each.item_id, "An item"), _why(each)) for each in outcome.refused]
    return render_template(
        "moderation/together_left.html",
        number=len(outcome.done),
        words=together_words(len(outcome.done)),
        done=done,
        left=left,
        typed=form.statement.data if form else "",
        again=_as_sent(outcome, form) if form else (),
        here=here(),
    ), 409


def _as_sent(outcome: TogetherOutcome, form: TogetherForm) -> list[tuple[str, Any]]:
    """The fields of the form for what was left: nobody types a reason twice."""
    items = [("item", pack_key(each.item_id, 0, 0)) for each in outcome.refused]
    return [*items, *((field.name, field.data or "") for field in (form.action, form.clause, form.statement))]


def _why(refused: Refused) -> str:
    words = REFUSALS.get(refused.reason) or wording.REFUSALS.get(refused.reason, wording.OTHER_REFUSAL)
    return words.format(who=refused.who or "Somebody else")
