"""The form of a note about a member or an item."""

from __future__ import annotations

from collections.abc import Sequence

from flask_wtf import FlaskForm
from wtforms import RadioField, SelectField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired

from app.core.wording import many
from app.moderation.commands.notes import MAY_LAST, NoteInput, categories
from app.moderation.desk_forms import DESK_PROBLEMS, WORDS
from app.moderation.note_policies import AUDIENCES, PLACE


class NoteForm(FlaskForm):
    """A note. `place` is asked for when it is about a member, and not about an item."""

    category = SelectField("What kind of note", validators=[InputRequired()])
    words = TextAreaField("Your words", validators=WORDS)
    audience = RadioField(
        "Who may read it",
        choices=[SelectChoice(code, words) for code, words in AUDIENCES.items()],
        default=PLACE,
        validators=[InputRequired()],
    )
    days = SelectField(
        "Forgotten after",
        coerce=int,
        choices=[SelectChoice(days, many(days, "day", "days")) for days in MAY_LAST],
        default=MAY_LAST[-1],
        validators=[InputRequired()],
    )
    place = SelectField("Place", validators=[InputRequired(DESK_PROBLEMS["unknown_place"])])

    def offer(self, places: Sequence[tuple[str, str]] | None) -> None:
        """Fill in kinds of note and places; None: it is about an item, which has its place."""
        self.category.choices = [SelectChoice(word, word.capitalize()) for word in categories()]
        if places is None:
            del self.place
        else:
            self.place.choices = [SelectChoice(path, name) for path, name in places]

    def given(self) -> NoteInput:
        """What was typed, for the command."""
        return NoteInput(self.words.data or "", self.category.data or "", self.audience.data or "", self.days.data or 0)
