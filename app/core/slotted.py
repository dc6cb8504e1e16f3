"""A page in pieces: the bytes that all readers of a kind see alike, plain and packed, and the slots between them.

Packed is one gzip stream that is put together, not made anew: the bytes were packed when the page was kept, and the values of slots lie
in blocks of their own. So no value is ever packed along with other words, and its length tells nothing of them.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from app.core.pages import LEVEL
from app.core.slots import Slot, size_of

Part = bytes | Slot

OVERHEAD = 2500
"""About what such a page takes besides its bytes."""

LONG = 200
"""A value of so many bytes is packed by itself; it holds no secret, those are short."""

_HEADER = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
_NO_MORE = b"\x03\x00"
_NOT_TEXT = b"\xff"
"""Stands for a value while what follows it is packed. No text in UTF-8 holds it, so nothing is ever said to be as it was there."""


@dataclass(frozen=True)
class SlottedPage:
    """A kept page of many readers. `beside` is what its route wants to know when it is shown again; `counts`: see `for_readers.Reading`.

    `made_at` is when its oldest part was made, `counted_at` when it was put together.
    """

    plain: tuple[Part, ...]
    packed: tuple[Part, ...]
    slots: frozenset[Slot]
    stamps: tuple[int, ...]
    made_at: datetime
    beside: Any
    counts: tuple[int, ...]
    counted_at: datetime

    def is_young(self, now: datetime, fresh_for: timedelta) -> bool:
        return timedelta() <= now - self.made_at < fresh_for

    @property
    def size(self) -> int:
        return sum(len(part) if isinstance(part, bytes) else 100 for part in (*self.plain, *self.packed)) + OVERHEAD


def slotted(
    plain: Sequence[Part],
    stamps: tuple[int, ...],
    counted_at: datetime,
    beside: Any = None,
    counts: tuple[int, ...] = (),
    made_at: datetime | None = None,
) -> SlottedPage:
    """A page ready to be kept. It was made at once where `made_at` says nothing else."""
    slots = frozenset(part for part in plain if not isinstance(part, bytes))
    packed = tuple(_packed(plain))
    return SlottedPage(tuple(plain), packed, slots, stamps, made_at or counted_at, beside, counts, counted_at)


def filled(page: SlottedPage, values: Mapping[Slot, bytes]) -> bytes:
    """The page as the reader sees it who has these values."""
    return b"".join([part if type(part) is bytes else values[part] for part in page.plain])  # type: ignore[index]


def filled_and_packed(page: SlottedPage, values: Mapping[Slot, bytes]) -> bytes | None:
    """The same as one gzip stream; None when a value is not as long as it always is."""
    blocks: dict[Slot, bytes] = {}
    for slot in page.slots:
        value, size = values[slot], size_of(slot)
        if size is not None and len(value) != size:
            return None
        blocks[slot] = _alone(value) if len(value) > LONG else _stored(value)
    stream = [part if type(part) is bytes else blocks[part] for part in page.packed]  # type: ignore[index]
    whole = filled(page, values)
    return b"".join([*stream, _NO_MORE, struct.pack("<II", zlib.crc32(whole), len(whole) & 0xFFFFFFFF)])


def _packed(plain: Sequence[Part]) -> list[Part]:
    """The bytes packed, each piece ending at a whole byte; slots stay. After one whose length varies nothing looks back before it."""
    packer = _packer()
    parts: list[Part] = [_HEADER]
    for part in plain:
        if isinstance(part, bytes):
            parts.append(packer.compress(part) + packer.flush(zlib.Z_SYNC_FLUSH))
            continue
        parts.append(part)
        size = size_of(part)
        if size is None:
            packer = _packer()
        else:
            packer.compress(_NOT_TEXT * size)
            packer.flush(zlib.Z_SYNC_FLUSH)
    return parts


def _packer() -> Any:
    return zlib.compressobj(LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)


def _stored(value: bytes) -> bytes:
    """A block that holds the bytes as they are."""
    size = len(value)
    return b"\x00" + struct.pack("<HH", size, size ^ 0xFFFF) + value if size else b""


@lru_cache(maxsize=256)
def _alone(value: bytes) -> bytes:
    packer = _packer()
    return bytes(packer.compress(value) + packer.flush(zlib.Z_FULL_FLUSH))
