"""Several items in one act: each is its own decision in its own transaction, and what went wrong with one stops no other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.accounts.actor import Actor
from app.core.policy import Conflict, Forbidden, Invalid, NotFound
from app.moderation.commands.claims import close_as_seen
from app.moderation.commands.decide import decide
from app.moderation.inputs import DecisionInput

OF_ALL = frozenset({"clause", "statement"})
"""What is the same for every item: a refusal about it is said before anything is decided."""


@dataclass(frozen=True)
class Shown:
    """An item as it stood on the page."""

    item_id: int
    version: int
    revision_id: int | None


@dataclass(frozen=True)
class Refused:
    """An item that was left as it is, with the reason's code and, where somebody was faster, their name."""

    item_id: int
    reason: str
    who: str = ""


@dataclass(frozen=True)
class TogetherOutcome:
    """`done` are ids of items, in the order they were given."""

    done: tuple[int, ...]
    refused: tuple[Refused, ...]


def decide_together(actor: Actor, items: Sequence[Shown], action: str, clause: int, statement: str) -> TogetherOutcome:
    """One action, guideline and reason for each of `items`. Raises Invalid (`clause`, `statement`) before anything is decided."""

    def rule(item: Shown) -> None:
        decide(actor, item.item_id, DecisionInput(item.version, action, clause, statement, item.revision_id))

    return _each(items, rule)


def close_together(actor: Actor, items: Sequence[Shown]) -> TogetherOutcome:
    """Close each of `items` as seen."""

    def close(item: Shown) -> None:
        close_as_seen(actor, item.item_id)

    return _each(items, close)


def _each(items: Sequence[Shown], act: Callable[[Shown], None]) -> TogetherOutcome:
    done: list[int] = []
    refused: list[Refused] = []
    for item in items:
        try:
            act(item)
            done.append(item.item_id)
        except Conflict as conflict:
            refused.append(Refused(item.item_id, conflict.reason, str(conflict.facts.get("who", ""))))
        except Invalid as problem:
            if problem.field in OF_ALL:
                raise
            refused.append(Refused(item.item_id, "not_now"))
        except (NotFound, Forbidden):
            refused.append(Refused(item.item_id, "gone"))
    return TogetherOutcome(tuple(done), tuple(refused))
