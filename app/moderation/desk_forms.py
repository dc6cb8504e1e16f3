"""What moderators type for each other, and one decision on several items."""

from __future__ import annotations

from collections.abc import Sequence

from flask_wtf import FlaskForm
from wtforms import BooleanField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from app.core.policy import Invalid
from app.moderation.care import COVERS
from app.moderation.commands.asking import LONGEST
from app.moderation.commands.views import LONGEST_NAME
from app.moderation.forms import PROBLEMS, clause_choices, clause_field, statement_field
from app.moderation.wording import ACTION_LABELS

DESK_PROBLEMS = {
    "words_missing": "Please write a few words.",
    "too_long_words": "Please keep it to 2,000 letters.",
    "unknown_colleague": "Please choose who to ask.",
    "unknown_place": "Please choose a place.",
    "view_name_missing": "Please give the view a name.",
    "view_name_long": f"Please keep the name to {LONGEST_NAME} letters.",
    "unknown_category": "Please choose what kind of note it is.",
    "unknown_audience": "Please choose who may read it.",
    "unknown_days": "Please choose when it is forgotten.",
    "most_out_of_reach": "Please choose a number from 1 up to the one that holds for everybody.",
    "unknown_cover": "Please choose what is covered.",
    "view_empty": "Choose a filter first: this view would hold everything.",
}
WORDS = [InputRequired(DESK_PROBLEMS["words_missing"]), Length(max=LONGEST, message=DESK_PROBLEMS["too_long_words"])]


class AskForm(FlaskForm):
    """A question to a colleague."""

    colleague = SelectField(
        "Who", coerce=int, validators=[InputRequired(DESK_PROBLEMS["unknown_colleague"])], validate_choice=False
    )
    words = TextAreaField("Your question", validators=WORDS)

    def offer(self, colleagues: Sequence[tuple[int, str]]) -> None:
        """Fill in who can be asked."""
        self.colleague.choices = [SelectChoice(key, name) for key, name in colleagues]


class WordsForm(FlaskForm):
    """An answer, or a note on an item."""

    words = TextAreaField("Your words", validators=WORDS)


class PlaceNoteForm(FlaskForm):
    """A note for whoever comes next."""

    place = SelectField("For", validators=[InputRequired(DESK_PROBLEMS["unknown_place"])], validate_choice=False)
    words = TextAreaField("Your words", validators=WORDS)

    def offer(self, places: Sequence[tuple[str, str]]) -> None:
        """Fill in the places."""
        self.place.choices = [SelectChoice(path, name) for path, name in places]


class ViewForm(FlaskForm):
    """A name for the present filter."""

    name = StringField(
        "Name of the view",
        validators=[
            InputRequired(DESK_PROBLEMS["view_name_missing"]),
            Length(max=LONGEST_NAME, message=DESK_PROBLEMS["view_name_long"]),
        ],
    )
    is_shared = BooleanField("Show it to every moderator")


class CareForm(FlaskForm):
    """What a moderator chooses for themselves."""

    cover = RadioField(
        "Words of people",
        choices=[SelectChoice(code, words) for code, words in COVERS.items()],
        validators=[InputRequired(DESK_PROBLEMS["unknown_cover"])],
    )
    most = IntegerField("Hard items in a shift, at most", validators=[Optional()])


class TogetherForm(FlaskForm):
    """One action, one guideline and one reason for several items."""

    action = RadioField("Action", validators=[InputRequired(PROBLEMS["unknown_action"])], validate_choice=False)
    clause = clause_field()
    canned = SelectField("A text of the team", validators=[Optional()], validate_choice=False)
    statement = statement_field()

    def offer(
        self, actions: Sequence[str], clauses: Sequence[tuple[int, str]], texts: Sequence[tuple[str, str]]
    ) -> None:
        """Fill in what can be chosen."""
        self.canned.choices = [SelectChoice(key, title) for key, title in (("", "Choose a text"), *texts)]
        self.action.choices = [SelectChoice(action, ACTION_LABELS[action]) for action in actions]
        self.clause.choices = clause_choices(clauses)


def explain_desk(form: FlaskForm, problem: Invalid) -> None:
    """Put a command's refusal beside its field. Raises it again when it is about none of them."""
    if problem.field not in form:
        raise problem
    words = DESK_PROBLEMS.get(problem.reason, "Please change this.")
    form[problem.field].errors = [*form[problem.field].errors, words]
