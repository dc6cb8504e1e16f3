"""What moderation does when something happens below it."""

from __future__ import annotations

from app.accounts.events import RestrictionLifted
from app.audit.events import AuditBroken
from app.core.db import db
from app.core.facts import on
from app.help.events import HelpLineChanged, HelpLineChecked, HelpLineExpired, HelpLineRemoved
from app.help.models import HelpLine
from app.moderation.appeal_events import AppealDecided
from app.moderation.broken_record import THE_RECORD
from app.moderation.broken_record import opening_of as opening_of_record
from app.moderation.commands import open_item, withdraw_item
from app.moderation.commands.ending import note_place_gone
from app.moderation.commands.items import hold_still
from app.moderation.commands.looked_again import tell_who_told
from app.moderation.help_lines import HELP_LINE, opening_of
from app.moderation.kinds import RECORD
from app.moderation.models.appeals import OVERTURNED


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


@on(AuditBroken)
def ask_about_the_record(fact: AuditBroken) -> None:
    """The record does not hold: an admin should look. What is said already is not said again each night."""
    waiting, given = hold_still(RECORD, THE_RECORD), opening_of_record(fact)
    if waiting is None or given.causes[0].snapshot not in {cause.snapshot for cause in waiting.causes}:
        open_item(given)


@on(AppealDecided)
def tell_of_another_look(fact: AppealDecided) -> None:
    """It was wrong to take it: those who had told us hear that it was looked at again."""
    if fact.outcome == OVERTURNED:
        tell_who_told(fact.decision_id, fact.actor_id)


@on(RestrictionLifted)
def end_with_place(fact: RestrictionLifted) -> None:
    """A limit was lifted, and not by a decision: its place is gone."""
    note_place_gone(fact)
