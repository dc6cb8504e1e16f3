"""What a member chooses about mail."""

from __future__ import annotations

from itertools import groupby
from operator import attrgetter
from typing import Any

from flask_wtf import FlaskForm
from wtforms import BooleanField, SelectMultipleField
from wtforms.fields import SelectChoice

from app.accounts.actor import Actor
from app.notifications.models import MailChoice
from app.notifications.registry import offered_to


class MailForm(FlaskForm):
    """All mail of notices, and each kind of it that may reach the actor."""

    is_on = BooleanField("Send me mail when there is something for me")
    kinds = SelectMultipleField("About what")

    def __init__(self, actor: Actor, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.offered = offered_to(actor)
        self.kinds.choices = {
            topic: [SelectChoice(kind.name, kind.label) for kind in kinds]
            for topic, kinds in groupby(self.offered, attrgetter("topic"))
        }

    def show(self, choice: MailChoice) -> None:
        """Fill in what is in force."""
        self.is_on.data = choice.is_on
        self.kinds.data = [kind.name for kind in self.offered if kind.name not in choice.off_kinds]
