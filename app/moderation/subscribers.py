"""What moderation does when something happens below it."""

from __future__ import annotations

from app.core.db import db
from app.core.facts import on
from app.help.events import HelpLineChanged, HelpLineChecked, HelpLineExpired, HelpLineRemoved
from app.help.models import HelpLine
from app.moderation.commands import open_item, withdraw_item
from app.moderation.help_lines import HELP_LINE, opening_of


@on(HelpLineExpired)
def ask_to_check(fact: HelpLineExpired) -> None:
    """A line of the directory is past its date: somebody should look."""
    open_item(opening_of(db.session.get_one(HelpLine, fact.line_id)))


@on(HelpLineChecked)
def settle_checked(fact: HelpLineChecked) -> None:
    """Somebody has looked: it leaves the desk."""
    withdraw_item(HELP_LINE, fact.line_id)


@on(HelpLineChanged)
def settle_changed(fact: HelpLineChanged) -> None:
    """It was written anew, and the time to check it begins anew."""
    withdraw_item(HELP_LINE, fact.line_id)


@on(HelpLineRemoved)
def settle_removed(fact: HelpLineRemoved) -> None:
    """It is on no page any more."""
    withdraw_item(HELP_LINE, fact.line_id)
