"""What staff write about a service."""

from __future__ import annotations

from typing import Any

from flask_wtf import FlaskForm
from wtforms import BooleanField, SelectField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import URL, InputRequired, Length, Optional

from app.accounts.countries import COUNTRIES
from app.help.commands import LineInput
from app.help.models import HelpLine

SHORT = Length(max=200, message="Please use at most 200 characters.")


class LineForm(FlaskForm):
    """One help line."""

    country = SelectField("Country", choices=[SelectChoice(code, name) for code, name in COUNTRIES.items()])
    emergency = StringField(
        "Emergency number of that country",
        [InputRequired("Write the number to call in danger there, such as 112."), SHORT],
    )
    service = StringField("Name of the service", [InputRequired("Write what the service is called."), SHORT])
    phone = StringField(
        "Number to call", [SHORT], description="As people there write it, such as 116 123. Empty if one cannot call."
    )
    text = StringField(
        "How to write to them", [SHORT], description="A number for text messages, or words such as: SHOUT to 85258."
    )
    hours = StringField(
        "When it is open", [SHORT], description="24/7, or words such as: every evening from 18:00 to 23:00."
    )
    opens = StringField(
        "The same hours, for the clock",
        [SHORT],
        description="Such as: Mo-Fr 09:00-17:00; Sa,Su 18:00-02:00. With it people read whether it is open now. Empty if it is not sure.",
    )
    zone = StringField(
        "Time zone of these hours", [SHORT], description="Such as Europe/London. Needed with hours for the clock."
    )
    languages = StringField("Languages", [SHORT], description="Two-letter codes with spaces between, such as: en cy.")
    website = StringField(
        "Website", [Optional(), SHORT, URL(message="A website begins with https:// and names a page.")]
    )
    source = StringField("Where you know this from", [SHORT], description="Such as: the service’s own page.")
    source_date = StringField("As of", [SHORT], description="The date of that source, such as 2026-04-21.")
    is_checked = BooleanField("I made sure today that all of this is right")

    def to_input(self) -> LineInput:
        """What was typed, for the command."""
        names = LineInput.__dataclass_fields__
        typed: dict[str, Any] = {name: self[name].data or "" for name in names}
        return LineInput(**{**typed, "is_checked": bool(self.is_checked.data)})

    def show(self, line: HelpLine) -> None:
        """Fill in what is stored; whether it is still right, whoever saves says anew."""
        for name in LineInput.__dataclass_fields__:
            if name != "is_checked":
                self[name].data = getattr(line, name)
