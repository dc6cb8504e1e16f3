"""What discussions do when something happens below them."""

from __future__ import annotations

from datetime import timedelta

from app.accounts.events import ProfilePartBack, ProfilePartTaken
from app.accounts.models import NAME
from app.core.facts import on
from app.core.jobs import defer
from app.discussions.commands.drafts import carry_drafts
from app.discussions.commands.order import narrow_group
from app.groups.events import GroupAbsorbed, GroupNarrowed

LATE = timedelta(hours=1)
"""Whoever was writing an answer when a name changed has posted it by then."""


@on(ProfilePartTaken)
def follow_name(fact: ProfilePartTaken) -> None:
    """A name that moderators took back goes from the quotes, too: at once, and once more from what was being written."""
    _rename(fact.member_id, fact.part, is_back=False)


@on(ProfilePartBack)
def follow_name_back(fact: ProfilePartBack) -> None:
    """A name that was given back is in the quotes again."""
    _rename(fact.member_id, fact.part, is_back=True)


@on(GroupNarrowed)
def narrow_discussions(fact: GroupNarrowed) -> None:
    """Fewer may read the group: its discussions follow in the same transaction."""
    narrow_group(fact.group_id)


@on(GroupAbsorbed)
def carry_words(fact: GroupAbsorbed) -> None:
    """What somebody meant to start in the group, they can start in the other one."""
    carry_drafts(fact.group_id, fact.into_id)


def _rename(member_id: int, part: str, *, is_back: bool) -> None:
    if part != NAME:
        return
    for after in (timedelta(), LATE):
        defer("discussions.rename_quotes", after=after, member_id=member_id, is_back=is_back)
