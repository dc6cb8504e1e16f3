"""What staff fill in at the lab. The commands say what is wrong; here are only shapes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_wtf import FlaskForm
from wtforms import BooleanField, DateField, HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import Optional

from app.core.policy import Conflict, Forbidden, Invalid, each_fault
from app.lab.inputs import RuleInput
from app.lab.models import PATTERN, WORDS
from app.lab.wording import EFFECTS, LANGUAGES, sentence


def refuse(form: FlaskForm, error: Invalid | Forbidden | Conflict) -> None:
    """Put each fault that a command names at its field, or at the form."""
    for fault in each_fault(error) if isinstance(error, Invalid) else (error,):
        field = fault.field if isinstance(fault, Invalid) else ""
        if field in form:
            form[field].errors = [*form[field].errors, sentence(fault)]
        else:
            form.form_errors.append(sentence(fault))


def choices_of(pairs: Iterable[tuple[Any, str]]) -> list[SelectChoice]:
    """Values and labels as a field takes them."""
    return [SelectChoice(value, label) for value, label in pairs]


class RuleForm(FlaskForm):
    """A whole rule, and why it is saved. `version` is the one that the person had before them; 0 for a new rule."""

    version = HiddenField(default="0")
    title = StringField("Name", description="Authors read it as the heading over what was noticed.")
    scope_path = SelectField("Where it holds", validate_choice=False)
    kind = RadioField(
        "Words, or a pattern",
        choices=[SelectChoice(WORDS, "Words and phrases"), SelectChoice(PATTERN, "A pattern")],
        default=WORDS,
        validate_choice=False,
    )
    terms = TextAreaField(
        "The words, or the pattern",
        description="One word or phrase a line. Capitals do not matter, whole words count, and the usual tricks are seen through.",
    )
    language = SelectField("Language of the post", choices=choices_of(LANGUAGES), validate_choice=False)
    must_match = TextAreaField(
        "It must find something in", description="One text a line. At least one, in your own words, never from a post."
    )
    must_not_match = TextAreaField(
        "It must leave alone", description="One text a line: what looks like it and is fine.", validators=[Optional()]
    )
    effect = RadioField(
        "When it finds something", choices=choices_of(EFFECTS.items()), default="nudge", validate_choice=False
    )
    newcomer_effect = SelectField(
        "In a member’s first week", choices=choices_of((("", "The same"), *EFFECTS.items())), validate_choice=False
    )
    clause = SelectField("Guideline", coerce=int, validate_choice=False)
    why = TextAreaField("Why", description="One kind sentence. Authors read it under the name.")
    fix = StringField(
        "Words to put there",
        description="Such as [shop name taken out]. The author can take them with one press.",
        validators=[Optional()],
    )
    ends_on = DateField(
        "Until", description="After this day the rule sleeps. Leave it empty for no end.", validators=[Optional()]
    )
    is_on = BooleanField("The rule is switched on", default=True)
    reason = StringField("Why you save this", description="For your colleagues. It stands in the history.")

    def offer(self, places: list[tuple[str, str]], clauses: list[tuple[int, str]]) -> None:
        """The choices that depend on who looks and on the guidelines in force."""
        self.scope_path.choices, self.clause.choices = choices_of(places), choices_of(clauses)

    def show(self, given: RuleInput, version: int) -> None:
        """Fill in a stored rule."""
        for name in ("title", "scope_path", "kind", "terms", "language", "effect", "newcomer_effect", "clause", "why"):
            self[name].data = getattr(given, name)
        self.must_match.data = "\n".join(given.must_match)
        self.must_not_match.data = "\n".join(given.must_not_match)
        self.fix.data, self.ends_on.data, self.is_on.data = given.fix, given.ends_on, given.is_on
        self.version.data = str(version)

    @property
    def seen(self) -> int:
        text = (self.version.data or "").strip()
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0

    def given(self) -> RuleInput:
        return RuleInput(
            scope_path=self.scope_path.data or "",
            kind=self.kind.data or "",
            terms=(self.terms.data or "").strip(),
            effect=self.effect.data or "",
            clause=self.clause.data or 0,
            title=(self.title.data or "").strip(),
            why=(self.why.data or "").strip(),
            must_match=_lines(self.must_match.data),
            must_not_match=_lines(self.must_not_match.data),
            language=self.language.data or "",
            newcomer_effect=self.newcomer_effect.data or "",
            fix=(self.fix.data or "").strip(),
            ends_on=self.ends_on.data,
            is_on=bool(self.is_on.data),
        )


class ReasonForm(FlaskForm):
    """Why a former version is taken back."""

    reason = StringField("Why", description="For your colleagues. It stands in the history.")


class EffectForm(FlaskForm):
    """What a family, or one part of it, does in a place."""

    part = SelectField("For", validate_choice=False)
    effect = SelectField("What happens", validate_choice=False)
    newcomer_effect = SelectField("In a member’s first week", validate_choice=False)


def _lines(text: str | None) -> tuple[str, ...]:
    return tuple(line.strip() for line in (text or "").splitlines() if line.strip())
