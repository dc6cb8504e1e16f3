"""Facts: what happened, announced upwards. A frozen dataclass of ids, past tense, never what people wrote.

`@on(Fact)` runs inside the command's transaction, for what must be true together; `@after(Fact)` runs once it is committed and
must not fail it. A subscriber to `DomainEvent` hears every fact.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any, ClassVar, TypeVar

from blinker import Signal

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
_inside: dict[type[DomainEvent], Signal] = {}
_later: dict[type[DomainEvent], Signal] = {}


def on(fact: type[F]) -> Callable[[Callable[[F], None]], Callable[[F], None]]:
    """Subscribe inside the transaction; an exception rolls the whole command back."""
    return _subscribe(_inside, fact)


def after(fact: type[F]) -> Callable[[Callable[[F], None]], Callable[[F], None]]:
    """Subscribe to the committed fact; an exception is logged and harms nobody."""
    return _subscribe(_later, fact)


def announce(fact: DomainEvent) -> None:
    """Send `fact` to its `@on` subscribers, most general class first. Commands call `command.publish` instead."""
    for kind in reversed(type(fact).__mro__):
        if kind in _inside:
            _inside[kind].send(fact)


def announce_later(fact: DomainEvent) -> None:
    """Send a committed `fact` to its `@after` subscribers."""
    for kind in reversed(type(fact).__mro__):
        if kind not in _later:
            continue
        for receiver in _later[kind].receivers_for(fact):
            try:
                receiver(fact)
            except Exception:
                log.exception("after %s", type(fact).__name__)


def _subscribe(
    table: dict[type[DomainEvent], Signal], fact: type[F]
) -> Callable[[Callable[[F], None]], Callable[[F], None]]:
    def register(function: Callable[[F], None]) -> Callable[[F], None]:
        table.setdefault(fact, Signal()).connect(function, weak=False)
        return function

    return register
