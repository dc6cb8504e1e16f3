"""Which words of a group talk mostly among themselves: a graph of words, and its communities. Pure.

Method. A word is a node when enough discussions hold it, when they hold it more often than discussions elsewhere, and when it is not in
nearly all of them. Two words are linked when they stand in the same discussions more often than chance would have it (normalised pointwise
mutual information, Bouma 2009), by how often they do; two forms of one word ("cough", "coughing") are linked as well. Louvain's method
(Blondel and others 2008, as networkx keeps it) then finds the communities: it needs no number of topics beforehand, takes moments at this
size, and says which words it went by, so that staff can judge it. Nodes are numbers in a fixed order and the seed is fixed: the same
discussions give the same clusters on every machine.

Bounds. The latest 3,000 discussions and the 400 weightiest words; 3,000 discussions take some seconds, so this runs in jobs alone.

Limits. Words, not meaning: "blood pressure" is known as a pair, "high readings" is not. A topic that few write about stays hidden, and
a group whose talk is all of one kind has no clusters.
"""

from __future__ import annotations

import importlib
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import combinations
from typing import TYPE_CHECKING, Any

from app.splitting.naming import Namer
from app.splitting.terms import is_kin, terms, weigh

if TYPE_CHECKING:
    import networkx

MOST_TALKS = 3000
MOST_WORDS = 400
"""Discussions (the latest) and words (the weightiest) that are looked at."""

IN_TALKS = 3
"""Discussions that must hold a word: fewer are chance."""

IN_MOST = 0.4
"""A word that this share of the discussions hold is what the whole group is about; no room can be named by it."""

LIFT = 1.3
"""How much oftener a word must stand here than elsewhere in the community. Below it, it is a word of every talk."""

ENOUGH_ELSEWHERE = 100
"""With fewer discussions in all other groups together there is nothing to compare with: a share of them would be chance."""

TOGETHER = 2
BEYOND_CHANCE = 0.1
"""Discussions that two words must share to be linked, and the least normalised pointwise mutual information (0 chance, 1 always)."""

FEWEST_IN_CLUSTER = 3
SAID_AT_MOST = 10
"""Words of a cluster: fewer are no topic, more nobody reads. The strongest are kept, and it is by these that it finds discussions."""

SEED = 1


@dataclass(frozen=True)
class Talk:
    """One discussion as the advisor reads it: its title, the text of its opening post, its tags, and the ids of who wrote in it."""

    id: int
    title: str
    text: str = ""
    tags: tuple[str, ...] = ()
    people: frozenset[int] = frozenset()

    @property
    def weights(self) -> dict[str, float]:
        """What it is about, by `terms.weigh`."""
        return weigh(self.title, self.text, self.tags)


@dataclass(frozen=True)
class Vocabulary:
    """What is talked about elsewhere in the community: how many of `talks` discussions hold a word."""

    talks: int = 0
    held: Mapping[str, int] = field(default_factory=dict)

    def lift(self, word: str, share: float) -> float:
        """How many times oftener than elsewhere a word stands where `share` of the discussions hold it."""
        if self.talks < ENOUGH_ELSEWHERE:
            return LIFT
        return share / ((self.held.get(word, 0) + 1) / (self.talks + 1))


NOWHERE = Vocabulary()


class Community:
    """The words of the community's latest discussions, by group, so that each group can be compared with all the others."""

    def __init__(self, talks: Iterable[tuple[int, str, str]]) -> None:
        """From the group's id, the title and the text of each."""
        self._talks = Counter[int]()
        self._held: defaultdict[int, Counter[str]] = defaultdict(Counter)
        for group_id, title, text in talks:
            self._talks[group_id] += 1
            self._held[group_id].update(terms(f"{title} {text}"))
        self._all = Counter[str]()
        for held in self._held.values():
            self._all.update(held)

    def elsewhere(self, group_id: int) -> Vocabulary:
        """What all groups but this one talk about."""
        return Vocabulary(self._talks.total() - self._talks[group_id], self._all - self._held[group_id])


@dataclass(frozen=True)
class Cluster:
    """Words that talk mostly among themselves, strongest first, as people write them.

    `inside` is the share of their links that end among them (0 to 1): a room of 0.5 would go on talking with the others half the time.
    """

    name: str
    words: tuple[str, ...]
    inside: float


