"""Adverts by the weight of their words, for what no list of phrases holds: prizes, premium numbers, "look at my channel".

Words and signs, pairs of neighbours, pieces of words, the marks below and those of `hooks.py` are weighed; digits are read as zeros,
so that two numbers of one length are the same, and years apart from them. Links to known health sources do not count, nor do private
telephone numbers, mail addresses, dates, readings and doses: another check sees to the private ones. The weights and their card are
beside this file.
"""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from functools import cache
from math import sqrt
from pathlib import Path
from typing import NamedTuple

from app.guidelines.checks import telling
from app.guidelines.checks.later import later
from app.guidelines.checks.linear import Linear, load
from app.guidelines.checks.links.addresses import addresses
from app.guidelines.checks.links.sources import is_known
from app.guidelines.checks.promotion.hooks import NO_HOOK, TELLING, hooks
from app.guidelines.checks.reading import Reading, Sighting

WEIGHTS = Path(__file__).with_name("weights.tsv")
LONGEST = 3_000
"""Characters that are weighed, from the beginning."""
_EVEN = 10
"""Different words and signs that count in full; more of them count by the square root, so that length alone decides nothing."""

_FEW = 6
_MOST_WORDS = 500
_LOOKS = (0.0, -2.0, -3.0)
"""The first look at the words alone below which a text of more than a few words is not looked at closer: one with neither a telling
word nor a digit or link, with one of these, with both. Of 540 texts of spam that models which had not seen them would find, two stood
below."""

_TOKEN = later(r"[^\W_]+(?:'[^\W_]+)*|[^\w\s]|_+")
_DIGIT = later(r"\d")
_ZEROS = str.maketrans("123456789", "000000000")
_NUMBER = later(r"\d+")
_LINK_BEGINS = ("http:", "https:", "www.")
_LINK_ENDS = later(r"\.(?:com|co\.uk|net|org|tk|ly|tv)\b")
_CURRENCIES = ("£", "$", "€", "gbp", "usd", "pound", "dollar")
_PRICE = later(r"[£$€] ?\d|\d ?(?:[£$€]|gbp|usd|pounds?\b|dollars?\b)")
_PENCE = later(r"p(?:(?<=\dp)(?:\b|m)|pm\b|(?<!\wp)/)")
"""`50p`, `5pm`, `10ppm`, `p/min`; from its one letter on, so that the search passes over all other signs."""
_PREMIUM = later(r"(?<![\d+])0[89]\d\d[ -]?\d{3}[ -]?\d{3,4}(?!\d)")
_PRIVATE_BEGINS = later(r"[+(\d](?<![\w+.].)")
_PRIVATE = later(
    r"(?:"
    r"\+?\(?(?!0[89])\d(?:[ ()-]{0,3}\d){8,18}(?!\d)"
    r"|(?:\+?1[ -])?(?:\(\d{3}\) ?|\d{3}[ -])?\d{3}-\d{4}(?![\w-])"
    r"|\d{1,3}/\d{1,3}(?:/\d{2,4})?(?![\w/])"
    r"|\d{1,4}(?:\.\d{1,3})? ?(?:mg|mcg|ml|mmol|kg|g|units|tablets|bpm)\b"
    r")"
)
"""Long numbers that do not begin as those that cost in Britain do (telephones, cards, records), short American ones, dates, doses."""
_MAIL = later(r"[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,30}){1,4}")
_YEAR = later(r"[12](?<![\d.,£$€#].)(?:(?<=1)9[5-9]|(?<=2)0[0-3])\d(?![\d.,]?\d)(?!p\b)")
_AS_YEAR = "0year"
_MOMENT = later(r"<a [^<>]{0,300}>\d{1,2}:\d\d(?::\d\d)?</a>")
"""A link to a moment of what is talked about."""
_TAG = later(r"</?[a-z][a-z0-9]{0,9}(?: [^<>]{0,300})?/?>")
_BEGIN, _END = "^", "$"
_CODE = later(r"\b(?:[a-z]+\d+[a-z]|\d+[a-z]+\d)")
_MAY_BE_A_CODE = later(r"\d(?:[a-z]+\d|(?<=[a-z]\d)\d*[a-z])")
"""Stands in everything that `_CODE` finds; begins with a digit, so that most texts are passed over at once."""
_NO_COST = "!four_digits"
_LENGTHS = (4, 8, 16, 32, 64)

_TOLD = telling.words(TELLING)
_REWARD = frozenset(
    "win won winner prize claim awarded award voucher congratulations congrats guaranteed entitled draw jackpot".split()
)
_CHAIN = frozenset("forward share thumbs repost likes comment".split())


class Weighed(NamedTuple):
    """What is weighed in a text: tokens in order, marks, and how much each counts."""

    tokens: list[str]
    marks: frozenset[str]
    scale: float


def find(reading: Reading) -> Iterator[Sighting]:
    """At most one sighting, over the words that weigh most."""
    model = _model()
    own = reading.vocabulary if len(reading.words) <= _MOST_WORDS else frozenset(reading.words[:_MOST_WORDS])
    if len(own) > _FEW and model.first_look(own, _scale(len(own))) < _LOOKS[_hints(reading, own)]:
        return
    weighed = weigh(reading)
    limit = model.limits["no_hook" if NO_HOOK in weighed.marks else "nudge"]
    if not weighed.tokens or model.score(weighed.tokens, weighed.marks, weighed.scale) < limit:
        return
    yield Sighting(_kind(weighed.tokens), *_heaviest(reading, model.weight_of(reading.words[:_MOST_WORDS])))


