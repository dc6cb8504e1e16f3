"""What an author reads about telling somebody what to take."""

from __future__ import annotations

from app.guidelines.words.shape import Words

NAME = "Telling somebody what to take"

_ANOTHER_BODY = "What was right for one person can harm another, because of other medicines, kidneys, age or an illness nobody mentioned."
_ASK_INSTEAD = (
    "Point them to the people who know their whole history. What you take yourself, and how it went, is welcome here."
)
_ASK = "Say: ask your doctor or pharmacist"
_NO_ADVICE = "This tells nobody what to take"

WORDS = {
    "start": Words("Telling somebody to take something", _ANOTHER_BODY, _ASK_INSTEAD, _ASK, _NO_ADVICE),
    "stop": Words(
        "Telling somebody to stop a medicine, or not to",
        "Some medicines must not be stopped at once, and nobody here can see which, or why somebody was given theirs.",
        _ASK_INSTEAD,
        _ASK,
        _NO_ADVICE,
    ),
    "change": Words(
        "Telling somebody to change a dose or a medicine",
        "A dose is worked out for one person. A small step for one can be too much, or too little, for another.",
        _ASK_INSTEAD,
        _ASK,
        _NO_ADVICE,
    ),
    "avoid": Words(
        "Telling somebody not to take something",
        "It may be the very medicine that somebody needs. Nobody here can see why it was given.",
        _ASK_INSTEAD,
        _ASK,
        _NO_ADVICE,
    ),
    "diagnosis": Words(
        "Telling somebody which illness they have",
        "Many illnesses look alike from outside. Being told one by a stranger can frighten somebody, or keep them from being seen.",
        "You can say what it was for you, and what led to finding it. Whether it is the same, a doctor can say.",
        dispute="This finds no illness in anybody",
    ),
    "cure_claim": Words(
        "A cure that is promised",
        "People who are ill are offered cures every day. Some leave a treatment that works for one that was promised.",
        "You can say what helped you, and where you read about it.",
        dispute="This promises no cure",
    ),
}
