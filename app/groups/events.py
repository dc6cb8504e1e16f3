"""What groups announce."""

from __future__ import annotations

from dataclasses import dataclass

from app.core.facts import DomainEvent


@dataclass(frozen=True, kw_only=True)
class GroupCreated(DomainEvent):
    """A group was made."""

    audited = True
    group_id: int
    parent_id: int | None


@dataclass(frozen=True, kw_only=True)
class GroupEdited(DomainEvent):
    """Name, purpose, access or order changed."""

    audited = True
    group_id: int


@dataclass(frozen=True, kw_only=True)
class GroupMoved(DomainEvent):
    """A group and all below it hang elsewhere in the tree."""

    audited = True
    group_id: int
    old_path: str
    new_path: str


@dataclass(frozen=True, kw_only=True)
class GroupNarrowed(DomainEvent):
    """Fewer may read the group: what is in it must not be readable for more."""

    audited = True
    group_id: int


@dataclass(frozen=True, kw_only=True)
class GroupArchived(DomainEvent):
    """Closed for new posts; `archived` False: open again."""

    audited = True
    group_id: int
    archived: bool


@dataclass(frozen=True, kw_only=True)
class GroupDivided(DomainEvent):
    """Nothing new is started in it, only in its rooms; `divided` False: again it is."""

    audited = True
    group_id: int
    divided: bool


@dataclass(frozen=True, kw_only=True)
class GroupAbsorbed(DomainEvent):
    """The group goes up in another one. Its row still stands while this is announced, so that whatever names it can name the other."""

    audited = True
    group_id: int
    into_id: int


@dataclass(frozen=True, kw_only=True)
class MemberJoinedGroup(DomainEvent):
    """A member belongs to a group now."""

    group_id: int
    member_id: int


@dataclass(frozen=True, kw_only=True)
class MemberLeftGroup(DomainEvent):
    """A member left a group."""

    group_id: int
    member_id: int


@dataclass(frozen=True, kw_only=True)
class MemberTakenOut(DomainEvent):
    """A moderator took a member out of a private group and of the rooms inside. `request_id` keeps the reason."""

    audited = True
    request_id: int
    group_id: int
    member_id: int


@dataclass(frozen=True, kw_only=True)
class JoinRequested(DomainEvent):
    """A member asks to join."""

    request_id: int
    group_id: int


@dataclass(frozen=True, kw_only=True)
class JoinAnswered(DomainEvent):
    """The asking was answered."""

    audited = True
    request_id: int
    group_id: int
    member_id: int
    accepted: bool
