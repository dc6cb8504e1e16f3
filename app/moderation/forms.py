"""What the desk and the flag page take."""

from __future__ import annotations

from collections.abc import Sequence

from flask_wtf import FlaskForm
from wtforms import HiddenField, IntegerField, RadioField, SelectField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import HiddenInput

from app.core.paging import unpack_key
from app.core.policy import Invalid
from app.moderation.commands.decide import LONGEST_STATEMENT
from app.moderation.commands.flags import LONGEST_WORDS
from app.moderation.inputs import DecisionInput, FlagInput
from app.moderation.wording import ACTION_LABELS, FLAG_REASONS

PROBLEMS = {
    "flag_reason": "Please choose what it is about.",
    "flag_words": "Please say in a few words what it is about.",
    "too_long_words": "Please keep it to 2,000 letters.",
    "unknown_action": "Please choose what to do.",
    "unknown_clause": "Please choose a guideline.",
    "statement_missing": "Please say why. The person reads it.",
    "statement_long": "Please keep the reason to 4,000 letters.",
}


class FlagForm(FlaskForm):
    """Tell the moderators."""

    reason = RadioField(
        "What is it about?",
        choices=[SelectChoice(reason.code, reason.label) for reason in FLAG_REASONS],
        invalid_choice_message=PROBLEMS["flag_reason"],
        validators=[InputRequired(PROBLEMS["flag_reason"])],
    )
    words = TextAreaField(
        "In your own words", validators=[Optional(), Length(max=LONGEST_WORDS, message=PROBLEMS["too_long_words"])]
    )

    def given(self) -> FlagInput:
        """The command's input."""
        return FlagInput(self.reason.data, self.words.data or "")


class DecisionForm(FlaskForm):
    """A decision: what, under which guideline, why, and on which version and text."""

    action = RadioField("Action", validators=[InputRequired(PROBLEMS["unknown_action"])])
    clause = SelectField(
        "Guideline",
        coerce=int,
        validators=[InputRequired(PROBLEMS["unknown_clause"])],
        invalid_value_message=PROBLEMS["unknown_clause"],
    )
    statement = TextAreaField(
        "Reason, in your words",
        validators=[
            InputRequired(PROBLEMS["statement_missing"]),
            Length(max=LONGEST_STATEMENT, message=PROBLEMS["statement_long"]),
        ],
    )
    version = IntegerField(widget=HiddenInput(), validators=[InputRequired()])
    revision_id = HiddenField()

    def offer(self, actions: Sequence[str], clauses: Sequence[tuple[int, str]]) -> None:
        """Fill in what can be chosen."""
        self.action.choices = [SelectChoice(action, ACTION_LABELS[action]) for action in actions]
        self.clause.choices = [SelectChoice(number, words) for number, words in clauses]
        self.action.validate_choice = False
        self.clause.validate_choice = False

    def given(self) -> DecisionInput:
        """The command's input."""
        revision = unpack_key(self.revision_id.data, 1)
        return DecisionInput(
            self.version.data or 0,
            self.action.data,
            self.clause.data,
            self.statement.data or "",
            revision[0] if revision else None,
        )


def explain(form: FlaskForm, problem: Invalid) -> None:
    """Put a command's refusal beside the field it is about. Raises it again when it is about none of them."""
    if problem.field not in form:
        raise problem
    form[problem.field].errors = [*form[problem.field].errors, PROBLEMS.get(problem.reason, "Please change this.")]
