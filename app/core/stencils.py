"""Parts of pages that are alike but for a few words: a template makes one of each kind, with holes, and the words are put into them.

A page has twenty posts, and asking a template for each takes longer than everything else that the page does. What stands in no hole
belongs to the kind, so two parts of one kind are made by the same `if`s of the template. A stencil is made of stand-ins alone: it
holds nobody's words, and nothing has to be forgotten.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import fields, is_dataclass
from typing import Any, TypeVar

from flask import current_app
from flask_wtf.csrf import generate_csrf
from jinja2 import StrictUndefined
from markupsafe import Markup

from app.core.slots import forms_hold

T = TypeVar("T")

MOST = 1000
"""Kinds of one part that are kept."""

TOKEN = "csrf_token"  # noqa: S105 - the name of a hole
"""The hole for the token of forms, where a part holds one."""

_TEXT, _ADDRESS, _NUMBER = 0xE000, "stencil{:03}hole", 7_000_000_000_000_000_000


class Stencils:
    """The stencils of one part. Words are given as HTML.

    `texts` are holes for words (a letter of no language stands for each, so that "is it short?" is true of it), `addresses` for words
    in addresses, `numbers` for whole ones.
    """

    def __init__(self, name: str, *, texts: Iterable[str], addresses: Iterable[str] = (), numbers: Iterable[str] = ()):
        self.name = name
        self.holes: dict[str, Any] = {hole: chr(_TEXT + place) for place, hole in enumerate([*texts, TOKEN])}
        self.holes |= {hole: _ADDRESS.format(place) for place, hole in enumerate(addresses)}
        self.holes |= {hole: _NUMBER + place for place, hole in enumerate(numbers)}
        self._names = {str(mark): hole for hole, mark in self.holes.items()}
        self._marks = re.compile("(" + "|".join(map(re.escape, self._names)) + ")")

    def part(self, kind: Hashable, make: Callable[[Mapping[str, Any]], str], words: Mapping[str, str]) -> Markup:
        """The part of this kind with these words. `make(holes)` asks the template, when there is no stencil for the kind yet."""
        kept: dict[Hashable, _Stencil] = current_app.extensions.setdefault("stencils", {}).setdefault(self.name, {})
        found = kept.get(kind)
        if found is None:
            if len(kept) >= MOST:
                kept.clear()
            found = kept[kind] = self._made(make)
        return found.filled(words)

    def _made(self, make: Callable[[Mapping[str, Any]], str]) -> _Stencil:
        with forms_hold(self.holes[TOKEN]):
            cut = self._marks.split(make(self.holes))
        return _Stencil(cut, [(place, self._names[cut[place]]) for place in range(1, len(cut), 2)])


class _Stencil:
    def __init__(self, parts: list[str], holes: list[tuple[int, str]]) -> None:
        self.parts = parts
        self.holes = [(place, name) for place, name in holes if name != TOKEN]
        self.tokens = [place for place, name in holes if name == TOKEN]

    def filled(self, words: Mapping[str, str]) -> Markup:
        parts = self.parts.copy()
        for place, name in self.holes:
            parts[place] = words[name]
        if self.tokens:
            token = str(generate_csrf())
            for place in self.tokens:
                parts[place] = token
        return Markup("".join(parts))  # noqa: S704 - a template made it, and words are HTML


def unsaid(kind: type[T], **said: Any) -> T:
    """A stand-in for a row of `kind`: whoever asks for more of it than `said` gets an error."""
    assert is_dataclass(kind)
    nothing = StrictUndefined(
        hint=f"this of a {kind.__name__} is in no hole of its stencil and does not belong to its kind"
    )
    made: T = kind(**{**{field.name: nothing for field in fields(kind)}, **said})
    return made
