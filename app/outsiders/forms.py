"""What people without an account fill in. The commands say what is wrong; here are only shapes."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import BooleanField, RadioField, StringField, TextAreaField
from wtforms.fields import SelectChoice

from app.core.policy import Conflict, Invalid, TooMany
from app.outsiders.inputs import NoticeInput
from app.outsiders.reasons import ALL
from app.outsiders.wording import sentence


def refuse(form: FlaskForm, *errors: Invalid | Conflict | TooMany) -> None:
    """Put each refusal at the field at fault, or at the form."""
    for error in errors:
        field = error.field if isinstance(error, Invalid) else ""
        if field in form:
            form[field].errors = [*form[field].errors, sentence(error)]
        else:
            form.form_errors.append(sentence(error))


class NoticeForm(FlaskForm):
    """A notice of something unlawful."""

    address = StringField("Address of the post or discussion")
    reason = RadioField(
        "What is it about?",
        choices=[SelectChoice(reason.code, reason.label) for reason in ALL],
        validate_choice=False,
    )
    words = TextAreaField("Why do you think it is unlawful?")
    name = StringField("Your name")
    email = StringField("Your mail address")
    in_good_faith = BooleanField("What I write here is true and complete, as far as I know.")

    def given(self) -> NoticeInput:
        """For the command."""
        return NoticeInput(
            address=self.address.data or "",
            reason=self.reason.data or "",
            words=self.words.data or "",
            name=self.name.data or "",
            email=self.email.data or "",
            in_good_faith=bool(self.in_good_faith.data),
        )


class WordsForm(FlaskForm):
    """A few words more."""

    words = TextAreaField("What you would like to add")


class AnswerForm(FlaskForm):
    """A moderator's own word to who told us."""

    words = TextAreaField("A word to who told us")
