"""Quotes in what people write, as the Quote button makes them (`core.markup.quoted`), and names of people in others' words. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from enum import Enum

from app.core.markup import MENTION
from app.discussions.wording import SOMEBODY, TAKEN_BACK

_MARKS = re.compile(r"^(?: {0,3}> ?)+")
_LEAD = re.compile(r"\*\*(.{1,80}?)\*\* wrote:\s*")


@dataclass(frozen=True)
class Quote:
    """`words` that `name` is said to have written, `depth` quotes deep. `first` and `end` are its lines."""

    name: str
    words: str
    depth: int
    first: int
    end: int


class Change(Enum):
    """What becomes of a quote: it stays; without the name; without the words as well."""

    STAY = "stay"
    UNNAME = "unname"
    EMPTY = "empty"


def quotes_in(text: str) -> tuple[Quote, ...]:
    """Every quote that says whose words it holds, outer ones before those inside them."""
    if "** wrote:" not in text:
        return ()
    lines = text.splitlines()
    found = (_quote_at(lines, place) for place in range(len(lines)))
    return tuple(quote for quote in found if quote is not None)


def rewritten(text: str, change: Callable[[Quote], Change]) -> str:
    """The text with each quote changed as `change` says; the very same text when nothing is to change."""
    quotes = {quote.first: quote for quote in quotes_in(text)}
    decided = {place: change(quote) for place, quote in quotes.items()}
    if all(one is Change.STAY for one in decided.values()):
        return text
    lines, made, place = text.splitlines(), [], 0
    while place < len(lines):
        one = decided.get(place, Change.STAY)
        if one is Change.STAY:
            made.append(lines[place])
            place += 1
            continue
        quote = quotes[place]
        made += _changed(quote, one)
        place = quote.end if one is Change.EMPTY else place + 1
    return "\n".join(made) + ("\n" if text.endswith("\n") else "")


def renamed(text: str, former: Collection[str], name: str) -> str:
    """The text with each quote of one of the `former` names under `name`; the very same text when there is none."""
    found = [quote for quote in quotes_in(text) if quote.name in former]
    if not found:
        return text
    lines = text.splitlines()
    for quote in found:
        lines[quote.first] = _lead(quote.depth, name)
    return "\n".join(lines) + ("\n" if text.endswith("\n") else "")


def without_mention(text: str, handle: str) -> str:
    """The text with each mention of this handle as words that name nobody."""
    return MENTION.sub(lambda found: SOMEBODY if found.group(1).lower() == handle else found.group(0), text)


def _quote_at(lines: list[str], place: int) -> Quote | None:
    depth, words = _parts(lines[place])
    lead = _LEAD.fullmatch(words) if depth else None
    if lead is None:
        return None
    end = place + 1
    while end < len(lines) and _goes_on(lines[end], depth):
        end += 1
    inside = "\n".join(_parts(line)[1] for line in lines[place + 1 : end])
    return Quote(lead.group(1), inside.strip(), depth, place, end)


def _goes_on(line: str, depth: int) -> bool:
    """Whether a line still belongs to a quote of this depth; another one beside it begins anew."""
    deep, words = _parts(line)
    return deep > depth or (deep == depth and _LEAD.fullmatch(words) is None)


def _parts(line: str) -> tuple[int, str]:
    marks = _MARKS.match(line)
    return (marks.group(0).count(">"), line[marks.end() :]) if marks else (0, line)


def _changed(quote: Quote, change: Change) -> list[str]:
    marks = "> " * quote.depth
    lead = _lead(quote.depth, SOMEBODY.capitalize())
    return [lead] if change is Change.UNNAME else [lead, marks.rstrip(), f"{marks}{TAKEN_BACK}"]


def _lead(depth: int, name: str) -> str:
    return f"{'> ' * depth}**{name}** wrote:"