def clusters_of(talks: Sequence[Talk], group_name: str = "", elsewhere: Vocabulary = NOWHERE) -> tuple[Cluster, ...]:
    """The clusters of a group's discussions, latest first as they come; the one with most weight first."""
    read = [(talk, talk.weights) for talk in talks[:MOST_TALKS]]
    weights = [found for _, found in read]
    named = sorted(word for word in terms(group_name) if _is_wide(word, weights))
    strengths = _strengths(weights, named, elsewhere)
    words = sorted(strengths, key=lambda word: (-strengths[word], word))[:MOST_WORDS]
    if len(words) < FEWEST_IN_CLUSTER:
        return ()
    graph = _graph(words, weights)
    found = _networkx().community.louvain_communities(graph, weight="weight", seed=SEED)
    kept = [sorted(nodes) for nodes in found if len(nodes) >= FEWEST_IN_CLUSTER]
    kept.sort(key=lambda nodes: (-sum(strengths[words[node]] for node in nodes), nodes))
    namer = Namer([(talk.title, talk.text) for talk, _ in read], named)
    return tuple(_cluster(graph, nodes, words, namer) for nodes in kept)


@cache
def _networkx() -> Any:
    # Loaded when somebody asks for a plan: it takes 10 MB, and a process that answers pages seldom needs it.
    return importlib.import_module("networkx")


def _strengths(weights: Sequence[Mapping[str, float]], named: Sequence[str], elsewhere: Vocabulary) -> dict[str, float]:
    """The words that can tell one room from another: their weight here, times how far they are this group's own."""
    held, total = Counter[str](), Counter[str]()
    for found in weights:
        held.update(found.keys())
        for word, weight in found.items():
            total[word] += weight  # type: ignore[assignment]
    strengths: dict[str, float] = {}
    for word, count in held.items():
        lift = elsewhere.lift(word, count / len(weights))
        is_own = lift >= LIFT and not any(is_kin(word, wide) for wide in named)
        if is_own and IN_TALKS <= count <= IN_MOST * len(weights):
            strengths[word] = total[word] * math.log(1 + lift)
    return strengths


def _is_wide(name: str, weights: Sequence[Mapping[str, float]]) -> bool:
    """Whether a word of the group's name, in any of its forms, stands in so many discussions that it is the group's own subject."""
    holding = sum(any(is_kin(word, name) for word in found) for found in weights)
    return holding > IN_MOST * len(weights)


def _graph(words: Sequence[str], weights: Sequence[Mapping[str, float]]) -> networkx.Graph:
    places = {word: place for place, word in enumerate(words)}
    held, shared = Counter[int](), Counter[tuple[int, int]]()
    for found in weights:
        here = sorted(places[word] for word in found if word in places)
        held.update(here)
        shared.update(combinations(here, 2))
    graph: networkx.Graph = _networkx().Graph()
    graph.add_nodes_from(range(len(words)))
    for one, other, weight in _links(words, held, shared, len(weights)):
        graph.add_edge(one, other, weight=weight)
    return graph


def _links(
    words: Sequence[str], held: Counter[int], shared: Counter[tuple[int, int]], talks: int
) -> Iterator[tuple[int, int, float]]:
    for one, other in combinations(range(len(words)), 2):
        together = shared[one, other]
        weight = float(min(held[one], held[other])) if is_kin(words[one], words[other]) else 0.0
        beyond = _beyond_chance(held[one], held[other], together, talks) if together >= TOGETHER else 0.0
        if beyond > BEYOND_CHANCE:
            weight += beyond * together
        if weight:
            yield one, other, weight


def _beyond_chance(one: int, other: int, together: int, talks: int) -> float:
    """Normalised pointwise mutual information, -1 to 1: counts of discussions that hold the one, the other, both, and all."""
    if together == talks:
        return 1.0
    return math.log(together * talks / (one * other)) / -math.log(together / talks)


def _cluster(graph: networkx.Graph, nodes: Sequence[int], words: Sequence[str], namer: Namer) -> Cluster:
    # Nodes are numbered from the strongest word on.
    strongest = [words[node] for node in nodes[:SAID_AT_MOST]]
    return Cluster(namer.name(strongest), tuple(namer.written(word) for word in strongest), _inside(graph, set(nodes)))


def _inside(graph: networkx.Graph, nodes: set[int]) -> float:
    within, leaving = 0.0, 0.0
    for one, other, weight in graph.edges(nodes, data="weight"):
        if one in nodes and other in nodes:
            within += weight
        else:
            leaving += weight
    return round(within / (within + leaving), 4) if within + leaving else 0.0
