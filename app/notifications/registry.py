"""Kinds of notices, plugged in by the packages whose things they are about."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.accounts.actor import Actor
from app.notifications.models import Notice


@dataclass(frozen=True, kw_only=True)
class NoticeView:
    """One notice as its member reads it.

    `title` is the line that links to `url`, `words` one more sentence or a quoted line. `who` is the display name behind it ('' for
    nobody), `role` their mark ('mentor', 'moderator', …). `url` is '' when the words are all there is. `when` moves the time shown;
    None leaves the notice's own.
    """

    title: str
    words: str = ""
    url: str = ""
    who: str = ""
    role: str = ""
    when: datetime | None = None


PEOPLE = "What people write"
DECIDED = "What is decided, and my account"
DUTIES = "What I do for others here"
TOPICS = (PEOPLE, DECIDED, DUTIES)
"""The lists on the page of mail choices, in their order."""

Loader = Callable[[Actor, Sequence[Notice]], Mapping[int, NoticeView]]
Shown = Callable[[Sequence[tuple[Actor, int]]], Sequence[bool]]


@dataclass(frozen=True, kw_only=True)
class NoticeKind:
    """One kind of notice.

    `label` stands on the page of mail choices ("Replies to me"), in the list `topic`; '' for what is not told any more. `for_roles`:
    only who holds one of these roles somewhere is asked there; to others it would tell of desks and rotas that are not theirs.
    `mail_words` is the subject and first line of a letter: one sentence without a full stop, without a name or a topic ("Somebody
    answered you"). `load` turns notices of this kind into views in a fixed number of statements, and leaves out what the actor may no
    longer see. A suspended member reads only kinds that are `for_suspended`. `own_letter`: the package writes the mail itself, and
    asks for the member's choice there. `are_shown`: for each actor and subject whether `load` would find a view, which is all that a
    letter asks; for kinds of which many letters go out.
    """

    name: str
    label: str
    mail_words: str
    load: Loader
    are_shown: Shown | None = None
    for_suspended: bool = False
    own_letter: bool = False
    topic: str = PEOPLE
    for_roles: tuple[str, ...] = ()


KINDS: dict[str, NoticeKind] = {}


def register_kind(kind: NoticeKind) -> NoticeKind:
    """Make a kind known. Raises ValueError when its name is taken, or its mail words cannot be a subject."""
    if kind.name in KINDS:
        raise ValueError(f"a kind of notice is registered once: {kind.name!r}")
    if not kind.mail_words or "\n" in kind.mail_words or len(kind.mail_words) > 60:
        raise ValueError(f"mail words are one short line: {kind.mail_words!r}")
    KINDS[kind.name] = kind
    return kind


def offered_to(actor: Actor) -> list[NoticeKind]:
    """The kinds that may ever reach the actor by mail, in the order of `TOPICS`. A role that rests is held all the same."""
    held = {role.kind for role in actor.grants}
    kinds = (
        kind for kind in KINDS.values() if kind.topic and (not kind.for_roles or held.intersection(kind.for_roles))
    )
    return sorted(kinds, key=lambda kind: (TOPICS.index(kind.topic), kind.label))


def kinds_for(actor: Actor) -> frozenset[str]:
    """Names of the kinds that the actor may read at present."""
    return frozenset(name for name, kind in KINDS.items() if kind.for_suspended or not actor.is_suspended)