@cache
def _model() -> Linear:
    return load(WEIGHTS)


def _hints(reading: Reading, own: AbstractSet[str]) -> int:
    """0, 1 or 2: a telling word, and a digit or a link."""
    is_numbered = reading.digits > 0 or "www" in reading.text or "http" in reading.text
    is_told = reading.told & _TOLD and (len(reading.words) <= _MOST_WORDS or not TELLING.isdisjoint(own))
    return is_numbered + bool(is_told)


def weigh(reading: Reading) -> Weighed:
    """The same in training and in the running app."""
    text, cased, has_link = _without_private(reading)
    has_digits = bool(reading.digits) and _DIGIT.search(text) is not None
    tokens = _TOKEN.findall(_YEAR.sub(_AS_YEAR, text).translate(_ZEROS) if has_digits else text)
    has_link = has_link or any(map(text.__contains__, _LINK_BEGINS)) or _LINK_ENDS.search(text) is not None
    numbers = frozenset(_number_marks(_YEAR.sub(" ", text)) if has_digits else ())
    marks = {*_marks(cased, tokens), *numbers, *(("!link",) if has_link else ())}
    marks.update(hooks(text, cased, tokens, numbers - {_NO_COST}, has_digits=has_digits, has_link=has_link))
    return Weighed([_BEGIN, *tokens, _END] if tokens else [], frozenset(marks), _scale(len(set(tokens))))


def _scale(different: int) -> float:
    return sqrt(_EVEN / different) if different > _EVEN else 1.0


def _without_private(reading: Reading) -> tuple[str, str, bool]:
    """The text and the text as it was typed without links to known sources, private numbers and tags, and whether a link is left."""
    text, cased = reading.text[:LONGEST], reading.cased[:LONGEST]
    moments = [match.span() for match in _MOMENT.finditer(text)] if "<a " in text else []
    links = [
        each
        for each in addresses(reading, LONGEST)
        if each.end <= LONGEST and not any(start <= each.start < end for start, end in moments)
    ]
    spans = moments + [(each.start, each.end) for each in links if is_known(each.host)]
    has_link = any(not is_known(each.host) for each in links)
    if reading.digits:
        spans += _private(text)
    if "@" in text:
        spans += (match.span() for match in _MAIL.finditer(text))
    if "<" in text:
        spans += (match.span() for match in _TAG.finditer(text))
    for start, end in spans:
        gap = " " * (end - start)
        text = text[:start] + gap + text[end:]
        cased = cased[:start] + gap + cased[end:]
    return text, cased, has_link


def _private(text: str) -> Iterator[tuple[int, int]]:
    last = 0
    for begins in _PRIVATE_BEGINS.finditer(text):
        if begins.start() >= last and (found := _PRIVATE.match(text, begins.start())):
            last = found.end()
            yield found.span()


def _marks(cased: str, tokens: list[str]) -> Iterator[str]:
    """Length, loudness and signs. Each begins with `!`."""
    yield f"!words_{sum(len(tokens) >= length for length in _LENGTHS)}"
    words = cased.split()
    loud = sum(map(str.isupper, words))
    if loud:
        yield "!caps"
        if loud >= 4:
            yield "!many_caps"
        if loud * 2 > len(words):
            yield "!mostly_caps"
    signs = len(tokens) - sum(map(str.isalnum, tokens))
    if signs * 2 > len(tokens):
        yield "!mostly_signs"


def _number_marks(text: str) -> Iterator[str]:
    lengths = set(map(len, _NUMBER.findall(text)))
    if max(lengths, default=0) >= 9:
        yield "!long_number"
    if ("08" in text or "09" in text) and _PREMIUM.search(text):
        yield "!premium"
    if not lengths.isdisjoint((5, 6)):
        yield "!short_code"
    if 4 in lengths:
        yield _NO_COST
    if any(map(text.__contains__, _CURRENCIES)) and _PRICE.search(text):
        yield "!price"
    if _PENCE.search(text):
        yield "!pence"
    if _MAY_BE_A_CODE.search(text) and _CODE.search(text):
        yield "!code"


def _kind(tokens: list[str]) -> str:
    if not _REWARD.isdisjoint(tokens):
        return "reward"
    return "chain" if not _CHAIN.isdisjoint(tokens) else "selling"


_WINDOW = 12


def _heaviest(reading: Reading, weights: list[float]) -> tuple[int, int]:
    """The span of up to `_WINDOW` neighbouring words with the greatest sum; the whole text where it has no words."""
    if not weights:
        return 0, len(reading.text)
    size = min(_WINDOW, len(weights))
    total = best = sum(weights[:size])
    first = 0
    for start in range(1, len(weights) - size + 1):
        total += weights[start + size - 1] - weights[start - 1]
        if total > best:
            best, first = total, start
    return reading.places[first][0], reading.places[first + size - 1][1]
