"""An appeal never makes it worse: what takes a decision's place is at most as grave. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from app.core.policy import Invalid
from app.core.scope import is_within
from app.moderation.actions import (
    ASK_CHANGE,
    CLEAR_ABOUT,
    HIDE,
    LOCK,
    ON_PROFILE,
    REDACT,
    REMOVE,
    RESET_NAME,
    SEND_BACK,
)
from app.moderation.inputs import DecisionInput
from app.moderation.measures import LIMITS, MEASURES, rank
from app.moderation.models import Decision

_WEIGHT = {REDACT: 1, LOCK: 1, SEND_BACK: 2, HIDE: 2, REMOVE: 3, ASK_CHANGE: 1, RESET_NAME: 2, CLEAR_ABOUT: 2}
"""What is taken from somebody's words; everything else leaves them as they are."""


def weight(action: str) -> int:
    """How much an action takes from somebody's words: 0 for nothing, 3 for all."""
    return _WEIGHT.get(action, 0)


def leaves_something(action: str, measure: str) -> bool:
    """Whether anything of a restriction is left: else it is overturned."""
    return bool(weight(action) or measure)


def begin_with(first: Decision, actions: Sequence[str]) -> tuple[str, str]:
    """Action and measure that a change begins with: one step milder on the words where that is possible, else on the person."""
    lighter = [action for action in actions if 0 < weight(action) < weight(first.action)]
    if lighter:
        return lighter[-1], ""
    milder = [code for code in MEASURES if rank(code) < rank(first.measure)]
    return actions[0], milder[-1] if milder else ""


def _takes_another_part(action: str, first: str) -> bool:
    """A line in the place of a name is not milder: it was not taken before."""
    return action in ON_PROFILE - {ASK_CHANGE} and action != first


def check_milder(given: DecisionInput, first: Decision) -> None:
    """Raises Invalid: 'graver' (`action`, `measure`, `path` or `until`), and 'is_overturn' (`outcome`) for what leaves no restriction:
    that is to overturn."""
    if not leaves_something(given.action, given.measure):
        raise Invalid("is_overturn", field="outcome")
    if weight(given.action) > weight(first.action) or _takes_another_part(given.action, first.action):
        raise Invalid("graver", field="action")
    if rank(given.measure) > rank(first.measure):
        raise Invalid("graver", field="measure")
    if given.measure not in LIMITS:
        return
    if not is_within(given.path, first.path):
        raise Invalid("graver", field="path")
    if first.until is not None and (given.until is None or given.until > first.until):
        raise Invalid("graver", field="until")
