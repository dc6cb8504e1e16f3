"""Facts: what happened, announced upwards. A frozen dataclass of ids, past tense, never what people wrote.

`@on(Fact)` runs inside the command's transaction, for what must be true together; `@after(Fact)` runs once it is committed and
must not fail it. A subscriber to `DomainEvent` hears every fact.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any, ClassVar, TypeVar

log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class DomainEvent:
    """The base of all facts.

    `audited` facts leave an entry in the audit trail, in the same transaction.
    """

    audited: ClassVar[bool] = False
    actor_id: int | None
    """Who did it; None for the system or a visitor."""

    def ids(self) -> dict[str, Any]:
        """Every field by name, for the audit trail; all are ids, codes or dates by house rule."""
        return {item.name: getattr(self, item.name) for item in fields(self)}


F = TypeVar("F", bound=DomainEvent)
Hear = Callable[[Any], None]


class _Subscribers:
    """Who hears of which facts, and of a kind of fact found once: most general class first."""

    def __init__(self) -> None:
        self._added: dict[type[DomainEvent], list[Hear]] = {}
        self._found: dict[type[DomainEvent], tuple[Hear, ...]] = {}

    def add(self, fact: type[DomainEvent], hear: Hear) -> None:
        self._added.setdefault(fact, []).append(hear)
        self._found.clear()

    def heard_by(self, fact: type[DomainEvent]) -> tuple[Hear, ...]:
        found = self._found.get(fact)
        if found is None:
            found = tuple(hear for kind in reversed(fact.__mro__) for hear in self._added.get(kind, ()))
            self._found[fact] = found
        return found


_inside, _later = _Subscribers(), _Subscribers()


def on(fact: type[F]) -> Callable[[Callable[[F], None]], Callable[[F], None]]:
    """Subscribe inside the transaction; an exception rolls the whole command back."""
    return _subscribe(_inside, fact)


def after(fact: type[F]) -> Callable[[Callable[[F], None]], Callable[[F], None]]:
    """Subscribe to the committed fact; an exception is logged and harms nobody."""
    return _subscribe(_later, fact)


def announce(fact: DomainEvent) -> None:
    """Send `fact` to its `@on` subscribers, most general class first. Commands call `command.publish` instead."""
    for hear in _inside.heard_by(type(fact)):
        hear(fact)


def announce_later(fact: DomainEvent) -> None:
    """Send a committed `fact` to its `@after` subscribers."""
    for hear in _later.heard_by(type(fact)):
        try:
            hear(fact)
        except Exception:
            log.exception("after %s", type(fact).__name__)


def _subscribe(subscribers: _Subscribers, fact: type[F]) -> Callable[[Callable[[F], None]], Callable[[F], None]]:
    def register(function: Callable[[F], None]) -> Callable[[F], None]:
        subscribers.add(fact, function)
        return function

    return register
