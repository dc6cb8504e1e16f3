"""Permissions and refusals: a permission is `noun.verb`, one pure function `(actor, thing) -> Verdict`.

Commands call `require(...)`. The exceptions below are mapped once, in `core.web`, to the answer a browser gets.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar


@dataclass(frozen=True)
class Verdict:
    """Allowed, or refused with a reason code that `wording.py` of the owning package can say kindly."""

    allowed: bool
    reason: str = ""

    def __bool__(self) -> bool:
        return self.allowed


ALLOW = Verdict(True)


def deny(reason: str) -> Verdict:
    """A refusal with its reason code."""
    return Verdict(False, reason)


def allow_if(condition: bool, reason: str) -> Verdict:
    """Allowed when `condition` holds, else refused for `reason`."""
    return ALLOW if condition else deny(reason)


class Refusal(Exception):
    """Base of the answers that end a command without a change."""


class NotFound(Refusal):
    """The thing is not there for this actor: 404, whether hidden or missing."""


class Forbidden(Refusal):
    """The actor may see the thing but not do this: 403 with the reason."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Conflict(Refusal):
    """Somebody was faster, or the thing has moved on: 409. `facts` are for the page that explains it."""

    def __init__(self, reason: str, **facts: Any) -> None:
        super().__init__(reason)
        self.reason = reason
        self.facts = facts


class Invalid(Refusal):
    """The input cannot be used as it is: 422. `field` names the input at fault."""

    def __init__(self, reason: str, field: str = "", **facts: Any) -> None:
        super().__init__(reason)
        self.reason = reason
        self.field = field
        self.facts = facts


class Faults(Invalid):
    """Several things at once: `faults` in the order of the form, so that each is shown at its field; the first stands for all."""

    def __init__(self, faults: Sequence[Invalid]) -> None:
        first = faults[0]
        super().__init__(first.reason, first.field, **first.facts)
        self.faults = tuple(faults)


def refuse_faults(faults: Iterable[Invalid]) -> None:
    """Raises Faults when there is any; at most one for a field is kept, the first."""
    first: dict[str, Invalid] = {}
    for fault in faults:
        first.setdefault(fault.field, fault)
    if first:
        raise Faults(list(first.values()))


def each_fault(error: Invalid) -> tuple[Invalid, ...]:
    """All that is wrong, one by one."""
    return error.faults if isinstance(error, Faults) else (error,)


class TooMany(Refusal):
    """A limit is reached: 429. `wait_seconds` says when to try again, `reason` which limit it is, where that can be told."""

    def __init__(self, wait_seconds: int, reason: str = "too_many") -> None:
        super().__init__(reason)
        self.wait_seconds = wait_seconds
        self.reason = reason


class Closed(Exception):
    """Nobody may write now, whoever they are: 503. `reason` is 'moving' or 'moved'; reading goes on."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


Policy = TypeVar("Policy", bound=Callable[..., Verdict])
PERMISSIONS: dict[str, Callable[..., Verdict]] = {}


def permission(name: str) -> Callable[[Policy], Policy]:
    """Register a policy under `noun.verb`. Raises ValueError when the name is taken or has no dot."""

    def register(function: Policy) -> Policy:
        if "." not in name or name in PERMISSIONS:
            raise ValueError(f"a permission is noun.verb and has one function: {name!r}")
        PERMISSIONS[name] = function
        return function

    return register


def require(verdict: Verdict) -> None:
    """Raises Forbidden with the reason unless allowed."""
    if not verdict.allowed:
        raise Forbidden(verdict.reason)
