"""Seeing through the ways of writing a word so that a machine does not read it.

Full-width digits, accents, look-alike letters, zero-width joiners and "n i n e" are read as plain
letters. Every character keeps its way back, so that a finding points into what was typed.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from app.guidelines.checks.later import later

# Letters of other scripts that are drawn like Latin ones; NFKD does not know them.
_LOOK_ALIKES = dict(
    zip(
        "авекмнорстухіјѕԁԛԝһӏАВЕКМНОРСТУХІЈЅԌαβεικνορτυχγΑΒΕΖΗΙΚΜΝΟΡΤΥΧøØłŁđĐıɡɑ",
        "abekmhopctyxijsdqwhlABEKMHOPCTYXIJSGaBeiKvoptuxyABEZHIKMNOPTYXoOlLdDiga",
        strict=True,
    )
)
_MARKS = {
    **dict.fromkeys("‘’ʼʹ`´′＇‛", "'"),
    **dict.fromkeys("“”„«»″", '"'),
    **dict.fromkeys("‐‑‒–—―−⁃﹣", "-"),
    **dict.fromkeys("\u2028\u2029\u0085\v\f\r", "\n"),
    "\t": " ",
    "․": ".",
    "。": ".",
    "…": ".",
    "·": ".",
    "•": ".",
}
# Characters that show nothing, and marks laid over letters.
_UNSEEN = later(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u20d0-\u20ff\u0300-\u036f\ufe00-\ufe0f\ufeff\U000e0000-\U000e01ef]"
)
_SPACED = later(r"(?<!\w)[A-Za-z](?:[ .*_-]{1,2}[A-Za-z]){2,}(?!\w)")
_MAY_BE_SPACED = later(r"[ .*_-][A-Za-z][ .*_-]{1,2}[A-Za-z](?![A-Za-z0-9])")
"""Stands in everything that `_SPACED` finds; begins with a rare sign, so that most texts are passed over at once."""
_SHAPES = bytes(ord("a") if chr(code).isalpha() else ord("0") if chr(code).isdigit() else ord(" ") for code in range(128)) + bytes(128)
_TWO_ALONE = re.compile(rb" a  ?a ")
_BEYOND_ASCII = later(r"[^\x00-\x7f]")
_FEW_SIGNS = 24
_REMEMBERED = 8192


def _fold(char: str) -> str:
    plain = _LOOK_ALIKES.get(char) or _MARKS.get(char)
    if plain is not None:
        return plain
    digit = unicodedata.digit(char, None)
    if digit is not None:
        return str(digit)
    if unicodedata.category(char) == "Zs":
        return " "
    parts = unicodedata.normalize("NFKD", char)
    bare = "".join(part for part in parts if not unicodedata.combining(part))
    return _LOOK_ALIKES.get(bare) or _MARKS.get(bare, bare) if len(bare) == 1 else char


class _FoldTable(dict[int, str]):
    """A `str.translate` table that learns; always one character for one, so places stay. Forgets all when it is full, and learns again."""

    def __missing__(self, code: int) -> str:
        plain = _fold(chr(code))
        if len(self) >= _REMEMBERED:
            self.clear()
        self[code] = plain
        return plain


_TABLE = _FoldTable()


class Normalised(NamedTuple):
    """`cased` and `text` (the same in lower case) with the way back to the original.

    `origins` holds for each character its place in the original, or is None when the places agree.
    """

    cased: str
    text: str
    origins: tuple[int, ...] | None = None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The span in the original of a non-empty span here."""
        if self.origins is None:
            return start, end
        return self.origins[start], self.origins[end - 1] + 1


def normalise(original: str) -> Normalised:
    """Read `original` plainly. Linear in its length; plain ASCII costs next to nothing."""
    cased = original if original.isascii() else _folded(original)
    cased = cased.translate(_ASCII_SPACES) if "\t" in cased or "\r" in cased else cased
    if cased.isascii() and not _may_be_spaced(cased):
        return Normalised(cased, cased.lower())
    kept = _kept_places(cased)
    origins = None
    if kept is not None:
        cased, origins = "".join(cased[place] for place in kept), tuple(kept)
    text = cased.lower()
    if len(text) != len(cased):
        text = "".join(char.lower() if len(char.lower()) == 1 else char for char in cased)
    return Normalised(cased, text, origins)


def _may_be_spaced(plain: str) -> bool:
    """Whether letters may stand by themselves in plain ASCII. Two such letters near each other are looked for first, as bytes."""
    shape = plain.encode("ascii").translate(_SHAPES) + b" "
    return _TWO_ALONE.search(shape) is not None and _MAY_BE_SPACED.search(plain) is not None


def _folded(original: str) -> str:
    """Every character plain. A few curly quotes in a long post are replaced one kind at a time, which is far quicker."""
    signs = _BEYOND_ASCII.findall(original)
    if len(signs) > _FEW_SIGNS:
        return original.translate(_TABLE)
    for sign in set(signs):
        original = original.replace(sign, _TABLE[ord(sign)])
    return original


_ASCII_SPACES = {ord("\t"): " ", ord("\r"): "\n"}


def _kept_places(cased: str) -> list[int] | None:
    """Places that stay when unseen characters and the gaps of "n i n e" are left out; None for all."""
    left_out: set[int] = set()
    if not cased.isascii():
        left_out.update(match.start() for match in _UNSEEN.finditer(cased))
    if left_out:
        places = [place for place in range(len(cased)) if place not in left_out]
    else:
        places = []
    seen = "".join(cased[place] for place in places) if left_out else cased
    gaps = _gaps(seen)
    if not gaps:
        return places if left_out else None
    if not left_out:
        return [place for place in range(len(cased)) if place not in gaps]
    return [place for index, place in enumerate(places) if index not in gaps]


def _gaps(text: str) -> set[int]:
    if _MAY_BE_SPACED.search(text) is None:
        return set()
    return {
        place
        for match in _SPACED.finditer(text)
        for place in range(match.start(), match.end())
        if not text[place].isalpha()
    }
