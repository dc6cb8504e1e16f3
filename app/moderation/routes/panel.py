"""The panel of a decision: what it offers, what it holds, and what the member will read."""

from __future__ import annotations

from typing import Any

from flask import current_app, g, render_template

from app.core import clock
from app.core.db import db
from app.core.wording import zone_named
from app.guidelines.queries import clause as guideline
from app.guidelines.queries import current
from app.moderation import wording
from app.moderation.appeal_forms import RulingForm
from app.moderation.care import is_hard
from app.moderation.desk_forms import TogetherForm
from app.moderation.forms import DecisionForm
from app.moderation.inputs import DecisionInput
from app.moderation.kinds import WORRIED, kind_named
from app.moderation.models import CannedText
from app.moderation.queries.notes import notes_on_item
from app.moderation.queries.opened import Opened
from app.moderation.queries.panel import Offers, offers_for
from app.moderation.queries.rulings import preview
from app.moderation.registry import panel_values
from app.moderation.routes.inbox import frame


class Panel:
    """One opened item with its form, in one request."""

    def __init__(self, opened: Opened) -> None:
        self.opened = opened
        self.offers: Offers = offers_for(g.actor, opened)
        self.form = _form(opened, self.offers)

    def given(self) -> DecisionInput:
        """What the form says, for the command and the preview."""
        return self.form.given(clock.now(), zone_named(current_app.config["DAYROOM"].timezone))

    def put_text(self) -> None:
        """Put the chosen text of the team into the reason, and choose what it goes with."""
        text = put_into(self.form)
        if text is None:
            return
        if text.action in self.opened.actions:
            self.form.action.data = text.action
        if text.measure in self.offers.measures and text.measure:
            self.form.measure.data = text.measure

    def letter(self) -> tuple[str, ...]:
        """What the author will read; empty until an action and a guideline are chosen, and when they hear nothing."""
        given = self.given()
        is_chosen = given.action in self.opened.actions and guideline(given.clause) is not None
        return preview(g.actor, self.opened, given).letter if is_chosen else ()

    def letter_hint(self) -> str:
        """What stands where there is no letter: what is still to be chosen, or that nothing is sent."""
        action = self.form.action.data or ""
        return wording.letter_hint(
            action if action in self.opened.actions else "", self.form.measure.data or "", self.opened.author_name
        )

    def answer(self) -> dict[str, Any]:
        """For the script: the letter, the words on the button, and what a text of the team filled in."""
        form = self.form
        return {
            "letter": list(self.letter()),
            "hint": self.letter_hint(),
            "send": self.send_label(),
            "statement": form.statement.data or "",
            "clause": form.clause.data,
            "action": form.action.data or "",
            "measure": form.measure.data or "",
        }

    def send_label(self) -> str:
        """The words on the button that decides."""
        name = self.opened.author_name
        return wording.send_label(self.form.action.data or "", self.form.measure.data or "", name)

    def page(self) -> str:
        """The inbox, the item and this panel."""
        opened, form = self.opened, self.form
        return render_template(
            "moderation/item.html",
            **frame(opened.item),
            **panel_values(g.actor, opened.item.kind, opened.item.subject_id),
            opened=opened,
            hard=is_hard(opened.item),
            kept_notes=notes_on_item(g.actor, opened.item),
            kind=kind_named(opened.item.kind),
            form=form,
            offers=self.offers,
            letter=self.letter(),
            decide_hint=self.letter_hint(),
            send_label=self.send_label(),
            action_words=wording.ACTION_LABELS,
            hints=wording.action_hints(
                opened.actions,
                opened.author_name,
                may_measure=bool(self.offers.measures),
                worried=opened.item.kind == WORRIED,
            ),
            suggested=_suggested(self.offers),
        )


def put_into(form: DecisionForm | RulingForm | TogetherForm) -> CannedText | None:
    """Put the chosen text of the team into a form's reason, with its guideline; None when none was chosen. At most 1 statement."""
    key = form.canned.data or ""
    text = db.session.get(CannedText, int(key)) if key.isdecimal() and len(key) < 19 else None
    if text is None:
        return None
    typed = (form.statement.data or "").strip()
    if text.body not in typed:
        form.statement.data = f"{typed}\n\n{text.body}" if typed else text.body
    form.clause.data = text.clause or form.clause.data
    return text


def _form(opened: Opened, offers: Offers) -> DecisionForm:
    form = DecisionForm()
    version = current()
    clauses = [(each.number, f"{each.number}. {each.title}") for each in version.clauses] if version else []
    form.offer(opened.actions, offers.texts)
    form.offer_person(offers.measures, offers.places, clauses)
    if not form.is_submitted():
        form.action.data = opened.actions[0] if len(opened.actions) == 1 else None
        form.clause.data = opened.first_clause
        form.version.data, form.revision_id.data = opened.item.version, str(opened.revision_id or "")
    return form


def _suggested(offers: Offers) -> str:
    """What the desk suggests for the person, with its why; '' where there is nobody to measure."""
    found = offers.suggested
    if found is None:
        return ""
    days = f" for {found.days} days" if found.days else ""
    return f"{found.why} Next would be: {wording.MEASURE_LABELS[found.measure].lower()}{days}."
