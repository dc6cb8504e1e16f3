"""The five kinds of record, in both versions of the format, as frozen values. Parsing raises Unreadable."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, Protocol, TypeVar

from app.accounts.actor import ROLES
from app.core.markup import LONGEST_TEXT
from app.groups.audience import ACCESSES, AUDIENCE_NAMES, PUBLIC, Audience
from app.imports.fields import Fields, Unreadable
from app.imports.fingerprints import digest

LONGEST_NAME = 200
LONGEST_TITLE = 300
"""More than the composer allows: titles of other communities are kept whole."""
LONGEST_PURPOSE = 2000
LONGEST_ABOUT = 2000
LONGEST_WORDS = 2000
STATES = ("published", "held")

FLAG_REASONS = {
    "worried": "worried",
    "unkind": "unkind",
    "private_details": "private",
    "medical_advice": "medicine",
    "selling": "selling",
    "false_information": "false",
    "other": "other",
}
"""A flag's reason as the format writes it -> its code on the desk."""


@dataclass(frozen=True)
class RoleWord:
    """A role to be granted: on a group and below, or with `group` None everywhere."""

    kind: str
    group: str | None


@dataclass(frozen=True)
class GroupRecord:
    id: str
    slug: str
    name: str
    purpose: str
    parent: str | None
    access: str
    created_at: datetime | None

    @property
    def content(self) -> str:
        """Digest of what a later run would change here too."""
        return digest(self.name, self.purpose, self.access, self.parent)


@dataclass(frozen=True)
class MemberRecord:
    id: str
    username: str
    display_name: str
    about: str
    joined_at: datetime
    groups: tuple[str, ...]
    roles: tuple[RoleWord, ...]
    unknown_roles: tuple[str, ...] = ()

    @property
    def content(self) -> str:
        return digest(self.display_name, self.about)


@dataclass(frozen=True)
class DiscussionRecord:
    id: str
    group_id: str
    title: str
    author_id: str
    created_at: datetime
    tags: tuple[str, ...]
    audience: Audience | None
    is_pinned: bool
    is_locked: bool

    @property
    def content(self) -> str:
        audience = None if self.audience is None else int(self.audience)
        return digest(self.group_id, audience, self.is_pinned, self.is_locked, list(self.tags))


@dataclass(frozen=True)
class PostRecord:
    id: str
    discussion_id: str
    position: int
    reply_to: str | None
    author_id: str
    created_at: datetime
    body: str
    is_held: bool

    def content(self, title: str) -> str:
        """`title` is the discussion's for an opening post, else ''."""
        return digest(self.body, title)


@dataclass(frozen=True)
class FlagRecord:
    id: str
    post_id: str
    flagger_id: str
    reason: str
    words: str
    created_at: datetime

    @property
    def content(self) -> str:
        return digest(self.reason)


class Record(Protocol):
    """What every kind has."""

    @property
    def id(self) -> str: ...


R = TypeVar("R", bound=Record)


@dataclass(frozen=True)
class Kind(Generic[R]):
    """One file of the export: how its lines are read, and which keys each version knows."""

    name: str
    parse: Callable[[Fields, int], R]
    keys: Mapping[int, frozenset[str]]

    @property
    def file(self) -> str:
        return f"{self.name}.jsonl"


def _group(fields: Fields, version: int) -> GroupRecord:
    return GroupRecord(
        id=fields.key("id"),
        slug=fields.line("slug", LONGEST_NAME),
        name=fields.line("name", LONGEST_NAME),
        purpose=fields.line("description", LONGEST_PURPOSE, needed=False),
        parent=fields.optional_key("parent") if version > 1 else None,
        access=fields.choice("access", ACCESSES) if version > 1 else PUBLIC,
        created_at=fields.optional_time("created_at"),
    )


