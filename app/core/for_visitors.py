"""Pages that every visitor sees alike are made once for each version of what they show, and sent as ready bytes.

`@same_for_visitors(keys…)` on a route, below `@access`. Whoever is signed in, has something to be told, or asks with words that
the page does not know goes round it. A hit takes one statement: the stamps of the page's keys.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any, ParamSpec, cast
from urllib.parse import urlsplit

from flask import Response, current_app, g, make_response, request, session
from flask.typing import ResponseReturnValue

from app.core import clock, metrics
from app.core.pages import FRESH_FOR, KEPT, SEEN, KeptPage, name_of, page_of, shelf
from app.core.parts import Parts, while_made
from app.core.replica import from_replica
from app.core.shared import SharedPages, shared_pages
from app.core.versions import HOUSE, Key, at_hand, look_at_the_house, only_counts_differ, stamps, still_good
from app.core.web import Visitor
from config import Config

P = ParamSpec("P")

LONGEST_QUERY = 200


def same_for_visitors(
    *keys: Key, also: Callable[..., Sequence[Key] | None] | None = None, args: Sequence[str] = ()
) -> Callable[[Callable[P, ResponseReturnValue]], Callable[P, ResponseReturnValue]]:
    """Keep the page of a route for visitors.

    `keys`: what it is made of; `also`: more of them, from the parts of the address and what `keys` stand for (None: do not keep it).
    `args`: the words after the question mark that the page knows.
    """

    def decorate(function: Callable[P, ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
        @functools.wraps(function)
        def run(*here: P.args, **parts: P.kwargs) -> ResponseReturnValue:
            if not _is_for_all(args):
                return function(*here, **parts)
            name = name_of(request.environ)
            page, made_of, found = _found(name)
            metrics.count("cache_lookups", cache="visitors", result="hit" if page is not None else "miss")
            if page is not None:
                return _answer(page)
            is_the_same = made_of is not None
            if made_of is None:
                made_of = _made_of(keys, also, parts)
                if made_of is None:
                    return function(*here, **parts)
                found = stamps(made_of)
            # The stamps come first: what changes while the page is made has newer ones.
            now = clock.now()
            exact = tuple([stamp for key, stamp in zip(made_of, found, strict=True) if not key.is_count])
            parts_made = Parts(name, exact)
            with at_hand(dict(zip(made_of, found, strict=True))), while_made(parts_made):
                answer = from_replica(made_of, found, lambda: make_response(function(*here, **parts)))
            if not can_be_kept(answer) or not (is_the_same or _made_of(keys, also, parts) == made_of):
                return answer
            words, kind = answer.get_data(as_text=True), answer.mimetype or "text/html"
            page = page_of(words, kind, made_of, found, now, parts_made.oldest(now))
            _keep(name, page)
            parts_made.keep()
            return _answer(page)

        run.kept_keys = keys  # type: ignore[attr-defined]
        return run

    return decorate


def _is_for_all(args: Sequence[str]) -> bool:
    """Whether whoever asks sees what every visitor sees."""
    actor = cast(Visitor, g.actor)
    if not actor.is_visitor or request.method not in ("GET", "HEAD") or g.get("expired_member_id") is not None:
        return False
    return is_plain(args)


def is_plain(args: Sequence[str]) -> bool:
    """Whether the page is asked for with words that it knows, under our own name, by somebody who has nothing to be told."""
    if request.query_string and (
        len(request.query_string) > LONGEST_QUERY or any(name not in args for name in request.args)
    ):
        return False
    told = current_app.config["SESSION_COOKIE_NAME"] in request.cookies and "_flashes" in session
    return not told and not current_app.debug and _is_our_host()


def _is_our_host() -> bool:
    """Hosts can be made up without end: where the community has a public address, nothing is kept for another."""
    config: Config = current_app.config["DAYROOM"]
    return not config.public_url or request.host.lower() == urlsplit(config.public_url).netloc.lower()


def _found(name: str) -> tuple[KeptPage | None, tuple[Key, ...] | None, tuple[int, ...]]:
    """The page as this process, or another one, has kept it, if it is still so.

    And the keys of the one that was there with their stamps now, where it is made of the same still and only counts have changed.
    """
    former: KeptPage | None = shelf().get(name)
    found = _stamps_of(former) if former is not None else ()
    if former is not None and _is_good(former, found):
        return former, None, ()
    others = _others()
    page = others.get(name) if others is not None else None
    if page is not None and _is_good(page, stamps(page.keys)):
        shelf().put(name, page)
        return page, None, ()
    is_the_same = former is not None and only_counts_differ(former.keys, former.stamps, found)
    return None, former.keys if former is not None and is_the_same else None, found


def _stamps_of(page: KeptPage) -> tuple[int, ...]:
    """The stamps of its keys now; no statement where they were read on the way here."""
    keys, known = request.environ.pop(SEEN, (None, ()))
    if keys != page.keys or HOUSE not in keys:
        return stamps(page.keys)
    look_at_the_house(known[keys.index(HOUSE)])
    return cast("tuple[int, ...]", known)


def _keep(name: str, page: KeptPage) -> None:
    shelf().put(name, page)
    others = _others()
    if others is not None:
        others.put(name, page, FRESH_FOR)


def _others() -> SharedPages | None:
    """What the processes share, for plain addresses: made-up words have no end, and a Redis has no bound."""
    return None if request.query_string else shared_pages()


def _is_good(page: KeptPage, found: tuple[int, ...]) -> bool:
    now = clock.now()
    return page.is_young(now, FRESH_FOR) and still_good(page.keys, page.stamps, found, page.counted_at, now)


def _made_of(
    keys: tuple[Key, ...], also: Callable[..., Sequence[Key] | None] | None, parts: Any
) -> tuple[Key, ...] | None:
    if also is None:
        return keys
    more = also(**parts)
    return None if more is None else (*keys, *more)


def can_be_kept(answer: Response) -> bool:
    """Nothing in it is for whoever asked first: no token of a form, no word left for them in their cookie."""
    known = {"content-type", "content-length"}
    plain = all(name.lower() in known for name, _ in answer.headers)
    for_one = "csrf_token" in g or session.modified or "is_for_one_reader" in g
    return answer.status_code == 200 and plain and not answer.is_streamed and not for_one


def _answer(page: KeptPage) -> Response:
    request.environ[KEPT] = page
    packed = request.accept_encodings["gzip"] > 0
    answer = Response(page.packed if packed else page.body, mimetype=page.mimetype)
    if packed:
        answer.headers["Content-Encoding"] = "gzip"
    answer.headers["Vary"] = "Accept-Encoding"
    # One mark for both forms, so a weak one.
    answer.set_etag(page.etag, weak=True)
    if "HTTP_IF_NONE_MATCH" in request.environ:
        answer.make_conditional(request)
    return answer
