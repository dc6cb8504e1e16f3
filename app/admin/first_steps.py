"""What is still to do before a community opens, in the order in which one does it. Pure; what is done is named no more."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Step:
    """One thing to do, why, and where: an endpoint, '' for what is done on the computer that serves."""

    what: str
    why: str
    endpoint: str = ""


RUN_BY = Step("Say who runs it", "It stands on every page and in every letter.", "admin.settings")
GROUP = Step("Make the first group", "Until then nobody can write anything.", "groups.new")
SECOND = Step(
    "Name a second moderator",
    "Somebody else decides on an appeal, and nobody is there day and night.",
    "admin.members",
)
LINES = Step(
    "Check the help lines", "They come from public facts, and somebody in danger calls them.", "help.directory"
)
CONTACT = Step(
    "Say where people write who disagree",
    "A mail address or a number of your team, for every letter about a decision.",
    "admin.settings",
)
MAIL = Step(
    "Give it a mail server",
    "SMTP_URL and MAIL_FROM, when you start it. Until then letters go to files, and nobody can join from elsewhere.",
)


def steps(
    *, organisation: str, groups: int, deciders: int, unchecked: int, contact: str, has_mail: bool
) -> Iterator[Step]:
    """The steps that are left."""
    done = (
        (RUN_BY, bool(organisation)),
        (GROUP, groups > 0),
        (SECOND, deciders > 1),
        (LINES, unchecked == 0),
        (CONTACT, bool(contact)),
        (MAIL, has_mail),
    )
    return (step for step, is_done in done if not is_done)
