"""What discussions do when something happens below them."""

from __future__ import annotations

from app.core.facts import on
from app.discussions.commands.order import narrow_group
from app.groups.events import GroupNarrowed


@on(GroupNarrowed)
def narrow_discussions(fact: GroupNarrowed) -> None:
    """Fewer may read the group: its discussions follow in the same transaction."""
    narrow_group(fact.group_id)
