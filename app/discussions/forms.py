"""Input shapes of the composer and of moving a discussion."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, SelectField, StringField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import Length, Optional

from app.core.tokens import new_token
from app.discussions.commands.drafts import KEY_LENGTH
from app.discussions.inputs import DraftInput


class ReplyForm(FlaskForm):
    """A reply. `do` is the button: post, save or preview. What is empty or too long is said by the command, in one place."""

    draft = HiddenField(default=new_token, validators=[Length(max=64)])
    reply_to = HiddenField(default="", validators=[Optional(), Length(max=18)])
    body = TextAreaField("Your reply", filters=[lambda text: (text or "").replace("\r\n", "\n")])
    accepts = BooleanField("I have read the guidelines and will keep to them")

    def as_draft(self, kind: str, **places: int | None) -> DraftInput:
        """What the composer holds, for the drafts."""
        return DraftInput(key=self.draft.data or new_token(), kind=kind, body=self.body.data or "", **places)  # type: ignore[arg-type]


@dataclass(frozen=True)
class TypedReply:
    """What `ReplyForm` reads, without the form."""

    key: str
    reply_to: str
    body: str
    accepts: bool


def typed_reply(given: Mapping[str, str]) -> TypedReply:
    """The words of a reply as they were sent. Making a form takes longer than storing them, and is needed to show it alone."""
    key = given.get("draft", "")
    return TypedReply(
        key if KEY_LENGTH[0] <= len(key) <= KEY_LENGTH[1] else new_token(),
        given.get("reply_to", ""),
        given.get("body", "").replace("\r\n", "\n"),
        given.get("accepts", "") not in BooleanField.false_values,
    )


class StartForm(ReplyForm):
    """A new discussion."""

    room = SelectField(
        "Room",
        description="This group was divided: choose where it belongs.",
        choices=[],
        validators=[Optional()],
        coerce=int,
    )
    title = StringField("Title", description="What it is about, in a few words.")
    body = TextAreaField("What you would like to say or ask", filters=[lambda text: (text or "").replace("\r\n", "\n")])
    tags = StringField(
        "Tags", description="Up to five words to find it by, with commas between them.", validators=[Optional()]
    )
    audience = SelectField("Who can read it", choices=[], validators=[Optional()], coerce=int)

    def tag_list(self) -> tuple[str, ...]:
        """The tags as typed, one each."""
        return tuple(tag.strip() for tag in (self.tags.data or "").split(",") if tag.strip())


class EditForm(ReplyForm):
    """New words for a post; a title for an opening post."""

    title = StringField("Title", validators=[Optional()])
    body = TextAreaField("Your words", filters=[lambda text: (text or "").replace("\r\n", "\n")])


class MoveForm(FlaskForm):
    """Where a discussion should stand."""

    group = SelectField("Move it to", coerce=int)


def offered(choices: list[tuple[int, str]]) -> list[SelectChoice]:
    """Pairs of value and words, as a select field takes them."""
    return [SelectChoice(value, words) for value, words in choices]
