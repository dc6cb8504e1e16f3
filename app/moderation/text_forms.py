"""What the page of the team's texts takes."""

from __future__ import annotations

from collections.abc import Sequence

from flask_wtf import FlaskForm
from wtforms import SelectField, StringField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from app.moderation.actions import ACTIONS
from app.moderation.commands.texts import LONGEST_TITLE, TextInput
from app.moderation.measures import MEASURES
from app.moderation.ruling import LONGEST_STATEMENT
from app.moderation.wording import ACTION_LABELS, LANGUAGE_NAMES, MEASURE_LABELS


class TextForm(FlaskForm):
    """A text of the team."""

    title = StringField(
        "What you call it",
        [
            InputRequired("Please give it a name, so that it is found."),
            Length(max=LONGEST_TITLE, message="Please keep the name to 80 letters."),
        ],
    )
    body = TextAreaField(
        "The text",
        [
            InputRequired("Please write the text."),
            Length(max=LONGEST_STATEMENT, message="Please keep the text to 4,000 letters."),
        ],
        description="Put what differs into [square brackets], such as [the words]. Each is filled in before anything is sent.",
    )
    clause = SelectField("Goes with the guideline", coerce=int, validate_choice=False)
    action = SelectField("And the action", [Optional()], validate_choice=False)
    measure = SelectField("And for the person", [Optional()], validate_choice=False)
    language = SelectField("Language", [Optional()], validate_choice=False)

    def offer(self, clauses: Sequence[tuple[int, str]]) -> TextForm:
        """Fill in what can be chosen."""
        self.clause.choices = [SelectChoice(0, "Any"), *(SelectChoice(number, words) for number, words in clauses)]
        self.action.choices = _any((code, ACTION_LABELS[code]) for code in ACTIONS)
        self.measure.choices = _any((code, MEASURE_LABELS[code]) for code in MEASURES)
        self.language.choices = _any(LANGUAGE_NAMES.items())
        return self

    def given(self) -> TextInput:
        """The command's input."""
        return TextInput(
            self.title.data or "",
            self.body.data or "",
            self.clause.data or 0,
            self.action.data or "",
            self.measure.data or "",
            self.language.data or "",
        )


def _any(choices: object) -> list[SelectChoice]:
    return [SelectChoice("", "Any"), *(SelectChoice(code, words) for code, words in choices)]  # type: ignore[attr-defined]
