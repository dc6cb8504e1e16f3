"""Who might be good to meet, from cards alone, and why. Pure: it is given what the reader may see, and what people post is not in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.core.wording import listed, many, spelled
from app.mentoring.card import AVOIDS, CARER, CONDITION, LIKES, PATIENT, ROLE, SINCE, TREATMENT, since_of, things_of

FEWEST = 5
"""A count below this is shown to nobody: it could point at one person."""

SHORTEST_WORD = 4
_EMPTY_WORDS = frozenset(
    "able about after again also always another anyone anything back been before being both cannot could days does "
    "doing done dont down else even ever every everyone everything feel feels find first from getting give going good "
    "have having hello help here hers him hope into just know last less like little long look lots made make many maybe "
    "more most much need never only other others over people please quite really right same said says should since some "
    "somebody someone something still such sure take talk talking than thank thanks that their them then there these they "
    "thing things think this those thought time told tried very want wanted week weeks well were what when where which "
    "while will with without wonder would year years your yours "
    "month months three four five seven eight nine eleven twelve hundred".split()
)


@dataclass(frozen=True)
class Side:
    """What the reader may see of one member's card: terms by field. A field that is hidden from the reader is not in it."""

    member_id: int
    terms: Mapping[str, str]


@dataclass(frozen=True)
class Match:
    """Somebody to meet. `reasons` are parts of one sentence, the strongest first; a higher score is a better match."""

    member_id: int
    score: int
    reasons: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """'Same condition, eight months ahead.'"""
        words = ", ".join(self.reasons)
        return f"{words[:1].upper()}{words[1:]}."


def best(newcomer: Side, others: Iterable[Side], limit: int) -> tuple[Match, ...]:
    """The `limit` best matches, best first."""
    found = [match for other in others if (match := match_of(newcomer, other))]
    return tuple(sorted(found, key=lambda match: (-match.score, match.member_id))[:limit])


def match_of(newcomer: Side, other: Side) -> Match | None:
    """Why these two, or None: nothing ties them together, or one would rather not talk about what concerns the other."""
    if _is_avoided(newcomer, other) or _is_avoided(other, newcomer):
        return None
    ties = [*_same_things(newcomer, other), *_same_likes(newcomer, other), *_both_carers(newcomer, other)]
    if not ties:
        return None
    found = sorted([*ties, *_beside(newcomer, other)], key=lambda part: -part[0])
    return Match(other.member_id, sum(weight for weight, _ in found), tuple(words for _, words in found))


def shown_count(number: int) -> int | None:
    """A count that may be shown, None for one that may not."""
    return number if number >= FEWEST else None


def words_to_find(term: str) -> frozenset[str]:
    """Words of a term that say something by themselves."""
    return frozenset(word for thing in things_of(term) for word in thing.split() if says_something(word))


def says_something(word: str) -> bool:
    """Whether a word, in lower case, is worth comparing by itself."""
    return len(word) >= SHORTEST_WORD and word not in _EMPTY_WORDS


Part = tuple[int, str]
"""A weight and its words."""


def _same_things(one: Side, other: Side) -> list[Part]:
    return [
        (weight, words)
        for field, weight, words in ((CONDITION, 50, "same condition"), (TREATMENT, 30, "same treatment"))
        if _things(one, field) & _things(other, field)
    ]


def _same_likes(one: Side, other: Side) -> list[Part]:
    whole = sorted(_things(one, LIKES) & _things(other, LIKES))
    single = sorted(_words(one, LIKES) & _words(other, LIKES) - {word for thing in whole for word in thing.split()})
    shared = [*whole, *single][:2]
    return [(10 * len(shared), f"also likes to talk about {listed(shared)}")] if shared else []


def _both_carers(one: Side, other: Side) -> list[Part]:
    return [(20, "carer too")] if one.terms.get(ROLE) == other.terms.get(ROLE) == CARER else []


def _beside(newcomer: Side, other: Side) -> list[Part]:
    """What makes a match better, and is none by itself."""
    parts = []
    if ahead := _ahead(newcomer.terms.get(SINCE, ""), other.terms.get(SINCE, "")):
        parts.append(ahead)
    roles = (newcomer.terms.get(ROLE), other.terms.get(ROLE))
    if roles == (PATIENT, PATIENT):
        parts.append((5, "patient too"))
    elif None not in roles and roles[0] != roles[1]:
        parts.append((-10, "a carer" if roles[1] == CARER else "a patient"))
    return parts


def _ahead(new: str, old: str) -> Part | None:
    """'eight months ahead', 'two years ahead', 'since the same year'; the weight falls when they are far apart."""
    one, other = since_of(new), since_of(old)
    if one is None or other is None:
        return None
    if one.month is None or other.month is None:
        months = 12 * (one.year - other.year)
        same = "since the same year"
    else:
        months = 12 * (one.year - other.year) + one.month - other.month
        same = "since the same month"
    if months == 0:
        return 8, same
    weight = 12 if 3 <= months <= 36 else 4 if months > 0 else 1
    return weight, f"{_span(abs(months))} {'ahead' if months > 0 else 'later'}"


def _span(months: int) -> str:
    """'eight months', 'a year', 'two years': from two years on, whole years."""
    if months == 12:
        return "a year"
    number, one, more = (months, "month", "months") if months < 24 else (round(months / 12), "year", "years")
    return f"{spelled(number)} {one if number == 1 else more}" if number < 10 else many(number, one, more)


def _is_avoided(one: Side, other: Side) -> bool:
    """Whether `one` would rather not talk about what the other's card is about."""
    avoided = _words(one, AVOIDS)
    return any(avoided & _words(other, field) for field in (CONDITION, TREATMENT, LIKES))


def _things(side: Side, field: str) -> frozenset[str]:
    return things_of(side.terms.get(field, ""))


def _words(side: Side, field: str) -> frozenset[str]:
    return words_to_find(side.terms.get(field, ""))
