"""What the commands of this package take and answer."""

from __future__ import annotations

from dataclasses import dataclass, field

from app.groups.audience import Audience
from app.guidelines.assessment import Assessment

SUBJECT = "post"
"""The kind of a post under review, and of notices about it."""

PUBLISHED = "published"
HELD = "held"
CRISIS = "crisis"
COACHED = "coached"
BLOCKED = "blocked"
GUIDELINES = "guidelines"

REPLY = "reply"
MENTION = "mention"
WATCHED = "watched"
"""Kinds of notices about posts, strongest reason first."""


@dataclass(frozen=True)
class StartInput:
    """A new discussion. `audience` None: the widest that the group allows.

    `anyway`: posted as it is, with the findings that its author has seen; `seen` names them ('family.kind'), None for whatever is found.
    Something else that is found by now is shown first. `disputed` are keys of findings that its author calls wrong, here and below.
    """

    draft_key: str
    group_id: int
    title: str
    body: str
    tags: tuple[str, ...] = ()
    audience: Audience | None = None
    anyway: bool = False
    accepts_guidelines: bool = False
    disputed: frozenset[str] = frozenset()
    seen: frozenset[str] | None = None


@dataclass(frozen=True)
class ReplyInput:
    """A reply to the discussion, or with `reply_to_id` to one of its posts."""

    draft_key: str
    discussion_id: int
    body: str
    reply_to_id: int | None = None
    anyway: bool = False
    accepts_guidelines: bool = False
    disputed: frozenset[str] = frozenset()
    seen: frozenset[str] | None = None


@dataclass(frozen=True)
class EditInput:
    """New words for a post; `title` for an opening post only."""

    draft_key: str
    post_id: int
    body: str
    title: str | None = None
    anyway: bool = False
    accepts_guidelines: bool = False
    disputed: frozenset[str] = frozenset()
    seen: frozenset[str] | None = None


@dataclass(frozen=True)
class DraftInput:
    """What the composer holds. `kind` is 'discussion', 'reply' or 'edit', and says which of the ids are set."""

    key: str
    kind: str
    group_id: int | None = None
    discussion_id: int | None = None
    reply_to_id: int | None = None
    post_id: int | None = None
    title: str = ""
    body: str = ""
    tags: str = ""
    audience: int | None = None


@dataclass(frozen=True)
class Outcome:
    """What became of a post.

    published: it can be read. held: it waits for a moderator. crisis: held, first on the desk. coached: nothing is posted, the draft is
    kept, the author sees the findings first. blocked: as coached, and it cannot be posted as it is. guidelines: nothing is posted, the
    draft is kept, the author has yet to accept the guidelines. Stored with a crisis signal in `assessment`: the help card is shown.
    """

    state: str
    draft_key: str
    post_id: int | None = None
    discussion_id: int | None = None
    assessment: Assessment = field(default_factory=lambda: Assessment(()))
