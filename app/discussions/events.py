"""What discussions announce."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from app.core.facts import DomainEvent


class Coming(NamedTuple):
    """A reply on its way; `answered_id` is the post that it answers."""

    author_id: int
    discussion_id: int
    answered_id: int | None


@dataclass(frozen=True, kw_only=True)
class PostsComing(DomainEvent):
    """Replies are about to take their places, and `PostPublished` of each follows in the same command.

    Whoever must ask the database something when they have come can ask now, while nobody waits for it; nothing is written. `actor_id` is
    None: several people may have written them.
    """

    coming: tuple[Coming, ...]


@dataclass(frozen=True, kw_only=True)
class PostPublished(DomainEvent):
    """A post can be read: written and let through, or published by a moderator."""

    post_id: int
    discussion_id: int
    group_id: int


@dataclass(frozen=True, kw_only=True)
class PostHeld(DomainEvent):
    """A post, or an edit of one, waits for a moderator."""

    post_id: int
    discussion_id: int
    group_id: int


@dataclass(frozen=True, kw_only=True)
class PostEdited(DomainEvent):
    """A published post shows new words."""

    post_id: int
    revision_id: int


@dataclass(frozen=True, kw_only=True)
class PostWithdrawn(DomainEvent):
    """Its author took a post back."""

    post_id: int
    discussion_id: int


@dataclass(frozen=True, kw_only=True)
class PostRemoved(DomainEvent):
    """A moderator's decision took a post out of the discussion."""

    post_id: int
    discussion_id: int


@dataclass(frozen=True, kw_only=True)
class PostRestored(DomainEvent):
    """A removed post stands in its former place again."""

    post_id: int
    discussion_id: int


@dataclass(frozen=True, kw_only=True)
class DiscussionLocked(DomainEvent):
    """Nobody may add to the discussion; `locked` False: it is open again."""

    audited = True
    discussion_id: int
    group_id: int
    locked: bool


@dataclass(frozen=True, kw_only=True)
class DiscussionPinned(DomainEvent):
    """The discussion stands first in its group; `pinned` False: no longer."""

    audited = True
    discussion_id: int
    group_id: int
    pinned: bool


@dataclass(frozen=True, kw_only=True)
class DiscussionMoved(DomainEvent):
    """The discussion stands in another group, with an audience that group allows."""

    audited = True
    discussion_id: int
    from_group_id: int
    to_group_id: int


@dataclass(frozen=True, kw_only=True)
class DiscussionsRelocated(DomainEvent):
    """These discussions stand in another group, each with an audience that group allows. `at` is the moment it counts from."""

    audited = True
    from_group_id: int
    to_group_id: int
    discussion_ids: tuple[int, ...]
    at: datetime


@dataclass(frozen=True, kw_only=True)
class CheckHit:
    """One finding of words that were sent in: which check, its kind and key, the effect it had, and whether the author called it wrong."""

    check: str
    kind: str
    key: str
    effect: str
    is_disputed: bool = False


@dataclass(frozen=True, kw_only=True)
class WordsChecked(DomainEvent):
    """Words were sent in and checked, once or again: `draft_key` is the same for all tries of one post.

    `state` is what became of them (`inputs.PUBLISHED`, `HELD`, `COACHED`, …); `post_id` is None while they are not stored as a post.
    """

    draft_key: str
    author_id: int
    scope_path: str
    state: str
    hits: tuple[CheckHit, ...]
    post_id: int | None = None
