"""Facts: what happened, announced upwards. A frozen dataclass of ids, past tense, never what people wrote.

`@on(Fact)` runs inside the command's transaction, for what must be true together; `@after(Fact)` runs once it is committed and
must not fail it. A subscriber to `DomainEvent` hears every fact.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, fields
from functools import cache
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
_inside: dict[type[DomainEvent], list[Hear]] = {}
_later: dict[type[DomainEvent], list[Hear]] = {}


def on(fact: type[F]) -> Callable[[Callable[[F], None]], Callable[[F], None]]:
    """Subscribe inside the transaction; an exception rolls the whole command back."""
    return _subscribe(_inside, fact)


def after(fact: type[F]) -> Callable[[Callable[[F], None]], Callable[[F], None]]:
    """Subscribe to the committed fact; an exception is logged and harms nobody."""
    return _subscribe(_later, fact)


def announce(fact: DomainEvent) -> None:
    """Send `fact` to its `@on` subscribers, most general class first. Commands call `command.publish` instead."""
    for hear in _heard_inside(type(fact)):
        hear(fact)


def announce_later(fact: DomainEvent) -> None:
    """Send a committed `fact` to its `@after` subscribers."""
    for hear in _heard_later(type(fact)):
        try:
            hear(fact)
        except Exception:
            log.exception("after %s", type(fact).__name__)


@cache
def _heard_inside(fact: type[DomainEvent]) -> tuple[Hear, ...]:
    return _heard(_inside, fact)


@cache
def _heard_later(fact: type[DomainEvent]) -> tuple[Hear, ...]:
    return _heard(_later, fact)


def _heard(table: dict[type[DomainEvent], list[Hear]], fact: type[DomainEvent]) -> tuple[Hear, ...]:
    return tuple(hear for kind in reversed(fact.__mro__) for hear in table.get(kind, ()))


def _subscribe(
    table: dict[type[DomainEvent], list[Hear]], fact: type[F]
) -> Callable[[Callable[[F], None]], Callable[[F], None]]:
    def register(function: Callable[[F], None]) -> Callable[[F], None]:
        table.setdefault(fact, []).append(function)
        # A package that is plugged in later hears of what was announced before, too.
        _heard_inside.cache_clear()
        _heard_later.cache_clear()
        return function

    return register
