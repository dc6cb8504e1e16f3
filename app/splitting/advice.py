"""The advisor's verdict on a group: split now, or not yet, with the figures either way. Pure.

Figures are counted from what is out in the group itself (not in its rooms), and back from the last post there: an import ends in the past,
and a quiet summer is no reason to forget a group. `queries.counting` counts them, docs/advisor.md says what each is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from app.splitting.advice_words import advice_sentence
from app.splitting.clusters import NOWHERE, Cluster, Talk, Vocabulary, clusters_of
from app.splitting.terms import fit

SPLIT = "split"
NOT_YET = "not-yet"
READY = "ready"

MOST_WEEKS = 26
"""Rates are over this many weeks before the last post, or since the group's first discussion."""

YEAR = timedelta(weeks=52)
"""People count as active for a year: about a lasting illness one writes when something changes."""

READING = timedelta(days=90)
"""Discussions begun in this time are asked who opened them."""

FEWEST_DISCUSSIONS = 60
"""Three pages of the group's list (`discussions.queries.lists.PAGE` is 20): below that, looking through all of it is no burden."""

FEWEST_PEOPLE = 30
"""Active people. Practitioners ask a would-be leader for about 30 committed names before they open a group (field notes, 2.1)."""

ROOM_DISCUSSIONS = 10
"""A room opens with ten opening topics (field notes, 2.1)."""

ROOM_PEOPLE = 15
"""People who wrote in a room's discussions: with fewer, nobody is there when somebody asks."""

ROOM_INSIDE = 0.6
"""Of a room's links this share ends inside it: it talks mostly with itself."""

ROOM_AT_MOST = 0.5
"""A room with more of the group's discussions than this is the group again."""

FEWEST_ROOMS = 2
MOST_NOT_READY = 3
"""Rooms that must be ready for a split; and how many that are not are named, the largest, with what they miss."""

CARRIED_BY_TEN = 0.5
GROWN = 1.25
"""When it is a reason: the share of replies that ten people write; how much larger the unanswered share is lately than it was before."""

Reason = dict[str, Any]
"""A code, the numbers it goes by, and the sentence: {"code": "few_people", "have": 12, "need": 30, "sentence": "…"}."""


@dataclass(frozen=True)
class Figures:
    """What is counted of a group. Shares are 0 to 1, None when there is nothing to share; `weeks` is the window of the rates.

    `unanswered_share` is of all discussions, `unanswered_lately` of those begun in the window, `unanswered_before` of the others.
    `top_ten_share`: replies of the last 52 weeks by the ten who wrote most. `active_people` wrote in those weeks.
    `opened_share`: of all pairs of an active person and a discussion begun in the last 90 days, how many were opened or written in;
    None when nobody ever opened one.
    """

    discussions: int = 0
    posts: int = 0
    weeks: int = 0
    discussions_a_week: float = 0.0
    posts_a_week: float = 0.0
    opened_share: float | None = None
    unanswered_share: float | None = None
    unanswered_lately: float | None = None
    unanswered_before: float | None = None
    top_ten_share: float | None = None
    active_people: int = 0
    first_at: datetime | None = None
    last_at: datetime | None = None

    @property
    def since(self) -> datetime | None:
        """Where the window of the rates begins."""
        return self.last_at - timedelta(weeks=self.weeks) if self.last_at else None

    def to_json(self) -> dict[str, Any]:
        """Numbers as they are, times as ISO 8601; `since` to `last_at` is the window."""
        times = {"first_at": self.first_at, "since": self.since, "last_at": self.last_at}
        return asdict(self) | {name: moment.isoformat() if moment else None for name, moment in times.items()}

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Figures:
        """The same back."""
        times = {
            name: datetime.fromisoformat(stored[name]) if stored[name] else None for name in ("first_at", "last_at")
        }
        return cls(**{name: value for name, value in stored.items() if name != "since"} | times)


@dataclass(frozen=True)
class Proposal:
    """A room that could be: its words are a cluster rule, and `discussions` and `people` are what that rule finds today."""

    name: str
    words: tuple[str, ...]
    discussions: int
    people: int
    inside: float
    missing: tuple[Reason, ...] = ()

    @property
    def is_ready(self) -> bool:
        return not self.missing

    def to_json(self) -> dict[str, Any]:
        """With its verdict, 'ready' or 'not-yet'."""
        return asdict(self) | {
            "words": list(self.words),
            "missing": list(self.missing),
            "verdict": READY if self.is_ready else NOT_YET,
        }

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Proposal:
        """The same back."""
        kept = {name: value for name, value in stored.items() if name != "verdict"}
        return cls(**kept | {"words": tuple(stored["words"]), "missing": tuple(stored["missing"])})


@dataclass(frozen=True)
class GroupFacts:
    """What the advisor looks at: the group's name, its figures, its latest discussions, what is said elsewhere."""

    name: str
    figures: Figures
    talks: tuple[Talk, ...] = ()
    elsewhere: Vocabulary = NOWHERE
    is_divided: bool = False


