"""Paging by key: a page knows where it begins and ends, not how many came before it. Where there are numbers, `near` offers some."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Page(Generic[T]):
    """One page of a list. `newer` and `older` are opaque keys for the address (`?before=…`, `?after=…`), None at an end."""

    items: Sequence[T]
    newer: str | None = None
    older: str | None = None


def page_number(text: str) -> int:
    """The number that somebody asks for, at least 1; 1 for what is no number."""
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 10 else 1


def near(number: int, pages: int, around: int = 1) -> list[int | None]:
    """Numbers to offer on a page: the first, those around it, the last; None where some are left out. (5, 9) -> 1 - 4 5 6 - 9."""
    wanted = sorted({1, pages, *range(max(1, number - around), min(pages, number + around) + 1)})
    offered: list[int | None] = []
    for before, each in zip([0, *wanted], wanted, strict=False):
        # Three points in the place of one number would save nothing.
        offered += [] if each - before == 1 else [each - 1] if each - before == 2 else [None]
        offered.append(each)
    return offered


def pack_key(*parts: int) -> str:
    """A key for an address: (12, 7) -> '12.7'."""
    return ".".join(str(part) for part in parts)


def unpack_key(text: str | None, length: int) -> tuple[int, ...] | None:
    """The parts of a key, or None when it is missing or not of `length` whole numbers of a sane size."""
    parts = (text or "").split(".")
    if len(parts) != length or not all(part.isascii() and part.isdigit() and len(part) < 19 for part in parts):
        return None
    return tuple(int(part) for part in parts)
