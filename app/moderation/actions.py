"""What a decision can do about the words. Pure. What it does about the person is a measure."""

from __future__ import annotations

from app.moderation.kinds import WORRIED
from app.moderation.registry import HELD, HIDDEN, PUBLISHED, REMOVED

PUBLISH = "publish"
REDACT = "redact"
SEND_BACK = "send_back"
KEEP = "keep"
HIDE = "hide"
REMOVE = "remove"
RESTORE = "restore"
LOCK = "lock"
UNLOCK = "unlock"
ASK_CHANGE = "ask_change"
RESET_NAME = "reset_name"
CLEAR_ABOUT = "clear_about"
ACTIONS = (
    *(PUBLISH, REDACT, SEND_BACK, KEEP, HIDE, REMOVE, RESTORE, LOCK, UNLOCK),
    *(ASK_CHANGE, RESET_NAME, CLEAR_ABOUT),
)

ON_PROFILE = frozenset({ASK_CHANGE, RESET_NAME, CLEAR_ABOUT})
"""What is done about a name or a profile, and about nothing else."""

UPHOLD = "uphold"
OVERTURN = "overturn"
"""How an appeal ends when no other decision takes the place of the first one."""

LIFT = "lift"
"""What a decision does that ends a limit early. It is about no words, so no form offers it beside the others."""

CHANGES_CONTENT = frozenset(ACTIONS) - {KEEP}
"""Actions that the subject's adapter carries out; keeping things as they are only tells people."""

RESTRICTS = frozenset({REDACT, SEND_BACK, HIDE, REMOVE, LOCK}) | ON_PROFILE
"""Actions that take something from the author: they get a statement of reasons, and may appeal."""

PLAIN = frozenset({PUBLISH, SEND_BACK, KEEP, REMOVE, RESTORE})
"""What every kind of content can do. The others need a place to keep, words that can be changed, or a talk to close."""

ALL = frozenset(ACTIONS)

_ASKS = frozenset({SEND_BACK, ASK_CHANGE})

_USUAL = {
    HELD: (PUBLISH, REDACT, SEND_BACK, REMOVE),
    PUBLISHED: (KEEP, REDACT, HIDE, REMOVE, LOCK, UNLOCK),
    HIDDEN: (RESTORE, KEEP, REMOVE),
    REMOVED: (RESTORE, KEEP),
}


def usual(state: str, able: frozenset[str] = PLAIN) -> tuple[str, ...]:
    """The actions for a subject in `state` that is `able` to them; keeping things as they are when nothing else makes sense."""
    return tuple(action for action in _USUAL.get(state, ()) if action in able) or (KEEP,)


def for_kind(kind: str, actions: tuple[str, ...]) -> tuple[str, ...]:
    """Those of `actions` that make sense for a kind of item: nobody's despair goes back to be improved."""
    return tuple(action for action in actions if kind != WORRIED or action not in _ASKS) or (KEEP,)


def may_measure(kind: str) -> bool:
    """Whether a decision on this kind of item may do something about the person: a crisis signal counts against nobody."""
    return kind != WORRIED


def tells_author(action: str, measure: str) -> bool:
    """Whether the author hears of it: not when nothing happened to them."""
    return action != KEEP or bool(measure)


def is_restriction(action: str, measure: str) -> bool:
    """Whether something was taken from the author: then the statement of reasons goes out by mail in any case."""
    return action in RESTRICTS or bool(measure)
