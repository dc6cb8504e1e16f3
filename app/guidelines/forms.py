"""A whole version of the guidelines in one form: a block for each clause, and an empty one for a new clause."""

from __future__ import annotations

from typing import Any

from flask_wtf import FlaskForm
from wtforms import FieldList, Form, FormField, HiddenField, IntegerField, StringField, TextAreaField
from wtforms.validators import Length, NumberRange
from wtforms.widgets import HiddenInput

from app.guidelines.commands import ClauseInput, VersionInput
from app.guidelines.models import GuidelinesVersion
from app.guidelines.queries import VersionText

SHORT = Length(max=120, message="Please use at most 120 characters.")
LONG = Length(max=3000, message="Please use at most 3,000 characters.")


class ClauseForm(Form):
    """One clause; its number is fixed."""

    number = IntegerField(widget=HiddenInput(), validators=[NumberRange(min=1, max=999)])
    title = StringField("In a few words", [SHORT])
    words = TextAreaField("The guideline", [LONG])
    example_fine = TextAreaField("An example that is fine", [LONG])
    example_not = TextAreaField("An example that is not", [LONG])
    why = TextAreaField("Why", [LONG])


class VersionForm(FlaskForm):
    """The next version. `revision` is that of the draft the writer saw."""

    clauses = FieldList(FormField(ClauseForm), max_entries=60)
    summary = StringField(
        "What is new in this version",
        [LONG],
        description="One sentence. Members read it when they are asked to accept.",
    )
    revision = HiddenField(default="0")

    def show(self, version: GuidelinesVersion | VersionText | None, revision: int) -> None:
        """Fill in the draft, or what is in force as the beginning of one."""
        for clause in version.clauses if version else ():
            self.clauses.append_entry({name: getattr(clause, name) for name in ClauseInput.__dataclass_fields__})
        self.revision.data = str(revision)

    def offer_new(self) -> None:
        """Put one empty clause at the end, unless there is one."""
        last = self.clauses.entries[-1] if self.clauses.entries else None
        if last is None or last.form.title.data or last.form.words.data:
            numbers = [entry.form.number.data or 0 for entry in self.clauses.entries]
            self.clauses.append_entry({"number": max(numbers, default=0) + 1})

    def to_input(self) -> VersionInput:
        """What was typed, for the command."""
        names = ClauseInput.__dataclass_fields__
        typed: list[dict[str, Any]] = [
            {name: entry.form[name].data or "" for name in names} for entry in self.clauses.entries
        ]
        revision = self.revision.data or "0"
        return VersionInput(
            tuple(ClauseInput(**one) for one in typed),
            self.summary.data or "",
            int(revision) if revision.isdigit() else 0,
        )
