"""Words of the staff pages: how settings are grouped, and what is wrong with a value."""

from __future__ import annotations

from app.accounts.wording import SENTENCES as ACCOUNT_SENTENCES

SECTIONS: dict[str, tuple[str, str]] = {
    "community": ("The community", "How it calls itself, on every page and in every letter."),
    "accounts": ("Joining", "Who may join, and how."),
    "help": ("Help lines", "What every page says about danger."),
    "guidelines": ("Checks", "What happens when a check notices something in a draft."),
    "groups": ("Groups", ""),
    "discussions": ("Discussions", "How posts come out."),
    "moderation": ("Moderators", "Where members write to them, when they read, and how they work together."),
    "due": ("How soon somebody should have looked", "After that an item is late, and those who lead are told."),
    "measures": ("Notes, warnings and limits", "How long they are when the desk offers them, and how long they count."),
    "duty": ("Crisis duty", "Who is called when somebody may be in danger, and for how long."),
    "outsiders": ("Notices from outsiders", "What people without an account tell you of something unlawful."),
    "notifications": ("Notices and mail", ""),
    "imports": ("Importing", ""),
}
"""Title and one line by section, in the order of the page. A section is the first part of a setting's name but where `_part` says else."""

FIRST = ("moderation.contact", "moderation.hours", "moderation.hours_zone")
"""What a community should have decided before it opens stands first in its section."""

REFUSED: dict[str, str] = {
    "wrong_type": "Please give a whole number, in digits.",
    "too_large": "Please give a number up to 100,000.",
    "too_long": "Please use at most 200 characters.",
    "refused_value": "This value does not work here. Please choose another.",
    "unknown_setting": "There is no such setting any more.",
}

REFUSED_FOR: dict[str, str] = {
    "community.name": "The community needs a name.",
    "community.brand": "A colour is written as # and six signs, 0 to 9 and a to f: #1f6b52. Leave it empty for the usual green.",
    "accounts.minimum_age": "Please choose an age from 13 to 30.",
    "help.check_every": "Please choose 1 to 3,650 days.",
    "help.country": "Please choose a country from the list.",
    "guidelines.regions": "Please give two-letter codes with spaces between, such as DE FR. One of these is not known here.",
    "moderation.hours": "Please write days and times as Mo-Fr 08:00-20:00; Sa,Su 10:00-18:00. Leave it empty for day and night.",
    "moderation.hours_zone": "This time zone is not known here. It is written such as Europe/Prague, or left empty.",
    "moderation.claim_minutes": "Please choose 1 to 240 minutes.",
    "moderation.due_crisis_minutes": "Please give at least 1 minute.",
    "moderation.flags_a_day": "Please allow at least one.",
    "moderation.hard_items_a_shift": "Please choose 1 to 200.",
    "moderation.slow_posts_a_day": "Please choose 1 to 50.",
    "moderation.grave_days": "Please choose 1 to 90 days.",
    "moderation.note_categories": "Please give 1 to 12 words, with commas between them.",
    "duty.minutes": "Please choose 1 to 240 minutes.",
    "outsiders.kept_months": "Please choose 1 to 12 months.",
}
"""What is asked for, where a value of the right kind was refused."""

REFUSED_IN: dict[str, str] = {"due": "Please give at least 1 hour.", "measures": "Please choose 1 to 3,650 days."}
"""The same for a whole section."""

REASONS: dict[str, str] = {
    **ACCOUNT_SENTENCES,
    "unknown_place": "That group is not there any more. Please choose another.",
    "admin_everywhere": "An administrator looks after the whole community. Please choose “Everywhere”.",
    "last_admin": "This is the only administrator left. Make somebody else one first; then this role can be taken.",
}

ROLE_HINTS: dict[str, str] = {
    "mentor": "Welcomes newcomers, and carries the mentor’s mark.",
    "moderator": "Reads what is held and reported there, and looks after the groups.",
    "admin": "Everything a moderator does, everywhere, and these pages.",
}
"""What a role means, beside its name."""


def section(name: str) -> tuple[str, str]:
    """Title and line of the section that the setting `name` stands in."""
    part = _part(name)
    return SECTIONS.get(part, (part.capitalize(), ""))


def place_in_page(name: str) -> tuple[int, str, int]:
    """Sorts settings by section; inside one they stay as they were declared, but for those that stand first."""
    part, known = _part(name), list(SECTIONS)
    return (known.index(part) if part in known else len(known), part, FIRST.index(name) if name in FIRST else len(FIRST))


def _part(name: str) -> str:
    """The review desk has most settings by far: due times and measures are sections of their own."""
    prefix, rest = name.split(".", 1)
    if prefix == "moderation" and rest.startswith("due_"):
        return "due"
    if prefix == "moderation" and rest.startswith(("note_fades", "warning_", "slow_", "read_only_", "suspended_")):
        return "measures"
    return prefix


def refused(name: str, reason: str) -> str:
    """What stands under the setting `name` that was refused for `reason`."""
    if reason == "refused_value" and name in REFUSED_FOR:
        return REFUSED_FOR[name]
    if reason == "refused_value" and _part(name) in REFUSED_IN:
        return REFUSED_IN[_part(name)]
    return REFUSED.get(reason, REFUSED["refused_value"])


def sentence(reason: str) -> str:
    """What an administrator reads when a form about a member was refused."""
    return REASONS.get(reason, "This cannot be done as it is. Please change it.")
