"""What a decision can do. Pure."""

from __future__ import annotations

from app.moderation.registry import HELD, PUBLISHED, REMOVED

PUBLISH = "publish"
SEND_BACK = "send_back"
REMOVE = "remove"
RESTORE = "restore"
KEEP = "keep"
WARN = "warn"
ACTIONS = (PUBLISH, SEND_BACK, REMOVE, RESTORE, KEEP, WARN)

CHANGES_CONTENT = frozenset({PUBLISH, SEND_BACK, REMOVE, RESTORE})
"""Actions that the subject's adapter carries out; the others only tell people."""

SPARES_AUTHOR = frozenset({KEEP})
"""Actions of which the author hears nothing: nothing happened to them."""

_USUAL = {
    HELD: (PUBLISH, SEND_BACK, REMOVE),
    PUBLISHED: (KEEP, WARN, REMOVE),
    REMOVED: (RESTORE, KEEP),
}


def usual(state: str) -> tuple[str, ...]:
    """The actions for a subject in `state`; keeping things as they are when nothing else makes sense."""
    return _USUAL.get(state, (KEEP,))
