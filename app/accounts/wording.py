"""Reason codes of accounts as kind sentences: what is the matter, and what to do."""

from __future__ import annotations

from collections.abc import Iterable

from app.core.policy import Invalid

SENTENCES = {
    "username_shape": "A username has small letters, digits and hyphens, at most 40: quiet-river.",
    "username_taken": "Somebody has this username already. Please choose another.",
    "name_signs": "Please use letters, digits, spaces, dots, hyphens and apostrophes only.",
    "name_length": "Please choose a name of 2 to 40 letters.",
    "name_number": "That looks like a telephone number. Please choose a name that nobody can ring.",
    "name_reserved": "This name sounds as if you spoke for the people who run this place. Please choose another.",
    "name_resembles_address": (
        "This name is much like the start of your mail address, so whoever knows one may guess the other. "
        "Choose another, or tick the box to keep it."
    ),
    "name_taken": "Somebody here has this name, or one that looks the same. Please choose another.",
    "name_not_again": "A moderator has taken this name back. Please choose another one, or appeal against the decision.",
    "about_not_again": "A moderator has taken this line out. Please write another one, or appeal against the decision.",
    "address_shape": "That does not look like a whole mail address. It reads like name@example.org.",
    "address_taken": "Another account has this mail address.",
    "address_same": "This is your mail address already.",
    "password_short": "Please take at least 10 letters, digits or signs. Four words in a row are good and easy to keep in mind.",
    "password_long": "Please take at most 200 letters, digits or signs.",
    "password_weak": "This password would be guessed quickly. Add a word or two that have nothing to do with each other.",
    "password_wrong": "This is not your present password. Please try once more.",
    "sign_in_failed": (
        "That address and password do not belong together. Please try once more, or choose a new password. "
        "If you have just joined, use the link in our mail first."
    ),
    "link_spent": "This link was used before, or its time has run out.",
    "unknown_role": "There is no such role.",
    "unknown_choice": "Please choose one of the list.",
    "past_date": "That moment has passed. Please give a later one.",
    "reason_missing": "Please say why. The person reads it.",
    "about_long": "Please keep it to 160 letters.",
    "admins_only": "Only an administrator can do this.",
    "only_admin": "You are the only administrator here. Name another one first, so that somebody can look after this place.",
    "leaving_begun": "Your leaving is under way and cannot be stopped any more.",
    "not_yourself": "You cannot suspend yourself.",
}

HINTS = {
    "This is a top-10 common password.": "It is one of the ten passwords people try first.",
    "This is a top-100 common password.": "It is one of the hundred passwords people try first.",
    "This is a very common password.": "Many people use it, so it is tried first.",
    "This is similar to a commonly used password.": "It is close to one that many people use.",
    "A word by itself is easy to guess.": "One word alone is guessed quickly.",
    "Names and surnames by themselves are easy to guess.": "A name alone is guessed quickly.",
    "Common names and surnames are easy to guess.": "A name alone is guessed quickly.",
    "Straight rows of keys are easy to guess.": "Rows of keys are tried first.",
    "Short keyboard patterns are easy to guess.": "Patterns on the keyboard are tried first.",
    "Dates are often easy to guess.": "Dates are tried first.",
    "Recent years are easy to guess.": "Years are tried first.",
}
"""zxcvbn's warnings in our words; other hints of it are left out."""


def sentence(error: Invalid) -> str:
    """What a person reads for `error`."""
    words = SENTENCES.get(error.reason, "This cannot be used as it is. Please change it.")
    known = [HINTS[hint] for hint in _texts(error.facts.get("hints", ())) if hint in HINTS]
    return " ".join([*known[:1], words])


def _texts(hints: object) -> Iterable[str]:
    return [str(hint) for hint in hints] if isinstance(hints, list | tuple) else []
