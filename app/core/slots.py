"""Values of one reader in a page that is kept for many: a mark stands in the page, and every reader's own value is put there.

`own("csrf")`, in a template or in a route, is the value itself, or its mark while a page is made to be kept. Who knows a value says so
with `@fills(name)`: a function of what the mark is about, asked once for each request.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import NamedTuple

from flask import Flask, g
from markupsafe import Markup

Fill = Callable[[str], str]

_TOKEN = secrets.token_hex(16)
"""Of this process alone. It never leaves it: whoever could type a mark would have another reader's value put into their words."""

_MARK = re.compile(f"{_TOKEN}([a-z]+)x([0-9a-f]*)z".encode())
_MARKING, _VALUES, _IN_FORMS = "marking", "own_values", "csrf_token"


class Slot(NamedTuple):
    """A place for a value: its name, and what it is about ('' for nothing, an id, an address)."""

    name: str
    about: str = ""


@dataclass(frozen=True)
class Filler:
    """Who makes the value. `size`: its bytes, where that never varies, be it with spaces behind it (`is_padded`)."""

    fill: Fill
    size: int | None
    is_padded: bool


_fillers: dict[str, Filler] = {}


def fills(name: str, size: int | None = None, *, padded: bool = True) -> Callable[[Fill], Fill]:
    """Offer the value of the slots called `name` (small letters): HTML, of whoever asks.

    A page packs better when the `size` of a value is known: shorter ones get spaces behind them if they may be `padded`. Raises
    ValueError when the name is taken.
    """

    def register(function: Fill) -> Fill:
        if name in _fillers:
            raise ValueError(f"a slot has a name of its own: {name!r}")
        _fillers[name] = Filler(function, size, padded)
        return function

    return register


def own(name: str, about: object = "") -> Markup:
    """The reader's value, or its mark."""
    if is_marking():
        return Markup(f"{_TOKEN}{name}x{str(about).encode().hex()}z")  # noqa: S704 - letters and digits
    return Markup(_fillers[name].fill(str(about)))  # noqa: S704 - whoever fills it makes HTML


def is_marking() -> bool:
    """Whether the page that is made now is to be kept for many."""
    return _MARKING in g


@contextmanager
def marking() -> Iterator[None]:
    """Marks instead of values, also for the token of forms."""
    g.marking = True
    try:
        with forms_hold(own("csrf")):
            yield
    finally:
        g.pop(_MARKING, None)


@contextmanager
def forms_hold(mark: str) -> Iterator[None]:
    """What is made meanwhile has `mark` where forms hold a token."""
    known = g.pop(_IN_FORMS, None)
    setattr(g, _IN_FORMS, str(mark))
    try:
        yield
    finally:
        g.pop(_IN_FORMS, None)
        if known is not None:
            setattr(g, _IN_FORMS, known)


def parts_of(body: bytes) -> tuple[bytes | Slot, ...]:
    """A page with marks as the bytes between them, and the slots."""
    pieces = _MARK.split(body)
    found: list[bytes | Slot] = []
    for place in range(0, len(pieces), 3):
        if pieces[place]:
            found.append(pieces[place])
        if place + 2 < len(pieces):
            found.append(Slot(pieces[place + 1].decode(), bytes.fromhex(pieces[place + 2].decode()).decode()))
    return tuple(found)


def has_marks(body: bytes) -> bool:
    return _TOKEN.encode() in body


def size_of(slot: Slot) -> int | None:
    """The bytes that its value always has, None when that varies."""
    return _fillers[slot.name].size


def values_of(slots: Iterable[Slot]) -> Mapping[Slot, bytes]:
    """What whoever asks sees in these slots; the same all through one request."""
    values: dict[Slot, bytes] = g.setdefault(_VALUES, {})
    for slot in slots:
        if slot not in values:
            values[slot] = _value(slot)
    return values


def _value(slot: Slot) -> bytes:
    filler = _fillers[slot.name]
    found = filler.fill(slot.about).encode()
    return found.ljust(filler.size) if filler.size is not None and filler.is_padded else found


def init_slots(app: Flask) -> None:
    """Let templates ask for values of their reader."""
    app.add_template_global(own, "own")
