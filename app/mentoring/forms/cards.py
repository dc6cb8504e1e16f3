"""One's own card: each field, and who it is for."""

from __future__ import annotations

from collections.abc import Iterable

from flask_wtf import FlaskForm
from markupsafe import Markup
from wtforms import BooleanField, SelectField, StringField
from wtforms.fields import Field, SelectChoice
from wtforms.validators import Length, Optional

from app.mentoring.card import FIELDS, LONGEST, ME, MEMBERS, MENTORS, ROLES
from app.mentoring.inputs import CardInput, FieldInput
from app.mentoring.queries.cards import OwnCard
from app.mentoring.wording import PROBLEMS

WHO = ((ME, "Only me"), (MENTORS, "Mentors"), (MEMBERS, "Members"))


def _choices(found: Iterable[tuple[str, str]]) -> list[SelectChoice]:
    return [SelectChoice(value, words) for value, words in found]


def _line(name: str, label: str) -> StringField:
    return StringField(label, [Optional(), Length(max=LONGEST[name], message=PROBLEMS["too_long"])])


def _who(what: str) -> SelectField:
    # Sighted readers see which line it stands beside.
    label = Markup('Who may read it<span class="sr">: {}</span>').format(what)
    return SelectField(label, choices=_choices(WHO), default=ME, invalid_value_message=PROBLEMS["audience"])


class CardForm(FlaskForm):
    """Everything may stay empty; `<field>_for` says who may read the field. `never` is the wish never to be introduced."""

    condition = _line("condition", "Your condition")
    condition_for = _who("your condition")
    since = _line("since", "Since when")
    since_for = _who("since when")
    treatment = _line("treatment", "Treatment")
    treatment_for = _who("your treatment")
    role = SelectField("You are here as", choices=_choices([("", "Not said"), *ROLES.items()]), default="")
    role_for = _who("what you are here as")
    likes = _line("likes", "What you like to talk about")
    likes_for = _who("what you like to talk about")
    avoids = _line("avoids", "What you would rather not talk about")
    avoids_for = _who("what you would rather not talk about")
    never = BooleanField("Never introduce me")

    def show(self, card: OwnCard) -> None:
        """Fill in what is kept."""
        for name, line, who in self.rows():
            kept = card[name]
            line.data, who.data = kept.value, kept.audience
        self.never.data = not card.introduced

    def rows(self) -> list[tuple[str, Field, Field]]:
        """(name, field, who it is for), in the order of the page."""
        return [(name, self[name], self[f"{name}_for"]) for name in FIELDS]

    def given(self) -> CardInput:
        """The command's input."""
        fields = {name: FieldInput(line.data or "", who.data or ME) for name, line, who in self.rows()}
        return CardInput(fields, introduced=not self.never.data)
