"""What a member chooses about mail."""

from __future__ import annotations

from typing import Any

from flask_wtf import FlaskForm
from wtforms import BooleanField, SelectMultipleField
from wtforms.fields import SelectChoice

from app.notifications.models import MailChoice
from app.notifications.registry import KINDS


class MailForm(FlaskForm):
    """All mail of notices, and each kind of it."""

    is_on = BooleanField("Send me mail when there is something for me")
    kinds = SelectMultipleField("About what")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = sorted(KINDS.values(), key=lambda kind: (kind.name.startswith("account."), kind.label))
        self.kinds.choices = [SelectChoice(kind.name, kind.label) for kind in kinds]

    def show(self, choice: MailChoice) -> None:
        """Fill in what is in force."""
        self.is_on.data = choice.is_on
        self.kinds.data = [name for name in KINDS if name not in choice.off_kinds]
