"""What imports keep up with: records of a group that went up in another one are records of that one from then on."""

from __future__ import annotations

from app.core.facts import on
from app.groups.events import GroupAbsorbed
from app.imports.commands.sources import follow_group


@on(GroupAbsorbed)
def follow_absorbed(fact: GroupAbsorbed) -> None:
    """The next run finds its group where it is now."""
    follow_group(fact.group_id, fact.into_id)
