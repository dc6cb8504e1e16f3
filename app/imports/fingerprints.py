"""Two short digests: of what an export says of a record, and of what stands here. Equal digests mean that nobody changed it."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.accounts.models import Member
    from app.discussions.models import Discussion, Post
    from app.groups.models import Group

Part = str | int | bool | None | list[str] | list[int]


def digest(*parts: Part) -> str:
    """32 hexadecimal digits of `parts` in their order."""
    written = json.dumps(parts, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()[:32]


def of_group(group: Group) -> str:
    """What people can change of a group."""
    return digest(group.name, group.purpose, group.access, group.parent_id)


def of_member(display_name: str, about: str) -> str:
    """What a member can change of how others see them."""
    return digest(display_name, about)


def of_shown_member(member: Member) -> str:
    """The same of a stored member."""
    return of_member(member.display_name, member.about)


def of_discussion(discussion: Discussion, tags: Iterable[str]) -> str:
    """What people can change of a discussion, apart from its words."""
    return digest(discussion.group_id, discussion.is_locked, discussion.pinned_at is not None, sorted(tags))


def of_post(post: Post, title: str) -> str:
    """What people can change of a post: words and state. `title` is the discussion's for an opening post, else ''."""
    return digest(post.body, post.state, title)
