"""Sentences of the duty. Pure."""

from __future__ import annotations

from datetime import datetime, tzinfo

from app.audit.registry import FactWords, call_facts
from app.core.wording import DAYS, MONTHS
from app.duty.codes import (
    ADMINS,
    AGAIN,
    DAY,
    DUTY,
    FAILED,
    LEADS,
    MAIL,
    MODERATORS,
    NO_ADDRESS,
    NOBODY,
    NOT_NEEDED,
    PROMISED,
    SENT,
    WEBHOOK,
    WEEK,
)

RUNG_WORDS = {
    DUTY: "On duty",
    LEADS: "Leads",
    MODERATORS: "Moderators of the place",
    ADMINS: "Admins",
    AGAIN: "All of them again",
    NOBODY: "There was nobody to call",
}
HOW_WORDS = {MAIL: "by mail", WEBHOOK: "by webhook"}
OUTCOME_WORDS = {
    PROMISED: "on its way",
    SENT: "sent",
    FAILED: "did not go out yet; it is tried again",
    NO_ADDRESS: "has no mail address",
    NOT_NEEDED: "not needed any more",
}
SPAN_WORDS = {DAY: "a day", WEEK: "a week"}

REFUSALS = {
    "hours": "Please choose at least one day and both times.",
    "zone": "This time zone is not known here. Write it like Europe/Prague.",
    "ends_before": "It ends before it begins.",
    "over": "That day is over already.",
    "not_there": "Choose somebody who moderates there.",
    "not_your_group": "You do not moderate there.",
    "no_turn": "This shift is over, or there is none on that day any more.",
    "not_yours": "Somebody else does this shift already.",
    "address_form": "Please give a whole address, such as https://example.org/calls, without a name or password in it.",
    "https_only": "The address must begin with https://.",
    "private_address": "This address leads to a machine of your own network. An admin can allow that in the settings.",
    "unknown_host": "No machine was found under this address.",
    "no_member": "Choose a person, or a place for the whole team.",
    "needs_word": "Please say in a few words how it went.",
    "needs_why": "Please say in a few words why.",
    "too_long": "Please keep it to 500 letters.",
    "over_already": "A colleague has ended this already.",
    "not_decided": "Nobody has decided about it yet. Please come back after that.",
}


def sentence(reason: str) -> str:
    """What a refusal says to people."""
    return REFUSALS.get(reason, "This cannot be done as it stands now. Please look once more.")


def span_words(starts: datetime, ends: datetime, zone: tzinfo) -> str:
    """'Tuesday 22:00 to 07:00', 'Tuesday 22:00 to Thursday 07:00': in the coming week, on the clocks of `zone`."""
    begins, finishes = starts.astimezone(zone), ends.astimezone(zone)
    nights = (finishes.date() - begins.date()).days
    overnight = nights == 0 or (nights == 1 and finishes.hour < 12)
    last = "" if overnight else f"{_day(finishes, begins)} "
    return f"{DAYS[begins.weekday()]} {begins:%H:%M} to {last}{finishes:%H:%M}"


def _day(moment: datetime, begins: datetime) -> str:
    name = DAYS[moment.weekday()]
    return f"{name} {moment.day} {MONTHS[moment.month - 1]}" if (moment.date() - begins.date()).days >= 7 else name


call_facts(
    {
        "AlarmRaised": FactWords("Whoever is on duty was called"),
        "AlarmPassedOn": FactWords("A call went on to the next ones"),
        "AlarmAcknowledged": FactWords("Somebody answered a call", own="You answered a call"),
        "DrillStarted": FactWords("A drill of the duty was started", own="You started a drill"),
        "RotaChanged": FactWords("The rota of the duty was changed", own="You changed the rota"),
        "HookChanged": FactWords("An address for calls was changed", own="You changed an address for calls"),
    }
)
