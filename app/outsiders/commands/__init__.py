"""Use cases of notices from outsiders."""

from app.outsiders.commands.answering import add_words, keep_answer, note_reading
from app.outsiders.commands.ending import look_again, note_claim, settle
from app.outsiders.commands.forgetting import forget_keys, forget_of, forget_old, forget_unconfirmed
from app.outsiders.commands.telling import confirm, tell

__all__ = [
    "add_words",
    "confirm",
    "forget_keys",
    "forget_of",
    "forget_old",
    "forget_unconfirmed",
    "keep_answer",
    "look_again",
    "note_claim",
    "note_reading",
    "settle",
    "tell",
]
