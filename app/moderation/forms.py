"""What the desk and the flag page take."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from flask_wtf import FlaskForm
from wtforms import DateField, HiddenField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import HiddenInput

from app.core.paging import unpack_key
from app.core.policy import Forbidden, Invalid
from app.moderation.commands.flags import LONGEST_WORDS
from app.moderation.inputs import DecisionInput, FlagInput, MemberDecisionInput
from app.moderation.measures import LIMITS, rules
from app.moderation.ruling import LONGEST_LAW, LONGEST_STATEMENT
from app.moderation.wording import ACTION_LABELS, MEASURE_LABELS, FlagReason

PROBLEMS = {
    "flag_reason": "Please choose what it is about.",
    "flag_words": "Please say in a few words what it is about.",
    "too_long_words": "Please keep it to 2,000 letters.",
    "unknown_action": "Please choose what to do.",
    "unknown_clause": "Please choose a guideline.",
    "statement_missing": "Please say why. The person reads it.",
    "statement_long": "Please keep the reason to 4,000 letters.",
    "law_long": "Please keep the name of the law to 200 letters.",
    "blank_left": "Please fill in every place in [brackets]. The person reads it.",
    "unknown_measure": "Please choose what the person gets.",
    "nobody_here": "Whoever wrote it has left.",
    "measure_not_here": "Nobody is measured for words of worry. Please choose “Nothing”.",
    "unknown_path": "Please choose where it holds.",
    "end_missing": "Please say until when it holds.",
    "end_passed": "Please choose a day that is to come.",
    "no_end_here": "A note and a warning have no end. Please leave the day empty.",
    "admins_only": "Only an admin limits somebody who moderates. A note or a warning is for you to give.",
    "not_your_group": "You moderate only a part of that. Please choose a smaller place.",
    "moderators_of_all_only": "Only those who moderate the whole community can choose that place.",
    "title_missing": "Please give it a name, so that it is found.",
    "title_long": "Please keep the name to 80 letters.",
    "title_taken": "Another text has this name. Please choose a different one.",
    "too_many": "200 texts are the most there can be. Please take one away first.",
    "unknown_language": "Please choose a language.",
    "unknown_outcome": "Please choose how the appeal ends.",
    "is_overturn": "Nothing would be left of the first decision. Please choose “Overturn” instead.",
    "graver": "An appeal never makes it worse. Please choose what is at most as much as before.",
    "two_people": "Nobody is kept out for good by one person alone. Please choose an end.",
}

FORBIDDEN = {"admins_only": "measure", "not_your_group": "path", "moderators_of_all_only": "path"}
"""Refusals of who may lay a measure, and the field that another choice would settle."""

LENGTHS = (
    ("", "As long as usual"),
    ("1", "One day"),
    ("3", "3 days"),
    ("7", "7 days"),
    ("14", "14 days"),
    ("30", "30 days"),
    ("90", "90 days"),
)
MOST_DAYS = 3650
LAST_DAY = date(9998, 12, 31)

Choices = Sequence[tuple[str, str]]


class FlagForm(FlaskForm):
    """Tell the moderators. The reasons depend on what it is about: `offer`."""

    reason = RadioField(
        "What is it about?",
        invalid_choice_message=PROBLEMS["flag_reason"],
        validators=[InputRequired(PROBLEMS["flag_reason"])],
    )
    words = TextAreaField(
        "In your own words", validators=[Optional(), Length(max=LONGEST_WORDS, message=PROBLEMS["too_long_words"])]
    )

    def offer(self, reasons: Iterable[FlagReason]) -> FlagForm:
        """Fill in what can be told; answers itself."""
        self.reason.choices = [SelectChoice(reason.code, reason.label) for reason in reasons]
        return self

    def given(self) -> FlagInput:
        """The command's input."""
        return FlagInput(self.reason.data, self.words.data or "")


class LastDay(DateField):
    """A date whose error says how to write one."""

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError("Please give a day as year-month-day, such as 2026-12-24.") from error


def _number(value: str | int) -> int:
    return int(value) if value != "" else 0


def clause_field() -> SelectField:
    """Under which guideline; the page gives the choices: `clause_choices`."""
    return SelectField(
        "Guideline",
        coerce=_number,
        validators=[InputRequired(PROBLEMS["unknown_clause"])],
        invalid_value_message=PROBLEMS["unknown_clause"],
        validate_choice=False,
    )


