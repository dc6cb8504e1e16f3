"""Where one discussion goes, and why: by its tags, else by a word, else by the cluster that carries most of its weight. Pure.

A tag was given by the person who began the discussion, a word rule was thought of by staff, a cluster was computed: the more somebody
meant it, the earlier it counts. What staff placed by hand is not asked here. Within one kind the room with most of it wins, a tie goes to
the room that stands first, and a second room that fits nearly as well (`terms.NEARLY`) is named, so that somebody can look.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from app.core.text import slugify
from app.splitting.models import CLUSTER, NONE, TAG, WORD
from app.splitting.terms import IN_TEXT, IN_TITLE, NEARLY, READ_AT_MOST, fit, matches, weigh, words

LONGEST_TAG = 30


@dataclass(frozen=True)
class TalkFacts:
    """What is asked of a discussion: its title, the text of its opening post, the tags it was given."""

    title: str
    text: str = ""
    tags: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Rule:
    """One rule of a plan, as it is stored."""

    room_id: int
    kind: str
    value: str


@dataclass(frozen=True)
class Rules:
    """The rules of a plan by kind; rooms stand in the order of the plan."""

    tags: Mapping[str, int] = field(default_factory=dict)
    phrases: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    clusters: Mapping[int, tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, rules: Iterable[Rule]) -> Rules:
        """Sorted out of rules that come in the order of their rooms."""
        tags: dict[str, int] = {}
        phrases: dict[int, tuple[str, ...]] = {}
        clusters: dict[int, tuple[str, ...]] = {}
        for rule in rules:
            if rule.kind == TAG:
                tags.setdefault(rule.value, rule.room_id)
            elif rule.kind == WORD:
                phrases[rule.room_id] = (*phrases.get(rule.room_id, ()), rule.value)
            else:
                clusters[rule.room_id] = (*clusters.get(rule.room_id, ()), *rule.value.split())
        return cls(tags, phrases, clusters)


@dataclass(frozen=True)
class Placing:
    """Where a discussion goes: `room_id` None, it stays. `value` are the tags or words that were found."""

    room_id: int | None = None
    other_room_id: int | None = None
    why: str = NONE
    value: str = ""


STAYS = Placing()


def place(talk: TalkFacts, rules: Rules) -> Placing:
    """Where the rules put this discussion."""
    return _by_tag(talk, rules) or _by_word(talk, rules) or _by_cluster(talk, rules) or STAYS


def same_value(kind: str, value: str) -> str:
    """Two values of a kind that find the same have the same form: 'Water Tablets' and 'water tablet'; '' finds nothing."""
    return slugify(value, LONGEST_TAG) if kind == TAG else " ".join(words(value))


def stored_value(kind: str, value: str) -> str:
    """How a value is kept: a tag as tags are, words on one line in lower case."""
    return same_value(kind, value) if kind == TAG else " ".join(value.casefold().split())


def _by_tag(talk: TalkFacts, rules: Rules) -> Placing | None:
    hits = [(rules.tags[tag], tag) for tag in rules.tags if tag in talk.tags]
    return _best(TAG, [(room_id, 1.0, tag) for room_id, tag in hits])


def _by_word(talk: TalkFacts, rules: Rules) -> Placing | None:
    title, text = words(talk.title), words(talk.text[:READ_AT_MOST])
    hits = [
        (room_id, IN_TITLE if matches(phrase, title) else IN_TEXT, phrase)
        for room_id, phrases in rules.phrases.items()
        for phrase in phrases
        if matches(phrase, title) or matches(phrase, text)
    ]
    return _best(WORD, hits)


def _best(kind: str, hits: list[tuple[int, float, str]]) -> Placing | None:
    """The room with the most weight of `hits`: room, weight, what was found."""
    weights: dict[int, float] = {}
    for room_id, weight, _ in hits:
        weights[room_id] = weights.get(room_id, 0.0) + weight
    if not weights:
        return None
    ranked = sorted(weights, key=lambda room_id: -weights[room_id])
    near = len(ranked) > 1 and weights[ranked[1]] >= NEARLY * weights[ranked[0]]
    found = ", ".join(value for room_id, _, value in hits if room_id == ranked[0])
    return Placing(ranked[0], ranked[1] if near else None, kind, found)


def _by_cluster(talk: TalkFacts, rules: Rules) -> Placing | None:
    if not rules.clusters:
        return None
    weights = weigh(talk.title, talk.text, talk.tags)
    found = fit(weights, rules.clusters)
    if found.best is None:
        return None
    said = [word for word in rules.clusters[found.best] if any(form in weights for form in words(word))]
    return Placing(found.best, found.other, CLUSTER, ", ".join(said))