def _member(fields: Fields, version: int) -> MemberRecord:
    # `role` of version 1 (member, professional) gives no role here: nobody has verified it.
    roles = _roles(fields) if version > 1 else ()
    return MemberRecord(
        id=fields.key("id"),
        username=fields.line("username", LONGEST_NAME),
        display_name=fields.line("display_name", LONGEST_NAME),
        about=fields.line("about", LONGEST_ABOUT, needed=False) if version > 1 else "",
        joined_at=fields.time("joined_at"),
        groups=fields.keys("groups") if version > 1 else (),
        roles=tuple(role for role in roles if role.kind in ROLES),
        unknown_roles=tuple(role.kind for role in roles if role.kind not in ROLES),
    )


def _roles(fields: Fields) -> tuple[RoleWord, ...]:
    roles = [Fields(each, fields.start) for each in fields.objects("roles")]
    return tuple(dict.fromkeys(RoleWord(role.key("kind"), role.optional_key("group")) for role in roles))


def _discussion(fields: Fields, version: int) -> DiscussionRecord:
    audience = fields.choice("audience", AUDIENCE_NAMES, "") if version > 1 else ""
    return DiscussionRecord(
        id=fields.key("id"),
        group_id=fields.key("group_id"),
        title=fields.line("title", LONGEST_TITLE),
        author_id=fields.key("author_id"),
        created_at=fields.time("created_at"),
        tags=fields.words("tags"),
        audience=AUDIENCE_NAMES[audience] if audience else None,
        is_pinned=fields.switch("pinned") if version > 1 else False,
        is_locked=fields.switch("locked") if version > 1 else False,
    )


def _post(fields: Fields, version: int) -> PostRecord:
    body = fields.text("body", LONGEST_TEXT)
    if len(body.encode()) > LONGEST_TEXT:
        raise Unreadable("too_large", field="body", most=f"{LONGEST_TEXT // 1024} KB")
    return PostRecord(
        id=fields.key("id"),
        discussion_id=fields.key("discussion_id"),
        position=fields.place("position"),
        reply_to=fields.optional_key("reply_to"),
        author_id=fields.key("author_id"),
        created_at=fields.time("created_at"),
        body=body,
        is_held=version > 1 and fields.choice("state", STATES, "published") == "held",
    )


def _flag(fields: Fields, version: int) -> FlagRecord:
    return FlagRecord(
        id=fields.key("id"),
        post_id=fields.key("post_id"),
        flagger_id=fields.key("flagger_id"),
        reason=FLAG_REASONS[fields.choice("reason", FLAG_REASONS)],
        words=fields.text("words", LONGEST_WORDS, needed=False).strip(),
        created_at=fields.time("created_at"),
    )


def _keys(first: str, second: str) -> Mapping[int, frozenset[str]]:
    return {1: frozenset(first.split()), 2: frozenset(second.split())}


GROUPS: Kind[GroupRecord] = Kind(
    "groups",
    _group,
    _keys("id slug name description discussion_count created_at", "id slug name description parent access created_at"),
)
MEMBERS: Kind[MemberRecord] = Kind(
    "members",
    _member,
    _keys("id username display_name role joined_at", "id username display_name about joined_at groups roles"),
)
DISCUSSIONS: Kind[DiscussionRecord] = Kind(
    "discussions",
    _discussion,
    _keys(
        "id group_id title author_id created_at tags post_count source licence",
        "id group_id title author_id created_at tags audience pinned locked",
    ),
)
POSTS: Kind[PostRecord] = Kind(
    "posts",
    _post,
    _keys(
        "id discussion_id position reply_to author_id created_at body",
        "id discussion_id position reply_to author_id created_at body state",
    ),
)
FLAGS: Kind[FlagRecord] = Kind("flags", _flag, _keys("", "id post_id flagger_id reason words created_at"))

NAMES = (GROUPS.name, MEMBERS.name, DISCUSSIONS.name, POSTS.name, FLAGS.name)
"""In the order in which they are read."""
