"""Kind sentences for notices from outsiders. Pure."""

from __future__ import annotations

from app.core.policy import Conflict, Invalid, TooMany
from app.core.wording import duration

SENTENCES: dict[str, str] = {
    "address_missing": "Please give the address of the post or discussion.",
    "address_long": "This address is too long. Please copy it from the bar at the top of your browser.",
    "address_unclear": "“{typed}” is not an address that we can follow. Please copy it from the bar at the top of your browser.",
    "address_elsewhere": "This address is at {host}. We can only look at what stands at {ours}.",
    "address_inexact": "“{typed}” is a page with many things on it. Please open the post or discussion you mean and copy its address.",
    "reason_missing": "Please choose which law you think it is about.",
    "words_missing": "Please say in your own words why you think it is unlawful.",
    "words_long": "Please keep it under {most} letters.",
    "name_missing": "Please give your name. Only the moderators of that place see it.",
    "name_long": "Please keep your name under {most} letters.",
    "email_missing": "Please give your mail address, so that we can answer you.",
    "address_shape": "This does not look like a mail address. Please look once more.",
    "faith_missing": "Please tick that what you write is true, as far as you know.",
    "already_added": "You have added something already. The moderators have it.",
    "over": "It has been decided, so nothing can be added any more.",
}
BUSY = "Many notices came this way in a short time. Please send it again in {wait}; everything you typed is still here."


def sentence(error: Invalid | Conflict | TooMany) -> str:
    """What a person reads for a refusal."""
    if isinstance(error, TooMany):
        return BUSY.format(wait=duration(error.wait_seconds))
    return SENTENCES[error.reason].format(**error.facts)
