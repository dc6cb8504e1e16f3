"""Addresses on the web in a text: whole ones, names of sites, and those that are bent so that a machine does not see them.

`hxxp://`, `www. site . org`, `site dot com`, `site[.]com` and `sitio punto com` are read; mail addresses are left to their own check.
Works in any language. Bounded: at most `MOST` addresses, each of at most 2,000 characters.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from app.guidelines.checks.later import later
from app.guidelines.checks.reading import Reading
from app.guidelines.checks.telling import signs, words

MOST = 60
_MOST_TRIED = 300
"""What looks like an address, of each way of writing one, before looking closer."""

_PLAIN_ENDINGS = (
    "com org net edu gov int mil info biz coop museum xyz uk ie fr de nl pt pl ru cn jp kr br mx cl pe ve eu nz za ng ke gh pk tr "
    "ua cz sk hu ro bg gr fi dk io tv ly gl gd cc ws fm vn ph tk nhs"
).split()
"""Endings that are hardly ever a word after a full stop without a space: `site.org` is enough."""
_WORDY_ENDINGS = (
    "ai app at au be best bio blog ca care ch chat clinic club coach cloud co dev diet doctor es fit fun ga gg gy health healthcare id "
    "im in is it la life link live lu ml me media mobi my name news no online page pro pub rs se sh shop si site so social space store "
    "study sx team tech tips to today top us vip website win work world yoga"
).split()
"""Endings that are also words, or a unit: they need a scheme, `www`, or a path behind them."""

_TELLING_WORDS = words(
    frozenset((*_PLAIN_ENDINGS, "http", "https", "hxxp", "hxxps", "ttp", "ttps", "www", "ftp", "dot", "punto"))
)
TELLING = _TELLING_WORDS | signs("/")
_PLAIN = frozenset(_PLAIN_ENDINGS)
_WORDY = frozenset(_WORDY_ENDINGS)
_SECOND = frozenset("co com org net ac gov edu or ne gob nhs plc ltd me".split())
"""What stands before the ending without naming anybody: `co.uk` alone is no address."""
_NO_SITE = frozenset("a an any at every i my of on or some that the their this to with your like or is um".split())
_MAIL = frozenset(
    "gmail googlemail hotmail yahoo outlook icloud aol protonmail live msn ymail gmx rocketmail btinternet".split()
)

_PATH_HINT = later(r"[a-z0-9]\.[a-z]{2,10}/")
_SCHEME = r"(?:h(?:tt|xx|\*\*)ps?|(?<![a-z])ttps?|\bftps?) ?[:;]? ?[/\\]{1,3} ?(?:[^\s/@]{1,64}@)?"
_SCHEMES = ("ttp", "xxp", "**p", "ftp")
"""Letters one of which stands in every scheme, however it is bent."""
_HOST = r"(?:[a-z0-9][a-z0-9-]{0,62}\.){1,5}[a-z]{2,24}(?![\w-]|\.[a-z0-9])"
_TAIL = r"(?::\d{1,5}(?!\d))?(?:[/?#\\][^\s<>\"|^`{}]{0,2000})?"
_WHOLE = later(rf"(?:(?P<scheme>{_SCHEME})|(?<![\w@./-]))(?P<host>{_HOST})(?P<tail>{_TAIL})")
_NUMBERED = later(
    rf"{_SCHEME}(?P<host>(?:\d{{1,3}}\.){{3}}\d{{1,3}}(?![\d.]\d)|\[[0-9a-f:]{{2,45}}\]|\d{{8,10}}(?![\d.])|0x[0-9a-f]{{8}})(?P<tail>{_TAIL})"
)
_DOT = r"(?: dot | punto | ?[(\[{<] ?(?:dot|punto|\.) ?[)\]}>] ?| \. )"
_SAID = later(
    rf"(?<![\w@.-])(?:www(?: ?\. ?|{_DOT}))?(?P<host>[a-z0-9][a-z0-9-]{{1,62}}(?:(?:\.|{_DOT})[a-z0-9-]{{2,30}}){{0,2}}"
    rf"(?:{_DOT})(?:com|org|net|info|edu|gov|uk|ie|es|mx|io|eu|(?:co|com|org)(?:\.|{_DOT})(?:uk|nz|au|ar|za)))(?![\w-])(?P<tail>{_TAIL})"
)
_GAPPED = later(
    r"\bwww ?\. ?(?P<host>[a-z0-9][a-z0-9-]{1,62}(?: ?\. ?[a-z0-9-]{2,30})? ?\. ?[a-z]{2,10})(?![\w-])(?P<tail>"
    + _TAIL
    + ")"
)
_DOTTED = later(r"\.[a-z0-9-]")
_ENDED = later(rf"\.(?:(?:{'|'.join(_PLAIN_ENDINGS)}|[a-z]{{2}})(?![\w-])|[a-z]{{2,24}}/)")
"""Stands in every address without a scheme and `www`."""
_BRACKETED = later(r"[(\[{<] ?\.")
_BREAKS = later(r"[^a-z0-9-]{1,8}(?:(?:dot|punto)[^a-z0-9-]{1,8})?")
_MOST_MARKS = 20
_AFTER = ".,;:!?'\"*_~"


class Address(NamedTuple):
    """One address: its span in `Reading.text`, the host in lower case without `www.`, and what follows the host."""

    start: int
    end: int
    host: str
    tail: str
    is_whole: bool
    """Written with a scheme, `www` or something behind the host, and not just the name of a site."""


def may_have_addresses(reading: Reading) -> bool:
    """A quick look that lets most posts pass."""
    if reading.told & _TELLING_WORDS:
        return True
    text = reading.text
    return "/" in text and ("://" in text or _PATH_HINT.search(text) is not None)


def addresses(reading: Reading, within: int | None = None) -> list[Address]:
    """The addresses in the order of the text, none overlapping; `within` the first so many characters."""
    if not may_have_addresses(reading):
        return []
    if within is not None and len(reading.text) > within:
        return _found(reading.text[:within])
    return reading.once(_all)


def _all(reading: Reading) -> list[Address]:
    return _found(reading.text)


def _found(text: str) -> list[Address]:
    found = sorted(_candidates(text), key=lambda each: (each.start, -each.end))
    kept: list[Address] = []
    for each in found:
        if not kept or each.start >= kept[-1].end:
            kept.append(each)
    return kept[:MOST]


def _tried(text: str) -> Iterator[tuple[re.Pattern[str], bool]]:
    """The patterns that may fit, and whether each reads an address that is said in words: nearly all texts are tried for one or none."""
    has_scheme, has_www = any(map(text.__contains__, _SCHEMES)), "www" in text
    if _DOTTED.search(text) and (has_scheme or has_www or _ENDED.search(text)):
        yield _WHOLE, False
    if has_scheme and ("/" in text or "\\" in text):
        yield _NUMBERED, False
    if has_www:
        yield _GAPPED, False
    if "dot" in text or "punto" in text or " . " in text or _BRACKETED.search(text):
        yield _SAID, True


def _candidates(text: str) -> Iterator[Address]:
    for pattern, is_said in _tried(text):
        for match in islice(pattern.finditer(text), _MOST_TRIED):
            address = _said(text, match) if is_said else _written(text, match)
            if address is not None:
                yield address


def _written(text: str, match: re.Match[str]) -> Address | None:
    start, host, tail = match.start(), match["host"], match["tail"]
    has_scheme = bool(match.groupdict().get("scheme")) or match.re.pattern == _NUMBERED.pattern
    has_www = host.startswith("www.") or match.re.pattern == _GAPPED.pattern
    host = re.sub(" ", "", host)
    if not has_scheme and not has_www and not _is_site(host, tail):
        return None
    if not has_scheme and (text[match.end() : match.end() + 1] == "@" or _is_mail(text, start)):
        return None
    end = _end(text, match)
    bare_tail = text[match.end("host") : end]
    is_whole = has_scheme or has_www or len(bare_tail) > 1
    return Address(start, end, host.removeprefix("www."), bare_tail, is_whole)


def _is_site(host: str, tail: str) -> bool:
    """Whether a name without a scheme is a site: by its ending, and by what stands before it."""
    *labels, ending = host.split(".")
    has_path = len(tail) > 1 and tail[0] == "/"
    if all(label in _SECOND for label in labels) or (labels[0] == host[0] and len(labels) == 1 and not has_path):
        return False
    if ending in _PLAIN or (len(labels) > 1 and labels[-1] in _SECOND and len(ending) == 2):
        return True
    return ending in _WORDY and has_path


def _said(text: str, match: re.Match[str]) -> Address | None:
    host = _BREAKS.sub(".", match["host"])
    first = host.split(".")[0]
    if first in _NO_SITE or first in _MAIL or _is_mail(text, match.start()):
        return None
    return Address(match.start(), _end(text, match), host.removeprefix("www."), match["tail"], is_whole=True)


def _is_mail(text: str, start: int) -> bool:
    """Whether what stands before the name makes it the second half of a mail address."""
    before = text[max(0, start - 6) : start].rstrip(" ")
    return before.endswith(("@", "(at)", "[at]", "{at}", "arroba"))


def _end(text: str, match: re.Match[str]) -> int:
    """The end without the marks that belong to the sentence; a closing bracket stays where one was opened."""
    end = match.end()
    for _ in range(min(_MOST_MARKS, end - match.end("host"))):
        last = text[end - 1]
        if last in _AFTER or (
            last in ")]" and text.count("(["[last == "]"], match.start(), end) < text.count(last, match.start(), end)
        ):
            end -= 1
        else:
            break
    return end
