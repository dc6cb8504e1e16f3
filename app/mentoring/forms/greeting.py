"""A welcome as the mentor sends it."""

from __future__ import annotations

from collections.abc import Iterable

from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, SelectMultipleField, TextAreaField

from app.core.paging import unpack_key
from app.core.tokens import new_token
from app.discussions.commands.drafts import KEY_LENGTH
from app.mentoring.inputs import GREETING, REPLY, WelcomeInput


class WelcomeForm(FlaskForm):
    """`meet` are members, `talk` is a discussion, `anyway`: posted with the findings `seen` on the page.

    What is missing or too long is said by the command.
    """

    draft = HiddenField()
    way = HiddenField()
    line = TextAreaField("One line of your own", filters=[lambda text: (text or "").replace("\r\n", "\n")])
    meet = SelectMultipleField(validate_choice=False)
    talk = HiddenField()
    anyway = BooleanField()
    seen = SelectMultipleField(validate_choice=False)
    accepts = BooleanField()

    def given(self, newcomer_id: int) -> WelcomeInput:
        """The command's input. A key that is none becomes a new one: the words must not be lost for it."""
        key = self.draft.data or ""
        return WelcomeInput(
            draft_key=key if KEY_LENGTH[0] <= len(key) <= KEY_LENGTH[1] else new_token(),
            newcomer_id=newcomer_id,
            line=self.line.data or "",
            way=REPLY if self.way.data == REPLY else GREETING,
            people=_numbers(self.meet.data or ()),
            talk_id=next(iter(_numbers([self.talk.data or ""])), None),
            anyway=bool(self.anyway.data),
            accepts_guidelines=bool(self.accepts.data),
            seen=frozenset(self.seen.data or ()),
        )


def _numbers(values: Iterable[str]) -> tuple[int, ...]:
    """The ids among these; what cannot be one is passed over."""
    return tuple(found[0] for value in values if (found := unpack_key(value, 1)))
