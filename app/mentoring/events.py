"""What happens at the welcome desk."""

from __future__ import annotations

from dataclasses import dataclass

from app.core.facts import DomainEvent


@dataclass(frozen=True, kw_only=True)
class NewcomerArrived(DomainEvent):
    """A member who is new stands on the welcome desk from now on."""

    member_id: int


@dataclass(frozen=True, kw_only=True)
class NewcomerGreeted(DomainEvent):
    """A person answered or greeted a newcomer for the first time; `by_id` is whoever it was."""

    member_id: int
    by_id: int


@dataclass(frozen=True, kw_only=True)
class NewcomerSettled(DomainEvent):
    """A newcomer is new no longer."""

    member_id: int


@dataclass(frozen=True, kw_only=True)
class NewcomerClaimed(DomainEvent):
    """A mentor welcomes this newcomer; `from_id` handed them over, None when nobody did."""

    welcome_id: int
    newcomer_id: int
    mentor_id: int
    from_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class ClaimEnded(DomainEvent):
    """A mentor no longer welcomes this newcomer. `ending` is a code of `models`: 'let_go', 'handed_over', 'away', …"""

    welcome_id: int
    newcomer_id: int
    mentor_id: int
    ending: str


@dataclass(frozen=True, kw_only=True)
class GreetingSent(DomainEvent):
    """A mentor's welcome reached a newcomer, as a reply (`post_id`) or as words for them alone (None)."""

    greeting_id: int
    newcomer_id: int
    mentor_id: int
    post_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class Thanked(DomainEvent):
    """A newcomer thanked for a greeting."""

    greeting_id: int
    newcomer_id: int
    mentor_id: int | None


@dataclass(frozen=True, kw_only=True)
class MentorChanged(DomainEvent):
    """A mentor changed what they say of themselves, or went away or came back."""

    member_id: int


@dataclass(frozen=True, kw_only=True)
class Nominated(DomainEvent):
    """Somebody thinks that a member would make a good mentor for a group."""

    audited = True
    nomination_id: int
    member_id: int
    group_id: int


@dataclass(frozen=True, kw_only=True)
class NominationAnswered(DomainEvent):
    """Staff made the member a mentor, or did not."""

    audited = True
    nomination_id: int
    member_id: int
    group_id: int
    accepted: bool
