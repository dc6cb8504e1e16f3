"""What an appeal takes: the member's words, what both sides ask, and how somebody else decides."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, tzinfo

from flask_wtf import FlaskForm
from wtforms import IntegerField, RadioField, SelectField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import HiddenInput

from app.core.policy import Forbidden, Invalid
from app.moderation.commands.appealing import LONGEST_APPEAL, LONGEST_QUESTION
from app.moderation.forms import PROBLEMS, Choices, PersonForm
from app.moderation.inputs import AppealRuling
from app.moderation.models.appeals import CHANGED, OVERTURNED, UPHELD
from app.moderation.wording import ACTION_LABELS

OUTCOME_LABELS = {UPHELD: "Uphold", CHANGED: "Change", OVERTURNED: "Overturn"}
OUTCOME_HINTS = {
    UPHELD: "The decision stands.",
    CHANGED: "Something milder takes its place.",
    OVERTURNED: "As if it had never been.",
}
APPEAL_PROBLEMS = {
    "words_missing": "Please write a few words, so that we know what to look at.",
    "too_long_words": "Please keep it a little shorter.",
    "admins_only": "Only an admin lifts a limit on somebody who moderates.",
    "moderators_of_all_only": "Only those who moderate the whole community can lift this.",
    "not_your_group": "It holds in more places than you moderate. Somebody who moderates all of them must decide.",
}
LONG = APPEAL_PROBLEMS["too_long_words"]


class AppealForm(FlaskForm):
    """Why the decision is wrong, in the member's own words."""

    words = TextAreaField(
        "Why do you think it is wrong?",
        validators=[InputRequired(APPEAL_PROBLEMS["words_missing"]), Length(max=LONGEST_APPEAL, message=LONG)],
    )


class TalkForm(FlaskForm):
    """One question, or one answer."""

    words = TextAreaField(
        "Your words",
        validators=[InputRequired("Please write a few words."), Length(max=LONGEST_QUESTION, message=LONG)],
    )


class RulingForm(PersonForm):
    """How an appeal ends, and for a change what takes the first decision's place."""

    outcome = RadioField("How it ends", validators=[InputRequired(PROBLEMS["unknown_outcome"])], validate_choice=False)
    action = SelectField("The words", validators=[Optional()], validate_choice=False)
    canned = SelectField("A text of the team", validators=[Optional()], validate_choice=False)
    version = IntegerField(widget=HiddenInput(), validators=[InputRequired()])

    def offer(
        self, actions: Sequence[str], measures: Sequence[str], places: Choices, clauses: Sequence[tuple[int, str]]
    ) -> None:
        """Fill in what can be chosen; the page knows the team's texts."""
        self.outcome.choices = [SelectChoice(code, words) for code, words in OUTCOME_LABELS.items()]
        self.action.choices = [SelectChoice(action, ACTION_LABELS[action]) for action in actions]
        self.offer_person(measures, places, clauses)

    def given(self, now: datetime, zone: tzinfo) -> AppealRuling:
        """The command's input."""
        is_change = self.outcome.data == CHANGED
        measure = (self.measure.data or "") if is_change else ""
        return AppealRuling(
            self.version.data or 0,
            self.outcome.data or "",
            self.clause.data or 0,
            self.statement.data or "",
            (self.action.data or "") if is_change else "",
            measure,
            (self.path.data or "") if measure else "",
            self.until(now, zone) if is_change else None,
        )


def send_ruling(outcome: str, name: str) -> str:
    """The words on the button that ends an appeal; `name` is '' when the member has left."""
    verb = OUTCOME_LABELS.get(outcome, "Decide")
    return f"{verb} and tell {name}" if name else verb


def explain_appeal(form: FlaskForm, problem: Invalid | Forbidden) -> None:
    """Put a command's refusal beside its field; one about a limit that cannot be lifted beside the outcome. Raises it again otherwise."""
    field = problem.field if isinstance(problem, Invalid) else "outcome" if problem.reason in APPEAL_PROBLEMS else ""
    field = "until_on" if field == "until" else field
    if field not in form:
        raise problem
    words = APPEAL_PROBLEMS.get(problem.reason) or PROBLEMS.get(problem.reason, "Please change this.")
    form[field].errors = [*form[field].errors, words]
