"""Forms of the staff pages. The one of the settings is made from what packages declare."""

from __future__ import annotations

import json
from typing import Any

from flask_wtf import FlaskForm
from wtforms import BooleanField, DateField, Field, HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from app.accounts.actor import ADMIN, MENTOR, MODERATOR
from app.admin import wording
from app.admin.offered import offered_settings
from app.core.scope import ROOT
from app.core.settings import Setting

FEW = 5
"""So many choices still stand under one another; more go into a list that opens."""


class NumberField(StringField):
    """A whole number as it was typed; the command says whether it is one."""


class SettingsForm(FlaskForm):
    """Base of the settings form. `shown` is what the page showed, so that only what this person changed is stored."""

    shown = HiddenField()

    @property
    def sections(self) -> list[tuple[str, str, list[Field]]]:
        """(title, line, fields) in the order of the page."""
        found: dict[tuple[str, str], list[Field]] = {}
        for setting in shown_settings():
            found.setdefault(wording.section(setting.name), []).append(self[field_name(setting.name)])
        return [(title, line, fields) for (title, line), fields in found.items()]

    def typed(self) -> dict[str, str | bool]:
        """The values by name of setting, as typed."""
        return {setting.name: self[field_name(setting.name)].data for setting in shown_settings()}

    def changed(self) -> dict[str, str | bool]:
        """Those that differ from what the page showed; all when that is not known."""
        try:
            shown = json.loads(self.shown.data or "{}")
        except ValueError:
            shown = {}
        known = shown if isinstance(shown, dict) else {}
        return {name: value for name, value in self.typed().items() if name not in known or known[name] != value}

    def refuse(self, refused: dict[str, str]) -> None:
        """Put what was refused beside its field."""
        for name, reason in refused.items():
            if field_name(name) in self._fields:
                field = self[field_name(name)]
                field.errors = (*field.errors, wording.refused(name, reason))


def settings_form() -> Any:
    """The form class for what is declared at this moment."""
    fields = {field_name(setting.name): _control(setting) for setting in shown_settings()}
    return type("AllSettingsForm", (SettingsForm,), fields)


def present_settings() -> dict[str, str | bool]:
    """The values in force, as the form shows them."""
    return {setting.name: _as_typed(setting.get()) for setting in shown_settings()}


def filled_settings() -> SettingsForm:
    """The form with the values in force."""
    values = present_settings()
    data = {field_name(name): value for name, value in values.items()}
    form: SettingsForm = settings_form()(formdata=None, data={**data, "shown": json.dumps(values)})
    return form


def shown_settings() -> list[Setting[Any]]:
    """What administrators decide, by section."""
    return sorted(offered_settings(), key=lambda setting: wording.place_in_page(setting.name))


def field_name(name: str) -> str:
    """The field of a setting: 'community.name' -> 'community-name'."""
    return name.replace(".", "-")


def _control(setting: Setting[Any]) -> Any:
    if isinstance(setting.default, bool):
        return BooleanField(setting.label, description=setting.hint)
    if setting.choices:
        kind = RadioField if len(setting.choices) <= FEW else SelectField
        choices = [SelectChoice(value, words) for value, words in setting.choices]
        return kind(setting.label, choices=choices, description=setting.hint)
    kind = NumberField if isinstance(setting.default, int) else StringField
    return kind(setting.label, description=setting.hint)


def _as_typed(value: Any) -> str | bool:
    return value if isinstance(value, bool) else str(value)


class Day(DateField):
    """A date whose error says how to write one."""

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError("Please give a day as year-month-day, such as 2026-12-24.") from error


class RoleForm(FlaskForm):
    """A role to give; `path` gets the groups as choices from the page."""

    kind = RadioField(
        "Role",
        [InputRequired("Please choose a role.")],
        choices=[
            SelectChoice(MENTOR, "Mentor"),
            SelectChoice(MODERATOR, "Moderator"),
            SelectChoice(ADMIN, "Administrator"),
        ],
    )
    path = SelectField("Where", choices=[], description="It holds there, and in every room inside.")
    until = Day("Until", [Optional()], description="The role ends when this day begins. Leave it empty for no end.")

    def offer(self, places: list[tuple[str, str]]) -> RoleForm:
        """Let the form choose among `places`, everywhere first."""
        self.path.choices = [SelectChoice(path, words) for path, words in ((ROOT, "Everywhere"), *places)]
        return self


class EndEarlyForm(FlaskForm):
    """Ending a limit before its time. One stands on the page for each limit, so each has a prefix of its own."""

    clause = SelectField(
        "Guideline",
        coerce=int,
        validators=[InputRequired("Please choose a guideline.")],
        validate_choice=False,
    )
    statement = TextAreaField(
        "Why it ends now",
        [
            InputRequired("Please say why. The person reads it."),
            Length(max=4000, message="Please keep the reason to 4,000 letters."),
        ],
    )


class AddressForm(FlaskForm):
    """Finding somebody by the beginning of their mail address."""

    address = StringField("Beginning of a mail address", [InputRequired("Please write how the address begins.")])