def clause_choices(clauses: Sequence[tuple[int, str]]) -> list[SelectChoice]:
    """Guidelines with their titles, after an empty one: none is taken that nobody chose."""
    return [SelectChoice("", "Choose a guideline"), *(SelectChoice(number, words) for number, words in clauses)]


def statement_field() -> TextAreaField:
    """Why."""
    short = Length(max=LONGEST_STATEMENT, message=PROBLEMS["statement_long"])
    return TextAreaField("Reason, in your words", validators=[InputRequired(PROBLEMS["statement_missing"]), short])


class PersonForm(FlaskForm):
    """What a decision does about the person, under which guideline, and why. `path` and `days` get their choices from the page."""

    measure = SelectField("For the person", validators=[Optional()], validate_choice=False)
    path = SelectField("Where it holds", validators=[Optional()], validate_choice=False)
    days = SelectField("How long", validators=[Optional()], validate_choice=False)
    until_on = LastDay("Or until the end of", validators=[Optional()])
    clause = clause_field()
    statement = statement_field()

    law = StringField(
        "The law it is against",
        validators=[Optional(), Length(max=LONGEST_LAW, message=PROBLEMS["law_long"])],
        description="Only where it is not the guideline alone. The person reads it.",
    )

    def offer_person(self, measures: Sequence[str], places: Choices, clauses: Sequence[tuple[int, str]]) -> None:
        """Fill in what can be chosen: codes of measures, paths with names (the nearest first), clauses with titles."""
        self.measure.choices = [SelectChoice(code, MEASURE_LABELS[code]) for code in measures]
        self.path.choices = [SelectChoice(path, name) for path, name in places]
        self.days.choices = [SelectChoice(code, words) for code, words in LENGTHS]
        self.clause.choices = clause_choices(clauses)

    def until(self, now: datetime, zone: tzinfo) -> datetime | None:
        """When the measure ends: the end of the chosen last day, else so many days from `now`; None for words alone."""
        measure = self.measure.data or ""
        if measure not in LIMITS:
            return None
        if self.until_on.data is not None:
            return datetime.combine(min(self.until_on.data, LAST_DAY), time(23, 59), zone).astimezone(UTC)
        days = int(self.days.data) if (self.days.data or "").isdecimal() else rules(measure).days
        return now + timedelta(days=min(days, MOST_DAYS)) if days else None


class DecisionForm(PersonForm):
    """A decision: what, for whom what, under which guideline, why, and on which version and text."""

    action = RadioField("Action", validators=[InputRequired(PROBLEMS["unknown_action"])], validate_choice=False)
    canned = SelectField("A text of the team", validators=[Optional()], validate_choice=False)
    version = IntegerField(widget=HiddenInput(), validators=[InputRequired()])
    revision_id = HiddenField()

    def offer(self, actions: Sequence[str], texts: Choices) -> None:
        """Fill in the actions and the canned texts that can be chosen."""
        self.action.choices = [SelectChoice(action, ACTION_LABELS[action]) for action in actions]
        self.canned.choices = [SelectChoice(key, title) for key, title in (("", "Choose a text"), *texts)]

    def given(self, now: datetime, zone: tzinfo) -> DecisionInput:
        """The command's input."""
        revision, measure = unpack_key(self.revision_id.data, 1), self.measure.data or ""
        return DecisionInput(
            self.version.data or 0,
            self.action.data or "",
            self.clause.data or 0,
            self.statement.data or "",
            revision[0] if revision else None,
            measure,
            (self.path.data or "") if measure else "",
            self.until(now, zone),
            self.law.data or "",
        )


class MemberDecisionForm(PersonForm):
    """A decision about a member that is about no words of theirs."""

    def given(self, now: datetime, zone: tzinfo) -> MemberDecisionInput:
        """The command's input."""
        return MemberDecisionInput(
            self.measure.data or "",
            self.clause.data or 0,
            self.statement.data or "",
            self.path.data or "",
            self.until(now, zone),
            self.law.data or "",
        )


def explain(form: FlaskForm, problem: Invalid | Forbidden) -> None:
    """Put a command's refusal beside the field it is about. Raises it again when it is about none of them."""
    field = problem.field if isinstance(problem, Invalid) else FORBIDDEN.get(problem.reason, "")
    field = "until_on" if field == "until" else field
    if field not in form:
        raise problem
    words = PROBLEMS.get(problem.reason, "Please change this.")
    form[field].errors = [*form[field].errors, words]
