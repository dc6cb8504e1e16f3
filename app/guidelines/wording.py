"""The sentences a member reads about a finding. Kind, plain, and true for every draft of the kind.

A suggested wording never claims anything about the author's own body or care.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.guidelines.effects import Effect


@dataclass(frozen=True, slots=True)
class Words:
    """What a finding is called, why it matters, what to do, and what the two buttons say.

    `fix` is empty where no words can be put in the place of the author's.
    """

    title: str
    why: str
    what_to_do: str
    fix: str = ""
    dispute: str = "The check got this wrong"


_WHO_READS = "Everyone who can see this post could copy it, now and years from now."
_TAKE_OUT = "Your post says as much without it."

_CONTACT_DETAILS = {
    "phone": Words(
        "A phone number",
        f"{_WHO_READS} People you have never met could ring it.",
        _TAKE_OUT,
        "Take the number out",
        "This is not a phone number",
    ),
    "email": Words(
        "An e-mail address",
        f"{_WHO_READS} Machines collect addresses from pages like this one.",
        _TAKE_OUT,
        "Take the address out",
        "This is not an e-mail address",
    ),
    "address": Words(
        "A postal address",
        f"{_WHO_READS} It tells strangers where somebody is, and it is hard to take back.",
        "The name of a town or a region is usually enough.",
        "Take the address out",
        "This is not an address",
    ),
    "birth_date": Words(
        "A date of birth",
        "Together with a name it is often enough to pass for somebody at a bank or a clinic.",
        "An age tells people here all they need.",
        "Take the date out",
        "This is not a date of birth",
    ),
    "health_number": Words(
        "A hospital, health or insurance number",
        "With it, somebody could ask for records or bills in another person's name.",
        "Nobody here can look anything up with it. Your clinic is the place to give it.",
        "Take the number out",
        "This is not such a number",
    ),
    "national_number": Words(
        "A national or identity number",
        "With it, somebody could open accounts or claim money in another person's name.",
        _TAKE_OUT,
        "Take the number out",
        "This is not such a number",
    ),
    "card": Words(
        "A payment card number",
        "With it, somebody could pay with another person's money.",
        "If it has been public anywhere, ring the bank and ask for a new card.",
        "Take the number out",
        "This is not a card number",
    ),
    "bank_account": Words(
        "Bank details",
        "With them, somebody could try to take money or ask others for it.",
        _TAKE_OUT,
        "Take them out",
        "These are not bank details",
    ),
}

_CLOSE_TO = "Some of these words are close to words people use when they think of dying."
_OFTEN_WRONG = "A word list on our own server noticed. It is often wrong, and then you can simply go on."

_CRISIS = {
    "thoughts": Words(
        "Your words sounded heavy",
        f"{_CLOSE_TO} {_OFTEN_WRONG}",
        "You are allowed to say this here. It may help to talk with a trained listener as well.",
        dispute="I am all right",
    ),
    "intent": Words(
        "You may be in danger",
        f"{_CLOSE_TO} {_OFTEN_WRONG}",
        "If you have hurt yourself or are about to, please call for help now. The numbers are on this page.",
        dispute="I am all right",
    ),
    "self_harm": Words(
        "Your words sounded as if you are hurting yourself",
        f"Some of these words are close to words people use when they hurt themselves. {_OFTEN_WRONG}",
        "You are allowed to say this here. It may help to talk with a trained listener as well.",
        dispute="I am all right",
    ),
    "somebody_else": Words(
        "You may be worried about somebody",
        f"Some of these words may mean that a person you know is in danger. {_OFTEN_WRONG}",
        "If they are in danger now, call for help. The lines on this page also listen to people who worry about someone.",
    ),
    "past": Words(
        "Something hard from before",
        f"{_CLOSE_TO} You can post it as it is.",
        "If it has come close again, the numbers on this page are there day and night.",
    ),
    "heavy": Words(
        "This sounded like a hard day",
        "Some of these words are close to words people use when they can hardly go on. You can post it as it is.",
        "If you would like to talk with somebody, the numbers on this page are there for that.",
    ),
}
_CRISIS["plan"] = _CRISIS["means"] = _CRISIS["intent"]

_WORDS = {"contact_details": _CONTACT_DETAILS, "crisis": _CRISIS}

_FAMILY_NAMES = {"contact_details": "Private details", "crisis": "Somebody may be in danger"}

_IF_POSTED = {
    Effect.NOTE: "If you post it as it is, it goes up at once.",
    Effect.NUDGE: "If you post it as it is, it goes up at once, and we keep a note that you chose to.",
    Effect.HOLD: "If you post it as it is, a moderator reads it first. You can edit it or take it back while it waits.",
    Effect.BLOCK: "It cannot go up like this. Nothing you wrote is lost: change the words, or save it for later.",
}
_IF_CRISIS_POSTED = (
    "If you post it, a moderator reads it first, because they would want to know how you are. "
    "Nobody is cross with you, and it never counts against you."
)


def words_for(family: str, kind: str) -> Words:
    """Raises `KeyError` for a kind that has no words yet; a test holds every kind against this."""
    return _WORDS[family][kind]


def kinds_of(family: str) -> tuple[str, ...]:
    """The kinds of findings a family makes."""
    return tuple(_WORDS[family])


def family_name(family: str) -> str:
    """What staff and members call a family of checks."""
    return _FAMILY_NAMES[family]


def if_posted(family: str, effect: Effect) -> str:
    """What happens when the author posts it as it is."""
    if family == "crisis" and effect is Effect.HOLD:
        return _IF_CRISIS_POSTED
    return _IF_POSTED[effect]
