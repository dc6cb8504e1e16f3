"""What discussions do when something happens below them."""

from __future__ import annotations

from app.core.facts import on
from app.discussions.commands.drafts import carry_drafts
from app.discussions.commands.order import narrow_group
from app.groups.events import GroupAbsorbed, GroupNarrowed


@on(GroupNarrowed)
def narrow_discussions(fact: GroupNarrowed) -> None:
    """Fewer may read the group: its discussions follow in the same transaction."""
    narrow_group(fact.group_id)


@on(GroupAbsorbed)
def carry_words(fact: GroupAbsorbed) -> None:
    """What somebody meant to start in the group, they can start in the other one."""
    carry_drafts(fact.group_id, fact.into_id)
