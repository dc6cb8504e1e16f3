"""Passwords: argon2id at 19 MiB, at most two at a time in a process; zxcvbn says what is easily guessed."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError
from zxcvbn import zxcvbn

from app.core.policy import Invalid, TooMany

SHORTEST, LONGEST = 10, 200
GOOD_ENOUGH = 2
"""zxcvbn's score, 0 to 4: 2 withstands guessing over the network."""

WAIT_SECONDS = 15
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_turns = threading.BoundedSemaphore(2)
R = TypeVar("R")


def hash_password(password: str) -> str:
    """What the database keeps. Takes about 30 ms; call it before a command's first statement. Raises TooMany under a rush."""
    return _in_turn(lambda: _hasher.hash(password))


_NOBODY = _hasher.hash("nobody has this password")


def verify(password: str, kept: str | None) -> bool:
    """Whether `password` is the one behind `kept`. Without one it takes as long and is false. Raises TooMany under a rush."""

    def check() -> bool:
        try:
            return _hasher.verify(kept or _NOBODY, password) and kept is not None
        except (Argon2Error, InvalidHashError):
            return False

    return _in_turn(check)


def check_strength(password: str, personal: Iterable[str] = (), field: str = "password") -> None:
    """Raises Invalid (with zxcvbn's `hints`) for a password that is too short, too long, or among the first to be guessed.

    `personal` are words about its owner, which are guessed first.
    """
    if len(password) < SHORTEST:
        raise Invalid("password_short", field=field)
    if len(password) > LONGEST:
        raise Invalid("password_long", field=field)
    words = [part for word in personal for part in (word, *word.replace("@", " ").replace(".", " ").split()) if part]
    found = zxcvbn(password[:72], user_inputs=words)
    if found["score"] < GOOD_ENOUGH:
        feedback = found["feedback"]
        hints = [hint for hint in (feedback["warning"], *feedback["suggestions"]) if hint]
        raise Invalid("password_weak", field=field, hints=hints)


def _in_turn(work: Callable[[], R]) -> R:
    if not _turns.acquire(timeout=WAIT_SECONDS):
        raise TooMany(WAIT_SECONDS)
    try:
        return work()
    finally:
        _turns.release()
