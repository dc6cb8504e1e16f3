"""What people fill in. Rules of names, addresses and passwords are asked of their modules, so a form says all at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from flask_wtf import FlaskForm
from markupsafe import Markup
from wtforms import (
    BooleanField,
    EmailField,
    IntegerField,
    PasswordField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError

from app.accounts import names, passwords
from app.accounts.commands.members import tidy_address
from app.accounts.commands.profile import LONGEST_ABOUT
from app.accounts.countries import COUNTRIES
from app.accounts.holdings import EVERYTHING, KEEP, PLACES
from app.accounts.wording import sentence
from app.core.policy import Invalid

FILL = "Please fill this in."


def refuse(form: FlaskForm, error: Invalid) -> None:
    """Put a command's refusal at the field at fault, or at the form."""
    if error.field in form:
        form[error.field].errors = [*form[error.field].errors, sentence(error)]
    else:
        form.form_errors.append(sentence(error))


def _asks(check: Callable[[Any, Any], object]) -> Callable[[Any, Any], None]:
    """A validator out of a check that raises Invalid."""

    def validate(form: Any, field: Any) -> None:
        try:
            check(form, field)
        except Invalid as error:
            raise ValidationError(sentence(error)) from error

    return validate


def _name_stays(form: Any, field: Any) -> None:
    if field.data and names.tidy_name(field.data) == form.own_name:
        return
    name = names.check_name(field.data)
    address = form.mail_address()
    if form.keeps_name.data != name and address and names.resembles_address(name, address):
        form.is_name_like_address = True
        raise Invalid("name_resembles_address", field="display_name")


def _strong(form: Any, field: Any) -> None:
    passwords.check_strength(field.data, form.personal_words())


class NamedForm(FlaskForm):
    """A form with a name for others to see; `keeps_name` holds the name that its owner keeps although it resembles the address.

    `own_name` is what they are called now: it may stay, whatever it is, such as a neutral one that a moderator gave them.
    """

    display_name = StringField("The name others see", [InputRequired(FILL), Length(max=80), _asks(_name_stays)])
    keeps_name = StringField()
    is_name_like_address = False
    own_name = ""

    def mail_address(self) -> str:
        """The address that the name must not give away."""
        raise NotImplementedError


class JoinForm(NamedForm):
    """Joining: age (looked at, never kept), name, address, password, consent, guidelines."""

    age = IntegerField(
        "How old are you?",
        [InputRequired("Please give your age in years."), NumberRange(1, 120, "Please give your age in years.")],
    )
    email = EmailField(
        "Your mail address",
        [InputRequired(FILL), Length(max=254), _asks(lambda _form, field: tidy_address(field.data))],
    )
    password = PasswordField("A password", [InputRequired(FILL), _asks(_strong)])
    consent = BooleanField(
        Markup(
            "I agree that my account, and what I write here about health, is kept as described in "
            '<a href="/privacy" target="_blank">How we keep your data</a>.'
        ),
        [InputRequired("We may keep nothing without this. You can take it back at any time by leaving.")],
    )
    guidelines = BooleanField(
        Markup('I have read <a href="/guidelines" target="_blank">the guidelines</a> and will keep to them.'),
        [InputRequired("Everybody here keeps to them, so please read them first.")],
    )

    def mail_address(self) -> str:
        return self.email.data or ""

    def personal_words(self) -> tuple[str, ...]:
        return (self.display_name.data or "", self.email.data or "")


class SignInForm(FlaskForm):
    identifier = StringField("Mail address or username", [InputRequired(FILL), Length(max=254)])
    password = PasswordField("Password", [InputRequired(FILL)])


class ResetForm(FlaskForm):
    email = EmailField(
        "Your mail address",
        [InputRequired(FILL), Length(max=254), _asks(lambda _form, field: tidy_address(field.data))],
    )


class NewPasswordForm(FlaskForm):
    wanted = PasswordField("Your new password", [InputRequired(FILL)])


class PasswordForm(FlaskForm):
    present = PasswordField("Your present password", [InputRequired(FILL)])
    wanted = PasswordField("Your new password", [InputRequired(FILL)])


class AddressForm(FlaskForm):
    email = EmailField(
        "Your new mail address",
        [InputRequired(FILL), Length(max=254), _asks(lambda _form, field: tidy_address(field.data))],
    )
    present = PasswordField("Your password", [InputRequired(FILL)])


class TakeForm(FlaskForm):
    present = PasswordField("Your password", [InputRequired(FILL)])


class ProfileForm(NamedForm):
    """One's name and line. `own_address` is set by the route."""

    about = TextAreaField(
        "A line about you", [Optional(), Length(max=LONGEST_ABOUT, message="Please keep it to 160 letters.")]
    )
    own_address = ""

    def mail_address(self) -> str:
        return self.own_address


class StaffNameForm(FlaskForm):
    """How somebody is called who acts as staff; empty for no name."""

    staff_name = StringField("Your name as staff", [Optional(), Length(max=80)])


def _choices(found: Iterable[tuple[str, str]]) -> list[SelectChoice]:
    return [SelectChoice(value, words) for value, words in found]


class LeaveForm(FlaskForm):
    choice = RadioField(
        "What shall become of what you wrote?",
        choices=_choices(
            [
                (KEEP, "Keep my words, without my name"),
                (PLACES, "Take my words, but keep their places"),
                (EVERYTHING, "Take everything"),
            ]
        ),
        validators=[InputRequired("Please choose one of the three.")],
    )
    present = PasswordField("Your password", [InputRequired(FILL)])


class LookForm(FlaskForm):
    theme = RadioField(
        "Light or dark", choices=_choices([("", "As my device has it"), ("light", "Light"), ("dark", "Dark")])
    )
    contrast = RadioField("Contrast", choices=_choices([("", "As my device has it"), ("more", "More contrast")]))
    text_size = RadioField(
        "Size of the text", choices=_choices([("", "Usual"), ("large", "Large"), ("larger", "Larger")])
    )
    country = SelectField("Where you live", choices=_choices([("", "Not said"), *COUNTRIES.items()]))
