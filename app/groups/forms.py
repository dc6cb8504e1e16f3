"""What people fill in about groups. The commands say what is wrong; here are only shapes and lengths."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from flask_wtf import FlaskForm
from wtforms import BooleanField, DateField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from app.accounts.actor import MENTOR, MODERATOR
from app.core.policy import Forbidden, Invalid
from app.groups.audience import PUBLIC, allowed_below
from app.groups.commands import EditInput, GroupInput
from app.groups.inputs import LONGEST_WORDS
from app.groups.models import Group
from app.groups.queries import Place
from app.groups.wording import ACCESS_LABELS, sentence

TOP = 0
"""The top of the tree, in the list of places."""

LONGEST_NAME = 80
LONGEST_PURPOSE = 300


def refuse(form: FlaskForm, error: Invalid | Forbidden) -> None:
    """Put a command's refusal at the field at fault, or at the form."""
    field = error.field if isinstance(error, Invalid) else ""
    if field in form:
        form[field].errors = [*form[field].errors, sentence(error)]
    else:
        form.form_errors.append(sentence(error))


class GroupForm(FlaskForm):
    """A new group, or what one should be from now on."""

    name = StringField(
        "Name",
        description="Short and plain, as people would say it. The address is made from it.",
        validators=[
            InputRequired("Give the group a name, so that people can find it."),
            Length(max=LONGEST_NAME, message=f"Please keep the name under {LONGEST_NAME} letters."),
        ],
    )
    purpose = TextAreaField(
        "What it is for",
        description="One or two sentences: who is it for, and what do people talk about?",
        validators=[
            InputRequired("Say in a sentence what it is for."),
            Length(max=LONGEST_PURPOSE, message=f"Please keep it under {LONGEST_PURPOSE} letters."),
        ],
    )
    access = RadioField("Who can read it", default=PUBLIC, validators=[InputRequired("Choose who can read it.")])
    position = IntegerField(
        "Place in the list",
        default=0,
        description="Groups with a smaller number stand first; equal ones go by name.",
        validators=[Optional(), NumberRange(0, 9999, "Please give a number from 0 to 9999.")],
    )
    narrow_rooms = BooleanField("Rooms inside may become readable for fewer people too")

    def allow_below(self, parent: Group | None) -> None:
        """Offer what a group in `parent` may be."""
        allowed = allowed_below(parent.access if parent else None)
        self.access.choices = [(access, ACCESS_LABELS[access]) for access in allowed]

    def as_new(self, parent: Group | None) -> GroupInput:
        return GroupInput(
            name=self.name.data,
            purpose=self.purpose.data,
            access=self.access.data,
            parent_id=parent.id if parent else None,
            position=self.position.data or 0,
        )

    def as_edit(self) -> EditInput:
        return EditInput(
            name=self.name.data,
            purpose=self.purpose.data,
            access=self.access.data,
            position=self.position.data or 0,
            narrow_rooms=self.narrow_rooms.data,
        )


class MoveForm(FlaskForm):
    """Where a group should stand."""

    parent_id = SelectField(
        "Put it in", coerce=int, choices=[], validators=[InputRequired("Choose a place from the list.")]
    )
    narrow = BooleanField("It may become readable for fewer people")

    def offer(self, places: list[Place], top: bool) -> None:
        """Offer these places, and the top of the tree."""
        shown = [(place.id, f"{place.label} ({ACCESS_LABELS[place.access].lower()})") for place in places]
        self.parent_id.choices = ([(TOP, "Nothing: a group of its own")] if top else []) + shown

    @property
    def parent(self) -> int | None:
        """The id of the chosen group, None for the top."""
        chosen: int = self.parent_id.data
        return None if chosen == TOP else chosen


class AskForm(FlaskForm):
    """Asking to join a private group."""

    words = TextAreaField(
        "A few words for the moderators",
        description="What brings you here, in a sentence or two. Only they read it. You may leave it empty.",
        validators=[Optional(), Length(max=LONGEST_WORDS, message=f"Please keep it under {LONGEST_WORDS:,} letters.")],
    )


class AnswerForm(FlaskForm):
    """Answering one who asks."""

    words = TextAreaField(
        "A sentence for them",
        description="They read it with your answer. Left empty, we say it kindly for you.",
        validators=[Optional(), Length(max=LONGEST_WORDS, message=f"Please keep it under {LONGEST_WORDS:,} letters.")],
    )


class TakeOutForm(FlaskForm):
    """Why somebody belongs no longer. The command says when it is missing."""

    words = TextAreaField(
        "Why",
        description="They read it with the notice. Say kindly what it is about, and where they are welcome.",
        validators=[Optional(), Length(max=LONGEST_WORDS, message=f"Please keep it under {LONGEST_WORDS:,} letters.")],
    )


class RoleForm(FlaskForm):
    """Giving a role to a member by name."""

    username = StringField(
        "Username",
        description="It stands on their profile, after the @.",
        validators=[InputRequired("Write the member's username.")],
    )
    kind = RadioField("Role", choices=[], validators=[InputRequired("Choose a role.")])
    until = DateField(
        "Last day",
        description="Leave it empty if the role has no end.",
        validators=[Optional()],
    )

    def offer(self, may_name_moderators: bool) -> None:
        """Offer the roles that the actor may give."""
        both = [(MENTOR, "Mentor"), (MODERATOR, "Moderator")]
        self.kind.choices = both if may_name_moderators else both[:1]
        if len(self.kind.choices) == 1 and not self.is_submitted():
            self.kind.data = MENTOR

    @property
    def end(self) -> datetime | None:
        """The end of the last day, UTC."""
        day: date | None = self.until.data
        return datetime.combine(day, time(), UTC) + timedelta(days=1) if day else None
