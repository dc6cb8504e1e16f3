"""Where content plugs in: a kind of subject becomes flaggable and reviewable by registering an adapter, and not a line changes here."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import Select

from app.accounts.actor import Actor
from app.core.policy import ALLOW, NotFound, Verdict

HELD = "held"
PUBLISHED = "published"
HIDDEN = "hidden"
REMOVED = "removed"
TAKEN_BACK = "withdrawn"


@dataclass(frozen=True)
class SubjectView:
    """What the desk shows of a subject as it is now.

    `what` is the word for it ('reply', 'discussion'); `title` the discussion's; `place` the group's name; `text` as typed, `html`
    clean; `state` is `held`, `published`, `hidden`, `removed` or `withdrawn`; `url` opens it; `revision_id` is the text's own;
    `is_closed`: nobody can add to its talk; `has_words`: there is somebody's text to judge. `edited_since` is set by the
    desk, which compares revisions.
    """

    kind: str
    id: int
    what: str
    title: str
    place: str
    text: str
    html: str
    state: str
    url: str
    author_id: int | None
    scope_path: str
    revision_id: int | None
    edited_since: bool = False
    is_closed: bool = False
    has_words: bool = True


@dataclass(frozen=True)
class Surrounding:
    """One thing said just before, by whom and when."""

    name: str
    at: datetime
    words: str


@dataclass(frozen=True)
class Told:
    """What somebody who is no member told us about an item, with what they added later ('' for nothing). `url` opens the whole of it."""

    at: datetime
    reason: str
    words: str
    added: str
    label: str
    url: str


Before = dict[str, Any]
"""How it was before a decision changed it: ids, states and counters, never words. Only the subject's own package reads it."""


class SubjectAdapter(Protocol):
    """How one kind of content is judged. `kind` is its word in addresses: 'post' gives `/posts/7/flag`."""

    kind: str

    def views(self, ids: Iterable[int]) -> dict[int, SubjectView]:
        """Views by id, in a fixed number of statements; what is gone for good is left out."""

    def flaggable(self, actor: Actor, subject_id: int) -> SubjectView:
        """The subject, when `actor` may see it. Raises NotFound otherwise."""

    def surroundings(self, subject_id: int) -> list[Surrounding]:
        """A few things said just before it, oldest first."""

    def actions(self, view: SubjectView) -> tuple[str, ...]:
        """Which actions make sense now, in the order the form offers them; see `actions.usual`."""

    def apply(self, actor: Actor, subject_id: int, action: str, revision_id: int | None) -> Before:
        """Do it, inside the decision's transaction; answers what an appeal needs to put it back. Not called for `keep`."""


@dataclass(frozen=True)
class Redacted:
    """A text and its title (None: it has none, or it stays) in which the words concerned are taken out."""

    text: str
    title: str | None


Redaction = Callable[[Actor, int, int | None, Redacted], Before]
"""`(actor, subject_id, revision_id, what is left)`: let it out, or leave it out, without the words; answers as `apply` does."""


@dataclass(frozen=True)
class Way:
    """One way to end an item that is about nobody's words: a button, the address it posts to, and a line on what happens."""

    label: str
    url: str
    hint: str = ""


Rewind = Callable[[Actor, int, str, Before], bool]
"""`(actor, subject_id, action, before)`: undo what a decision did to the words, so that they stand as `before` says; waiting again, if
they waited. Answers False, and changes nothing, when they are others by now. For a decision on an appeal, in its transaction."""


@dataclass(frozen=True)
class Erased:
    """What an erasure took: every text there was, for finding copies of it; and where a title went, too, `below` are the ids of the
    kind that stood under it."""

    texts: tuple[str, ...]
    below: Select[int] | None = None


Erase = Callable[[Actor, int], Erased]
"""`(actor, subject_id)`: erase the words and every copy for good. Raises Conflict when it cannot be done now."""

Copied = Callable[[str, int, Callable[[str], str]], None]
"""`(subject_kind, subject_id, without)`: put every text kept about an erased subject through `without`, which takes copies out."""

Ways = Callable[[Actor, int], tuple[Way, ...]]
PanelValues = Callable[[Actor, int], dict[str, Any]]
Bar = Callable[[Actor, int], Verdict]
PersonFact = Callable[[Actor, int], tuple[str, str] | None]
Telling = Callable[[Actor, int], list[Told]]

_adapters: dict[str, SubjectAdapter] = {}
_person_facts: list[PersonFact] = []
_redactions: dict[str, Redaction] = {}
_rewinds: dict[str, Rewind] = {}
_erasures: dict[str, Erase] = {}
_copied: list[Copied] = []
_ways: dict[str, Ways] = {}
_panels: dict[str, PanelValues] = {}
_bars: dict[str, Bar] = {}
_desk_pages: list[tuple[str, str]] = []
_tellings: dict[str, Telling] = {}
_reasons: dict[str, dict[str, str]] = {}


def register_subject(adapter: SubjectAdapter) -> None:
    """Make a kind of content reviewable. Raises ValueError when the kind has an adapter already."""
    if adapter.kind in _adapters:
        raise ValueError(f"a kind of subject has one adapter: {adapter.kind!r}")
    _adapters[adapter.kind] = adapter


def forget_subject(kind: str) -> None:
    """Take a kind out again; for tests that bring their own."""
    _adapters.pop(kind, None)
    for plugged in (_redactions, _rewinds, _erasures):
        plugged.pop(kind, None)


def adapter_for(kind: str) -> SubjectAdapter:
    """The adapter of `kind`. Raises NotFound for a kind nobody registered."""
    adapter = _adapters.get(kind)
    if adapter is None:
        raise NotFound
    return adapter


