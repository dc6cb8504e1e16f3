"""Pages of members, made once for all readers of a kind, with each reader's own values put into them.

`@same_for_readers(read)` on a route, below `@access` and above `@same_for_visitors`. `read` is one statement: it says what the page is
made of (stamps), and of what kind its reader is, which is all that changes the page but the values in its slots (`core.slots`). It
answers None for whoever cannot be told of in that way, and they get the page as it is made for them alone. A hit renders nothing.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ParamSpec

from flask import Response, g, make_response, request
from flask.typing import ResponseReturnValue
from markupsafe import escape

from app.core import clock, metrics
from app.core.db import db
from app.core.driver import alone
from app.core.for_visitors import can_be_kept, is_plain
from app.core.pages import FRESH_FOR, name_of, shelf
from app.core.parts import Parts, while_made
from app.core.slots import Slot, has_marks, marking, parts_of, values_of
from app.core.slotted import SlottedPage, filled, filled_and_packed, slotted
from app.core.versions import Key, at_hand, look_at_the_house, may_lag

P = ParamSpec("P")


@dataclass(frozen=True)
class Reading:
    """What one statement says of a page and its reader: `stamps` of all that it is made of, `house` being that of HOUSE; their `kind`.

    `known` is what the route wants to know of the reader afterwards. `by_key`: the stamps by what they are of, for what is kept of its
    parts. `counts` are the stamps of what stands for counts alone and may be a little behind (`versions.only_counts`), unless the reader
    wants them `exact`.
    """

    stamps: tuple[int, ...]
    house: int
    kind: Hashable
    known: Any = None
    by_key: Mapping[Key, int] = field(default_factory=dict, compare=False)
    counts: tuple[int, ...] = field(default=(), compare=False)
    exact: bool = field(default=False, compare=False)


@dataclass(frozen=True)
class Beside:
    """What is kept beside the pages of an address for readers of a kind, so that more of a kind can be told from it."""

    stamps: tuple[int, ...]
    value: Any
    size: int = 2000


Read = Callable[..., Reading | None]
More = Callable[[Any, Reading, Any], Hashable]
Then = Callable[..., None]

_KNOWN = "known_of_reader"
_kinds: list[Callable[[Any], Hashable | None]] = []
_names: list[Callable[[Any], Iterable[str]]] = []


def kind_of_reader(source: Callable[[Any], Hashable | None]) -> Callable[[Any], Hashable | None]:
    """Plug in: what of an actor changes any page that they read; None for whoever gets theirs made for them alone."""
    _kinds.append(source)
    return source


def names_of_reader(source: Callable[[Any], Iterable[str]]) -> Callable[[Any], Iterable[str]]:
    """Plug in: words that say who an actor is. A page that holds one of them is kept for them alone."""
    _names.append(source)
    return source


def same_for_readers(
    read: Read,
    *,
    args: Sequence[str] = (),
    more: More | None = None,
    ahead: Then | None = None,
    then: Then | None = None,
) -> Callable[[Callable[P, ResponseReturnValue]], Callable[P, ResponseReturnValue]]:
    """Keep the page of a route for members.

    `read(actor, **parts)` with the parts of the address. `args`: the words after the question mark that the page knows. `more(actor,
    reading, beside)`: what else makes readers differ, once it is known what is on the page; `beside` is what the route said with
    `keep_beside`. `ahead(reading, beside, **parts)`: what is read of the reader before their values are asked for. `then`, likewise: what
    the page does besides being shown.
    """

    def decorate(function: Callable[P, ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
        @functools.wraps(function)
        def run(*here: P.args, **parts: P.kwargs) -> ResponseReturnValue:
            of_reader = _of_reader(args)
            reading: Reading | None = None
            if of_reader is not None:
                # Most pages are kept: nothing else is read for them, so nothing is begun for it.
                with alone(db.session()):
                    reading = read(g.actor, **parts)
            if reading is None:
                return function(*here, **parts)
            look_at_the_house(reading.house)
            place = _Place((name_of(request.environ), of_reader, reading.kind), reading, more)
            page = _found(place)
            metrics.count("cache_lookups", cache="readers", result="hit" if page is not None else "miss")
            made, parts_made, is_sure = None, None, True
            if page is None:
                now = clock.now()
                parts_made = Parts(place.base, reading.stamps)
                with marking(), _knowing(reading), at_hand(reading.by_key), while_made(parts_made):
                    made = make_response(function(*here, **parts))
                # Asked again, since what is of this reader alone has no stamp: nothing of it may have changed meanwhile.
                is_sure = can_be_kept(made) and read(g.actor, **parts) == reading
                page = _marked_page(made, reading, now, parts_made.oldest(now))
                if page is None:
                    # Nothing with a mark leaves the house.
                    return function(*here, **parts) if made.is_streamed else made
            # What differs for this reader, in no transaction either where the page was kept.
            with alone(db.session()):
                if ahead is not None and (made is None or made.status_code == 200):
                    ahead(reading, page.beside, **parts)
                if parts_made is not None and is_sure:
                    place.put(page, parts_made, of_one=_names_reader(page.plain))
                answer = _answer(page) if made is None or is_sure else _plain(made, page)
            if then is not None and answer.status_code == 200:
                then(reading, page.beside, **parts)
            return answer

        run.reads = read  # type: ignore[attr-defined]
        return run

    return decorate


def known_of_reader() -> Any:
    """While a page is made for readers of a kind: what the statement about them has said (`Reading.known`); None at any other time."""
    return g.get(_KNOWN)


def keep_beside(value: Any) -> None:
    """While a page is made: keep a value with it, for `then`."""
    g.kept_beside = value


@contextmanager
def _knowing(reading: Reading) -> Iterator[None]:
    setattr(g, _KNOWN, reading.known)
    try:
        yield
    finally:
        g.pop(_KNOWN, None)


def _of_reader(args: Sequence[str]) -> Hashable | None:
    """What of the reader changes any page; None for visitors, and for whoever has theirs made for them alone."""
    if g.actor.is_visitor or request.method != "GET" or not is_plain(args):
        return None
    found = tuple([source(g.actor) for source in _kinds])
    return None if None in found else found


@dataclass(frozen=True)
class _Place:
    """Where the page of a reader lies: under the address and their kind, and under what more is known of them then."""

    base: Hashable
    reading: Reading
    more: More | None

    def name(self) -> Hashable | None:
        """None while it is not known what is on the page."""
        if self.more is None:
            return self.base
        known: Beside | None = shelf().get(("beside", self.base))
        if known is None or known.stamps != self.reading.stamps:
            return None
        return (self.base, self.more(g.actor, self.reading, known.value))

    def put(self, page: SlottedPage, parts_made: Parts, of_one: bool) -> None:
        shelf().put(("beside", self.base), Beside(page.stamps, page.beside))
        shelf().put((self.name(), g.actor.member_id) if of_one else self.name(), page)
        if not of_one:
            parts_made.keep()


def _found(place: _Place) -> SlottedPage | None:
    """The page that is kept for this kind, or for this reader alone, if it is still so."""
    name = place.name()
    for called in () if name is None else (name, (name, g.actor.member_id)):
        page: SlottedPage | None = shelf().get(called)
        if page is not None and _is_good(page, place.reading):
            return page
    return None


def _is_good(page: SlottedPage, reading: Reading) -> bool:
    if page.stamps != reading.stamps:
        return False
    now = clock.now()
    if not page.is_young(now, FRESH_FOR):
        return False
    return page.counts == reading.counts or (not reading.exact and may_lag(page.counted_at, now))


def _marked_page(made: Response, reading: Reading, now: datetime, made_at: datetime) -> SlottedPage | None:
    """The page in pieces; None for what holds no mark and is no page of ours, such as a redirection."""
    if made.is_streamed or (made.status_code != 200 and not has_marks(made.get_data())):
        return None
    beside = g.pop("kept_beside", None)
    return slotted(parts_of(made.get_data()), reading.stamps, now, beside, reading.counts, made_at)


def _names_reader(plain: Iterable[bytes | Slot]) -> bool:
    words = [str(escape(word)).encode() for source in _names for word in source(g.actor) if word]
    body = b"\n".join(part for part in plain if isinstance(part, bytes))
    return any(_stands_in(word, body) for word in words)


def _stands_in(word: bytes, body: bytes) -> bool:
    # Looked for as it is first: that takes a hundredth of the time, and mostly it is not there at all.
    return word in body and re.search(rb"(?<![\w-])" + re.escape(word) + rb"(?![\w-])", body) is not None


def _answer(page: SlottedPage) -> Response:
    given, values = request.environ.get("HTTP_ACCEPT_ENCODING", ""), values_of(page.slots)
    packed = filled_and_packed(page, values) if "gzip" in given and "q=0" not in given else None
    answer = Response(packed if packed is not None else filled(page, values), mimetype="text/html")
    if packed is not None:
        answer.headers["Content-Encoding"] = "gzip"
    answer.headers["Vary"] = "Accept-Encoding"
    return answer


def _plain(made: Response, page: SlottedPage) -> Response:
    """An answer that is not kept, with its own headers and status."""
    made.set_data(filled(page, values_of(page.slots)))
    return made
