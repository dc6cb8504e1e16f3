"""What the welcome desk and a mentor's own page take."""

from __future__ import annotations

from collections.abc import Sequence

from flask_wtf import FlaskForm
from wtforms import DateField, IntegerField, RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from app.mentoring.commands.claims import LONGEST_NOTE
from app.mentoring.commands.settings import LONGEST_HOURS, MOST_AT_ONCE
from app.mentoring.inputs import HandOverInput, MentorInput
from app.mentoring.queries.load import Colleague, Load
from app.mentoring.subjects import phrases
from app.mentoring.wording import PROBLEMS

LONGEST_LIST = 2000


class HandOverForm(FlaskForm):
    """To whom, and what they should know."""

    mentor_id = RadioField(
        "Who takes over?",
        coerce=int,
        invalid_value_message=PROBLEMS["mentor_missing"],
        invalid_choice_message=PROBLEMS["mentor_missing"],
        validators=[InputRequired(PROBLEMS["mentor_missing"])],
    )
    note = TextAreaField(
        "What they should know",
        description="Only the colleague reads it.",
        validators=[Optional(), Length(max=LONGEST_NOTE, message=PROBLEMS["too_long_note"])],
    )

    def offer(self, colleagues: Sequence[Colleague]) -> None:
        """Fill in who can be chosen."""
        self.mentor_id.choices = [(one.member_id, one.name) for one in colleagues]

    def given(self) -> HandOverInput:
        """The command's input."""
        return HandOverInput(self.mentor_id.data, self.note.data or "")


class MentorForm(FlaskForm):
    """What a mentor says of themselves."""

    capacity = IntegerField(
        "How many newcomers you can welcome at once",
        description=f"From 1 to {MOST_AT_ONCE}. Nobody more is offered to you. Make it smaller whenever you like.",
        validators=[
            InputRequired(PROBLEMS["capacity"]),
            NumberRange(1, MOST_AT_ONCE, PROBLEMS["capacity"]),
        ],
    )
    hours = StringField(
        "When you are usually here",
        description="As you would say it: most evenings, not on Sundays.",
        validators=[Optional(), Length(max=LONGEST_HOURS, message=PROBLEMS["too_long_hours"])],
    )
    languages = StringField(
        "Languages you write in",
        description="With commas between them.",
        validators=[Optional(), Length(max=LONGEST_LIST, message=PROBLEMS["too_many_words"])],
    )
    subjects = TextAreaField(
        "What you know from your own life",
        description="Words or short phrases, with commas between them: pacemaker, first weeks, caring for a parent.",
        validators=[Optional(), Length(max=LONGEST_LIST, message=PROBLEMS["too_many_words"])],
    )
    avoids = TextAreaField(
        "What you would rather not take",
        description="Newcomers who name it stand last on your desk, and nobody asks you to claim them. Only you see this.",
        validators=[Optional(), Length(max=LONGEST_LIST, message=PROBLEMS["too_many_words"])],
    )
    away_from = DateField("Away from", validators=[Optional()])
    away_until = DateField(
        "Away until",
        description="The last day. Leave it empty if you do not know yet.",
        validators=[Optional()],
    )

    def show(self, load: Load) -> None:
        """Fill in what is kept."""
        self.capacity.data, self.hours.data = load.capacity, load.hours
        self.languages.data, self.subjects.data = ", ".join(load.languages), ", ".join(load.subjects)
        self.avoids.data = ", ".join(load.avoids)
        self.away_from.data, self.away_until.data = load.away_from, load.away_until

    def given(self) -> MentorInput:
        """The command's input."""
        return MentorInput(
            capacity=self.capacity.data or 0,
            hours=self.hours.data or "",
            languages=phrases(self.languages.data or ""),
            subjects=phrases(self.subjects.data or ""),
            avoids=phrases(self.avoids.data or ""),
            away_from=self.away_from.data,
            away_until=self.away_until.data,
        )
