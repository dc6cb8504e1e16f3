"""Small facts about text: slugs for addresses, one line of it, keys for look-alike names."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from confusable_homoglyphs import confusables

_NOT_WORD = re.compile(r"[^a-z0-9]+")


def slugify(text: str, length: int = 60) -> str:
    """Lower-case ASCII words joined by hyphens, at most `length` characters, cut between words; '' when none is left."""
    plain = unicodedata.normalize("NFKD", text.casefold()).encode("ascii", "ignore").decode()
    slug = _NOT_WORD.sub("-", plain).strip("-")
    if len(slug) <= length:
        return slug
    return slug[: length + 1].rsplit("-", 1)[0][:length].strip("-")


def one_line(text: str, length: int) -> str:
    """`text` on one line, cut at a word with an ellipsis to at most `length` characters."""
    line = " ".join(text.split())
    if len(line) <= length:
        return line
    return line[: length - 1].rsplit(" ", 1)[0].rstrip(",.;:") + "…"


def skeleton(name: str) -> str:
    """Two names with the same skeleton look alike: NFKC, case folded, look-alike letters and separators removed."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    return "".join(_latin_twin(char) for char in folded if char.isalnum())


_TWINS = str.maketrans({"0": "o", "1": "l", "i": "l", "5": "s", "ı": "l"})


def _latin_twin(char: str) -> str:
    """The ASCII letter that `char`, or its capital, looks like ('М' is no M, but 'м' is the same letter); else itself."""
    if not char.isascii():
        base = unicodedata.normalize("NFKD", char)[0]
        char = _ascii_twin(base) or _ascii_twin(base.upper()[0]) or base
    return char.translate(_TWINS)


@lru_cache(maxsize=4096)
def _ascii_twin(char: str) -> str:
    if char.isascii():
        return char.casefold() if char.isalnum() else ""
    found = confusables.is_confusable(char, preferred_aliases=[], greedy=True)
    twins = [twin["c"] for row in found or [] for twin in row["homoglyphs"]]
    return next((twin.casefold() for twin in twins if len(twin) == 1 and twin.isascii() and twin.isalnum()), "")
