"""What is said to somebody who told us: what was decided, by whom, and what they can do now. Pure.

It names no author, no title and nothing about the person. Where the sender could not read what they pointed to, it says the same whether
something is there or not.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.moderation.actions import HIDE, KEEP, LOCK, PUBLISH, REDACT, REMOVE, RESTORE, SEND_BACK, UNLOCK
from app.moderation.letters import guideline
from app.moderation.registry import HELD, HIDDEN, REMOVED

LEFT = "left"
TAKEN_DOWN = "taken_down"
IN_PART = "in_part"
CLOSED = "closed"
AWAY = "away"
UNSAID = "unsaid"
"""What came of a notice."""

AGAIN = "Somebody else of the team has looked at it again. What follows takes the place of what we told you before."

SAME_FORM = "tell us once more by the same form, give the number above, and say what we missed: it is looked at anew"
"""Our own second look, where nobody is named to write to."""


@dataclass(frozen=True)
class Ended:
    """How it ended. `action` is '' when its author took it away before anybody decided; `answer` is a moderator's own word to the first
    decision. `is_again`: somebody else has decided since, on an appeal."""

    is_seen: bool
    action: str
    what: str
    state_before: str
    clause: int
    clause_title: str
    law: str
    answer: str
    contact: str
    is_again: bool = False


def outcome(ended: Ended) -> str:
    """One of the codes above."""
    if not ended.is_seen:
        return UNSAID
    out = LEFT if ended.state_before not in (HELD, HIDDEN, REMOVED) else TAKEN_DOWN
    return {
        "": AWAY,
        HIDE: TAKEN_DOWN,
        REMOVE: TAKEN_DOWN,
        SEND_BACK: TAKEN_DOWN,
        REDACT: IN_PART,
        LOCK: CLOSED,
        PUBLISH: LEFT,
        RESTORE: LEFT,
        UNLOCK: LEFT,
        KEEP: out,
    }.get(ended.action, out)


def answer(ended: Ended) -> tuple[str, ...]:
    """The decision for its sender, in paragraphs; the page and the letter say the same."""
    code = outcome(ended)
    is_again = ended.is_again and ended.is_seen
    # A word that went with the first decision may not be true of this one.
    word = "" if is_again else ended.answer.strip()
    parts = (AGAIN if is_again else "", _what(ended, code), word, _who(ended), _now(ended))
    return tuple(part for part in parts if part)


def _what(ended: Ended, code: str) -> str:
    rule = guideline(ended.clause, ended.clause_title, ended.law)
    if code == UNSAID:
        return (
            "Moderators have read what you told us and dealt with it. The address you gave does not lead to anything that everybody "
            "may read, so we cannot say more about what stands there, or whether anything does."
        )
    if code == AWAY:
        return "What you told us about was taken away by its author before we decided. It can be read no more."
    return {
        TAKEN_DOWN: f"We looked at the {ended.what} you told us about under {rule}. It cannot be read any more.",
        IN_PART: f"We looked at the {ended.what} you told us about under {rule}. The words concerned were taken out; the rest stays.",
        CLOSED: f"We looked at the {ended.what} you told us about under {rule}. It stays, and nobody can add to that talk any more.",
        LEFT: f"We looked at the {ended.what} you told us about with {rule} and the law in mind. We found no reason to take it down.",
    }[code]


def _who(ended: Ended) -> str:
    return "A person made this decision, not a machine." if ended.action else ""


def _now(ended: Ended) -> str:
    again = f"write to {ended.contact}, with the number above" if ended.contact else SAME_FORM
    return (
        f"If you think this is wrong, {again}. You can also go to a court, or to a body that settles such disputes. "
        "If somebody is in danger, please call the police."
    )
