"""The letters of accounts: what each is for, how long its link lasts, where it leads. Their words are templates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True)
class LetterKind:
    """A letter by purpose. `endpoint` is where its link leads; a letter without one has no token. Subjects carry no topic."""

    purpose: str
    subject: str
    endpoint: str = ""
    lasts: timedelta = timedelta(days=2)


CONFIRM = LetterKind("confirm", "Please confirm your address", "accounts.confirm_link", timedelta(hours=48))
KNOWN = LetterKind("known", "About your address")
RESET = LetterKind("reset", "A new password", "accounts.reset_link", timedelta(hours=1))
ADDRESS = LetterKind("address", "Please confirm your new address", "accounts.confirm_link", timedelta(hours=48))
MOVED = LetterKind("moved", "Your address was changed")
PASSWORD = LetterKind("password", "Your password was changed")
LEAVING = LetterKind("leaving", "About your account", "accounts.stay_link", timedelta(days=7))
LEFT = LetterKind("left", "About your account")
LEFT_EXCLUDED = LetterKind("left_excluded", "About your account")
"""The last letter to somebody who cannot come back yet."""
EXCLUDED = LetterKind("excluded", "About your address")
NOBODY = LetterKind("nobody", "")
"""Written to no one: asking with an unknown address takes the same steps as with a known one."""

_ALL = (CONFIRM, KNOWN, RESET, ADDRESS, MOVED, PASSWORD, LEAVING, LEFT, LEFT_EXCLUDED, EXCLUDED, NOBODY)
KINDS = {kind.purpose: kind for kind in _ALL}
