"""E-mail addresses, as they are and as people write them out: "name at gmail dot com"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from app.guidelines.checks.later import later
from app.guidelines.checks.listed import listed
from app.guidelines.checks.reading import Reading, Sighting
from app.guidelines.checks.telling import signs, words

FIX = "[e-mail address taken out]"

PROVIDERS = frozenset(listed(Path(__file__).with_name("mail_providers.txt")))

_AT = later(
    r"[(\[]@[)\]]|@{1,3}|[(\[{<*] ?(?:at|arroba) ?[)\]}>*]|(?<= )(?:at|arroba)(?= )|"
    r"(?<=\w)_(?:at|arroba)_(?=\w)|(?<=\w)-at-(?=\w)"
)
_SIGN = r"dot|underscore|dash|hyphen|punto|guion bajo|guion|plus|mas"
_SIGN_BEFORE = later(rf" (?:{_SIGN}) $")
_SPOKEN_DOT = r"(?: ?[(\[{<*] ?(?:dot|punto|\.) ?[)\]}>*] ?| (?:dot|punto|d0t) |_dot_|-dot-)"
_STRICT_DOMAIN = later(r" ?[a-z0-9](?:[a-z0-9-]{0,62}\.)?[a-z0-9.-]{0,80}\.[a-z]{2,24}(?![\w-])")
_ENDINGS = "com|co|net|org|edu|gov|info|me|ie|uk|us|ca|au|nz|de|fr|es|it|in|eu|mx|ar|cl|pe|br|ch|at|nl|be|pl"
_SPOKEN_DOMAIN = later(rf" ?([a-z0-9-]{{1,63}})(?:(?:{_SPOKEN_DOT}| ?\. ?)(?:{_ENDINGS})(?![\w-])){{1,2}}")
_BARE_PROVIDER = later(r" ?([a-z]{3,20})(?:[.,]? ?com)?(?![\w-])")
_TWO_WORDS_COM = later(r" ?([a-z]{3,20}) com(?![\w-])")
_CUE = later(
    r"\b(?:e-?mail(?:ed|s)?|mail|write|contact|reach|address|message|correo|escribe(?:me|nos)?|contacto|direccion)\b"
)
_COMMON_WORDS = frozenset(
    "a am an are arrive at be been begin best called down from go good got had has he help here her him home i "
    "in is it itself just left look looked looking looks me meet my now of on once or ours out people "
    "she so start started stay staying stop that the them then there they this time up us was we "
    "went were work worked works you".split()
)
_ATS = frozenset(("at", "arroba"))
_DOMAIN_WORDS = PROVIDERS | {"dot", "punto", "com", "net", "org", "edu", "gov", "d0t"}
_MARKED = ("(at", "( at", "[at", "[ at", "{at", "<at", "*at", "(arroba", "[arroba")
TELLING = words(_ATS) | signs("@")
_NAMES_A_DOMAIN = words(_DOMAIN_WORDS)
_MOST_SIGNS = 3
_LONGEST_WORD = 64
_MOST_ANCHORS = 300


def find(reading: Reading) -> Iterable[Sighting]:
    """Addresses with `@`, and written-out ones where the words leave little doubt."""
    return _found(reading) if "@" in reading.text or _may_be_spoken(reading) else ()


def _may_be_spoken(reading: Reading) -> bool:
    """Of a text with a written-out "at"."""
    return bool(reading.told & _NAMES_A_DOMAIN) or any(sign in reading.text for sign in _MARKED)


def _found(reading: Reading) -> Iterator[Sighting]:
    text = reading.text
    own = frozenset(each.casefold() for each in reading.draft.own_numbers if "@" in each)
    for at in islice(_AT.finditer(text), _MOST_ANCHORS):
        span = _address_around(text, at)
        if span is not None and text[span[0] : span[1]].replace(" ", "") not in own:
            yield Sighting("email", span[0], span[1], fix=FIX)


def _address_around(text: str, at: re.Match[str]) -> tuple[int, int] | None:
    if not text[max(0, at.start() - 2) : at.start()].strip(" @"):
        return None
    start = _local_start(text, at.start())
    if start is None:
        return None
    end = _domain_end(text, at, text[start : at.start()].strip())
    return None if end is None else (start, end)


def _local_start(text: str, at: int) -> int | None:
    """Where the name in front of the "at" begins, with "dot" and the like in it; None when there is none."""
    end = at - 1 if text[at - 1 : at] == " " else at
    start = _word_start(text, end)
    for _ in range(_MOST_SIGNS):
        sign = _SIGN_BEFORE.search(text[max(0, start - 14) : start])
        if sign is None:
            break
        earlier = _word_start(text, start - len(sign.group()))
        if earlier == start - len(sign.group()):
            break
        start = earlier
    while start < end and not text[start].isalnum():
        start += 1
    return start if start < end else None


def _word_start(text: str, end: int) -> int:
    start = end
    while start > 0 and end - start < _LONGEST_WORD and (text[start - 1].isalnum() or text[start - 1] in "_.+%-"):
        start -= 1
    return start


def _domain_end(text: str, at: re.Match[str], local: str) -> int | None:
    """Where the address ends, or None when the words around "at" are only words."""
    window = text[at.end() : at.end() + 120]
    if "@" in at.group():
        match = (
            _STRICT_DOMAIN.match(window) or _known(_SPOKEN_DOMAIN.match(window)) or _known(_BARE_PROVIDER.match(window))
        )
        return None if match is None else at.end() + match.end()
    spoken = _SPOKEN_DOMAIN.match(window) or _known(_TWO_WORDS_COM.match(window))
    marked = at.group() != "at"
    if spoken is None and marked:
        spoken = _known(_BARE_PROVIDER.match(window)) or _STRICT_DOMAIN.match(window)
    if spoken is None and any(char.isdigit() or char in "._+" for char in local):
        spoken = _known(_BARE_PROVIDER.match(window))
    if spoken is None or not (marked or _looks_like_a_box(text, at, local, window)):
        return None
    return at.end() + spoken.end()


def _known(match: re.Match[str] | None) -> re.Match[str] | None:
    return match if match is not None and match.group(1) in PROVIDERS else None


def _looks_like_a_box(text: str, at: re.Match[str], local: str, window: str) -> bool:
    """Whether `local at domain` with a plain "at" is an address and not "look at webmd dot com"."""
    if local in _COMMON_WORDS:
        return False
    provider = re.match(r" ?([a-z0-9-]+)", window)
    if provider is not None and provider.group(1) in PROVIDERS:
        return True
    if any(char.isdigit() or char in "._+" for char in local):
        return "." not in window[:1]
    return _CUE.search(text, max(0, at.start() - len(local) - 40), at.start() - len(local)) is not None and (
        " dot " in window or " punto " in window
    )
