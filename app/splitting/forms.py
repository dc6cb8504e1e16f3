"""What people fill in about splitting. The commands say what is wrong; here are only shapes and lengths."""

from __future__ import annotations

from collections.abc import Iterable

from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from app.core.policy import Conflict, Forbidden, Invalid
from app.core.wording import many
from app.splitting.inputs import LONGEST_CLUSTER, LONGEST_NAME, LONGEST_PURPOSE, RoomInput, RuleInput
from app.splitting.models import CLUSTER, TAG, WORD
from app.splitting.wording import sentence

LOOK = "Please look through the discussions that fit two rooms, then tick the box."
NO_MENTOR = "No mentor looks after these rooms. Tick the box if they may open all the same."


def refuse(form: FlaskForm, error: Invalid | Forbidden | Conflict) -> None:
    """Put a command's refusal at the field at fault, or at the form."""
    field = error.field if isinstance(error, Invalid) else ""
    if field in form:
        form[field].errors = [*form[field].errors, sentence(error)]
    else:
        form.form_errors.append(sentence(error))


class PlanForm(FlaskForm):
    """A change of a plan: it carries the version that the person saw. A missing or odd one counts as none, which is stale."""

    version = HiddenField()

    @property
    def seen(self) -> int:
        text = (self.version.data or "").strip()
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


class RoomForm(PlanForm):
    """A room of the plan."""

    name = StringField(
        "Name",
        description="Short and plain, as people would say it.",
        validators=[
            InputRequired("Give the room a name, so that people can find it."),
            Length(max=LONGEST_NAME, message=f"Please keep the name under {LONGEST_NAME} letters."),
        ],
    )
    purpose = TextAreaField(
        "What it is for",
        description="One or two sentences: who is it for, and what do people talk about?",
        validators=[
            Optional(),
            Length(max=LONGEST_PURPOSE, message=f"Please keep it under {LONGEST_PURPOSE} letters."),
        ],
    )
    slug = StringField(
        "Address",
        description="The last part of its address, such as daily-life. Left empty, it is made from the name.",
        validators=[Optional(), Length(max=80, message="Please keep the address under 80 letters.")],
    )

    def as_input(self) -> RoomInput:
        return RoomInput(name=self.name.data or "", purpose=self.purpose.data or "", slug=self.slug.data or "")


class RuleForm(PlanForm):
    """One rule of a room."""

    kind = RadioField(
        "Discussions go here by",
        choices=[
            SelectChoice(TAG, "A tag"),
            SelectChoice(WORD, "A word or phrase"),
            SelectChoice(CLUSTER, "A cluster of words"),
        ],
        default=WORD,
        validators=[InputRequired("Choose a tag, a word, or a cluster of words.")],
    )
    value = StringField(
        "Which",
        description="One tag, one word or phrase; for a cluster all its words with spaces between.",
        validators=[
            InputRequired("Write the tag or the words it should go by."),
            Length(max=LONGEST_CLUSTER, message=f"Please keep it under {LONGEST_CLUSTER:,} letters."),
        ],
    )

    def as_input(self) -> RuleInput:
        return RuleInput(kind=self.kind.data or "", value=self.value.data or "")


class ChooseForm(FlaskForm):
    """Which of the parent and the rooms a member keeps, of those that the page showed. None ticked is an answer too."""

    keep = SelectMultipleField("Which would you like to keep?", coerce=int)
    shown = SelectMultipleField(coerce=int, validate_choice=False)


class RunForm(PlanForm):
    """Running a plan. Each tick is asked for only where it concerns something: `ask` takes the others away."""

    looked = BooleanField("I have looked through the discussions that fit two rooms", validators=[InputRequired(LOOK)])
    mentors = BooleanField("The rooms may open without a mentor", validators=[InputRequired(NO_MENTOR)])

    def ask(self, unsure: int, mentored: bool) -> None:
        """Leave the ticks that concern this plan: `unsure` discussions fit two rooms; `mentored`: every room has a mentor."""
        if unsure:
            talks = many(unsure, "discussion that fits", "discussions that fit")
            self.looked.label.text = f"I have looked through the {talks} two rooms"
        else:
            del self.looked
        if mentored:
            del self.mentors


class MergeForm(FlaskForm):
    """The group another one goes up in."""

    into = SelectField(
        "Merge it into", coerce=int, choices=[], validators=[InputRequired("Choose a group from the list.")]
    )
    narrow = BooleanField("It may become readable for fewer people")


TO_RULES = "rules"
TO_STAY = "stay"


class PlacesForm(PlanForm):
    """Placing ticked discussions by hand, or the one whose own button was pressed (`one`: its id, a dot, and where to)."""

    discussions = SelectMultipleField(validate_choice=False)
    to = SelectField("Put the ticked ones", validate_choice=False)
    one = StringField()

    @property
    def ticked(self) -> list[int]:
        """Ids, as they came; what is no number is left out."""
        if self.one.data:
            return _numbers([self.one.data.partition(".")[0]])
        return _numbers([str(value) for value in self.discussions.data or ()])

    @property
    def target(self) -> str:
        """'rules', 'stay', or the id of a room as text."""
        return self.one.data.partition(".")[2] if self.one.data else self.to.data or ""

    @property
    def room_id(self) -> int | None:
        """The room, None for what stays; 0, which no room has, for anything else."""
        return None if self.target == TO_STAY else next(iter(_numbers([self.target])), 0)


def _numbers(texts: Iterable[str]) -> list[int]:
    return [int(text) for text in texts if text.isascii() and text.isdigit() and len(text) < 19]