@dataclass(frozen=True)
class Advised:
    """A verdict, 'split' or 'not-yet', its reasons (what is missing, for 'not-yet'), and proposed rooms, those that are ready first."""

    verdict: str
    figures: Figures
    reasons: tuple[Reason, ...]
    proposals: tuple[Proposal, ...]

    @property
    def is_split(self) -> bool:
        return self.verdict == SPLIT

    @property
    def ready(self) -> tuple[Proposal, ...]:
        """The rooms that could open now."""
        return tuple(room for room in self.proposals if room.is_ready)

    def to_json(self) -> dict[str, Any]:
        """As the command line prints it and the table keeps it."""
        return {
            "verdict": self.verdict,
            "reasons": list(self.reasons),
            "figures": self.figures.to_json(),
            "proposals": [room.to_json() for room in self.proposals],
        }

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Advised:
        """The same back."""
        rooms = tuple(Proposal.from_json(room) for room in stored["proposals"])
        return cls(stored["verdict"], Figures.from_json(stored["figures"]), tuple(stored["reasons"]), rooms)


def advise(facts: GroupFacts) -> Advised:
    """The verdict on a group. Deterministic; seconds for a group of thousands of discussions."""
    proposals = _proposals(facts)
    missing = _missing(facts, sum(room.is_ready for room in proposals))
    if missing:
        return Advised(NOT_YET, facts.figures, missing, proposals)
    return Advised(SPLIT, facts.figures, _why(facts.figures, proposals), proposals)


def reason(code: str, **numbers: Any) -> Reason:
    """A reason with its sentence."""
    return {"code": code, **numbers, "sentence": advice_sentence(code, numbers)}


def _proposals(facts: GroupFacts) -> tuple[Proposal, ...]:
    """Every cluster is asked whether it could be a room; then those that could are counted again without the others.

    A plan that takes the advice has only these rooms, and places discussions by the same `terms.fit`: so it finds what is said here.
    """
    clusters = clusters_of(facts.talks, facts.name, facts.elsewhere)
    found = _counted(clusters, facts)
    able = sorted((room for room in found if room.is_ready), key=lambda room: -room.discussions)
    # In the order in which they are proposed: a discussion that fits two rooms alike goes to the first.
    ready = _counted([Cluster(room.name, room.words, room.inside) for room in able], facts)
    waiting = sorted((room for room in found if not room.is_ready), key=lambda room: -room.discussions)
    named = [room for room in waiting if 2 * room.discussions >= ROOM_DISCUSSIONS]
    return (*ready, *named[:MOST_NOT_READY])


def _counted(clusters: Sequence[Cluster], facts: GroupFacts) -> list[Proposal]:
    rooms = {place: cluster.words for place, cluster in enumerate(clusters)}
    talks: dict[int, list[Talk]] = {place: [] for place in rooms}
    for talk in facts.talks:
        place = fit(talk.weights, rooms).best
        if place is not None:
            talks[place].append(talk)
    return [_proposal(cluster, talks[place], len(facts.talks)) for place, cluster in enumerate(clusters)]


def _proposal(cluster: Cluster, talks: Sequence[Talk], of: int) -> Proposal:
    people = len(frozenset[int]().union(*(talk.people for talk in talks)))
    missing = []
    if len(talks) < ROOM_DISCUSSIONS:
        missing.append(reason("room_discussions", have=len(talks), need=ROOM_DISCUSSIONS))
    if people < ROOM_PEOPLE:
        missing.append(reason("room_people", have=people, need=ROOM_PEOPLE))
    if cluster.inside < ROOM_INSIDE:
        missing.append(reason("room_inside", have=cluster.inside, need=ROOM_INSIDE))
    if len(talks) > ROOM_AT_MOST * of:
        missing.append(reason("room_wide", have=len(talks), most=int(ROOM_AT_MOST * of)))
    return Proposal(cluster.name, cluster.words, len(talks), people, cluster.inside, tuple(missing))


def _missing(facts: GroupFacts, ready: int) -> tuple[Reason, ...]:
    figures = facts.figures
    found = []
    if facts.is_divided:
        found.append(reason("divided"))
    if figures.discussions < FEWEST_DISCUSSIONS:
        found.append(reason("few_discussions", have=figures.discussions, need=FEWEST_DISCUSSIONS))
    if figures.active_people < FEWEST_PEOPLE:
        found.append(reason("few_people", have=figures.active_people, need=FEWEST_PEOPLE))
    if ready < FEWEST_ROOMS:
        found.append(reason("few_topics", have=ready, need=FEWEST_ROOMS))
    return tuple(found)


def _why(figures: Figures, proposals: Sequence[Proposal]) -> tuple[Reason, ...]:
    ready = [room for room in proposals if room.is_ready]
    found = [
        reason("topics", have=len(ready), need=FEWEST_ROOMS, discussions=sum(room.discussions for room in ready)),
        reason("discussions", have=figures.discussions, need=FEWEST_DISCUSSIONS),
        reason("people", have=figures.active_people, need=FEWEST_PEOPLE),
    ]
    lately, before = figures.unanswered_lately, figures.unanswered_before
    if lately is not None and before is not None and lately > GROWN * before:
        found.append(reason("unanswered_grew", have=lately, before=before, weeks=figures.weeks))
    if figures.top_ten_share is not None and figures.top_ten_share >= CARRIED_BY_TEN:
        found.append(reason("few_carry", have=figures.top_ten_share, need=CARRIED_BY_TEN))
    return tuple(found)
