"""What an author reads about words that may mean danger. They are gentle, and never say that somebody did wrong."""

from __future__ import annotations

from app.guidelines.words.shape import Words

NAME = "Somebody may be in danger"

_CLOSE_TO = "Some of these words are close to words people use when they think of dying."
_OFTEN_WRONG = "A word list on our own server noticed. It is often wrong, and then you can simply go on."

WORDS = {
    "thoughts": Words(
        "Your words sounded heavy",
        f"{_CLOSE_TO} {_OFTEN_WRONG}",
        "You are allowed to say this here. It may help to talk with a trained listener as well.",
        dispute="I am all right",
    ),
    "weighed": Words(
        "Your words sounded heavy",
        f"Taken together, some of these words are close to what people write when they can hardly go on. {_OFTEN_WRONG}",
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
        _CLOSE_TO,
        "You are allowed to tell this here. If it has come close again, the numbers on this page are there for that.",
    ),
    "heavy": Words(
        "This sounded like a hard day",
        "Some of these words are close to words people use when they can hardly go on. You are allowed to say this here.",
        "If you would like to talk with somebody, the numbers on this page are there for that.",
    ),
}
WORDS["plan"] = WORDS["means"] = WORDS["intent"]
