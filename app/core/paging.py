"""Paging by key: a page knows where it begins and ends, never how many came before it."""

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


def pack_key(*parts: int) -> str:
    """A key for an address: (12, 7) -> '12.7'."""
    return ".".join(str(part) for part in parts)


def unpack_key(text: str | None, length: int) -> tuple[int, ...] | None:
    """The parts of a key, or None when it is missing or not of `length` whole numbers of a sane size."""
    parts = (text or "").split(".")
    if len(parts) != length or not all(part.isascii() and part.isdigit() and len(part) < 19 for part in parts):
        return None
    return tuple(int(part) for part in parts)