def subject_views(subjects: Iterable[tuple[str, int]]) -> dict[tuple[str, int], SubjectView]:
    """Views of many subjects of any kind, one call for each kind; what is gone is left out."""
    wanted: dict[str, set[int]] = {}
    for kind, subject_id in subjects:
        wanted.setdefault(kind, set()).add(subject_id)
    found: dict[tuple[str, int], SubjectView] = {}
    for kind, ids in wanted.items():
        if kind in _adapters:
            views = _adapters[kind].views(sorted(ids))
            found.update({(kind, subject_id): view for subject_id, view in views.items()})
    return found


def subject_places(subjects: Iterable[tuple[str, int]]) -> dict[tuple[str, int], str]:
    """What the places of many subjects are called: as `subject_views`, without the words, where an adapter has `places` for that."""
    wanted: dict[str, set[int]] = {}
    for kind, subject_id in subjects:
        wanted.setdefault(kind, set()).add(subject_id)
    found: dict[tuple[str, int], str] = {}
    for kind, ids in wanted.items():
        places: Callable[[set[int]], dict[int, str]] | None = getattr(_adapters.get(kind), "places", None)
        if places is not None:
            found |= {(kind, subject_id): place for subject_id, place in places(ids).items()}
        else:
            found |= {key: view.place for key, view in subject_views((kind, subject_id) for subject_id in ids).items()}
    return found


def register_redaction(kind: str, redaction: Redaction) -> None:
    """Let words be taken out of a kind of content (`actions.REDACT`)."""
    _redactions[kind] = redaction


def redaction_for(kind: str) -> Redaction | None:
    """How words are taken out of a kind of content; None where that cannot be done."""
    return _redactions.get(kind)


def register_rewind(kind: str, rewind: Rewind) -> None:
    """Let decisions on a kind of content be undone after an appeal."""
    _rewinds[kind] = rewind


def rewind_for(kind: str) -> Rewind | None:
    """How a decision on a kind of content is undone; None for what is no content: then there is nothing to put back."""
    return _rewinds.get(kind)


def register_erasure(kind: str, erase: Erase) -> None:
    """Let a kind of content be erased for good, by two people."""
    _erasures[kind] = erase


def erasure_for(kind: str) -> Erase | None:
    """How a kind of content is erased; None where that cannot be done."""
    return _erasures.get(kind)


def register_copied(source: Copied) -> None:
    """Let what a package above keeps of people's words about a subject follow when the subject is erased."""
    _copied.append(source)


def forget_copied(subject_kind: str, subject_id: int, without: Callable[[str], str]) -> None:
    """Take copies of an erased subject out of what packages above keep."""
    for source in _copied:
        source(subject_kind, subject_id, without)


def register_ways(kind: str, source: Ways) -> None:
    """Offer ways to end open items of a kind in `kinds.NO_FAULT`: a function `(actor, subject_id) -> ways`."""
    _ways[kind] = source


def ways_for(actor: Actor, kind: str, subject_id: int) -> tuple[Way, ...]:
    """The ways that packages above offer this actor; none for most kinds."""
    return _ways[kind](actor, subject_id) if kind in _ways else ()


def register_bar(kind: str, source: Bar) -> None:
    """Keep those who had a part in it from a kind of item: a function `(actor, subject_id) -> verdict`, beside `item.claim`."""
    _bars[kind] = source


def may_take(actor: Actor, kind: str, subject_id: int) -> Verdict:
    """Whether nothing of their own keeps the actor from taking such an item; for most kinds nothing ever does."""
    return _bars[kind](actor, subject_id) if kind in _bars else ALLOW


def register_panel(kind: str, source: PanelValues) -> None:
    """Give the panel of a kind of item (`kinds.Kind.panel`) what it reads: a function `(actor, subject_id) -> names and values`."""
    _panels[kind] = source


def panel_values(actor: Actor, kind: str, subject_id: int) -> dict[str, Any]:
    """What the kind's own panel reads; nothing for most kinds."""
    return _panels[kind](actor, subject_id) if kind in _panels else {}


def desk_page(label: str, endpoint: str) -> None:
    """Offer a page of its own beside the review desk, for everybody who has the desk."""
    _desk_pages.append((label, endpoint))


def desk_pages() -> tuple[tuple[str, str], ...]:
    """Label and endpoint of the pages beside the desk."""
    return tuple(_desk_pages)


def register_telling(cause: str, source: Telling, reasons: dict[str, str]) -> None:
    """Say what came with causes of one kind that a package above keeps: a function `(actor, item_id) -> what was told`, for who may
    read the item; and what its reasons are called in headlines."""
    _tellings[cause] = source
    _reasons[cause] = reasons


def tellings(actor: Actor, item_id: int, causes: Iterable[str]) -> tuple[Told, ...]:
    """What was told with causes of these kinds; packages above are asked only about their own."""
    sources = [_tellings[cause] for cause in dict.fromkeys(causes) if cause in _tellings]
    return tuple(told for source in sources for told in source(actor, item_id))


def reason_words(cause: str, reason: str) -> str:
    """What a reason of a package above is called; '' for one that nobody named."""
    return _reasons.get(cause, {}).get(reason, "")


def register_person_fact(source: PersonFact) -> None:
    """Offer one figure about an author to the desk: a function `(actor, member_id) -> ('Posts', '48')`, or None for nothing."""
    _person_facts.append(source)


def person_facts(actor: Actor, member_id: int) -> list[tuple[str, str]]:
    """What packages above know of a member, for the desk."""
    found = (source(actor, member_id) for source in _person_facts)
    return [fact for fact in found if fact is not None]
