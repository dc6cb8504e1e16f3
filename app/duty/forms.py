"""What staff fill in for the duty. The commands say what is wrong; here are only shapes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import time
from typing import Any

from flask_wtf import FlaskForm
from wtforms import (
    DateField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.fields import SelectChoice
from wtforms.validators import Optional

from app.core.policy import Invalid
from app.core.wording import DAYS
from app.duty.inputs import HookInput, ShiftInput
from app.duty.wording import sentence
from app.help.opening import DAYS as SHORT_DAYS


def refuse(form: FlaskForm, error: Invalid) -> None:
    """Put a command's refusal at the field at fault, or at the form."""
    field = {"hours": "days"}.get(error.field, error.field)
    if field in form:
        form[field].errors = [*form[field].errors, sentence(error.reason)]
    else:
        form.form_errors.append(sentence(error.reason))


def _choices(pairs: Iterable[tuple[Any, str]]) -> list[SelectChoice]:
    return [SelectChoice(value, label) for value, label in pairs]


class ShiftForm(FlaskForm):
    """A shift: who, where, on which days, from when to when."""

    member = SelectField("Who", coerce=int, validate_choice=False)
    place = SelectField("For which place", validate_choice=False)
    days = SelectMultipleField(
        "On which days", choices=_choices(zip(SHORT_DAYS, DAYS, strict=True)), validate_choice=False
    )
    starts = TimeField("From", default=time(18, 0))
    ends = TimeField("To", default=time(22, 0))
    zone = StringField("By the clocks of", description="A time zone such as Europe/Prague.")
    from_on = DateField("First day")
    until_on = DateField("Last day", [Optional()])

    def offer(self, people: list[tuple[int, str]], places: list[tuple[str, str]]) -> ShiftForm:
        """Fill in what can be chosen."""
        self.member.choices, self.place.choices = _choices(people), _choices(places)
        return self

    def given(self) -> ShiftInput | None:
        """The command's input; None while a date cannot be read."""
        if self.from_on.data is None or (
            self.until_on.errors or (self.until_on.raw_data or [""])[0] and not self.until_on.data
        ):
            return None
        return ShiftInput(
            self.member.data or 0, self.place.data or "", self._hours(), (self.zone.data or "").strip(),
            self.from_on.data, self.until_on.data,
        )  # fmt: skip

    def _hours(self) -> str:
        starts, ends = self.starts.data, self.ends.data
        if not self.days.data or starts is None or ends is None:
            return ""
        return f"{','.join(day for day in SHORT_DAYS if day in self.days.data)} {starts:%H:%M}-{ends:%H:%M}"


class HookForm(FlaskForm):
    """An address for calls, and for whom it is."""

    whose = SelectField("Whose calls", validate_choice=False)
    url = StringField(
        "Address",
        description="It begins with https://. What is sent there is signed, and holds numbers and a link, no words.",
    )

    def offer(self, people: list[tuple[int, str]], places: list[tuple[str, str]]) -> HookForm:
        """Fill in what can be chosen: a place's whole team, or a person."""
        self.whose.choices = _choices(
            [(f"place {path}", f"The team: {name}") for path, name in places]
            + [(f"member {key}", name) for key, name in people]
        )
        return self

    def given(self) -> HookInput:
        """The command's input. Raises Invalid 'no_member' (`whose`)."""
        kind, _, value = (self.whose.data or "").partition(" ")
        offered = {choice.value for choice in self.whose.choices or () if isinstance(choice, SelectChoice)}
        if self.whose.data not in offered:
            raise Invalid("no_member", field="whose")
        url = self.url.data or ""
        return HookInput(url, value) if kind == "place" else HookInput(url, "/", int(value))


class DrillForm(FlaskForm):
    """Where the drill is."""

    place = SelectField("For which place", validate_choice=False)

    def offer(self, places: list[tuple[str, str]]) -> DrillForm:
        """Fill in what can be chosen."""
        self.place.choices = _choices(places)
        return self


class WordsForm(FlaskForm):
    """A few words."""

    words = TextAreaField("In a few words")
