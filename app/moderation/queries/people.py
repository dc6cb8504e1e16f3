"""How people are called at the desk: colleagues by the name under which they act as staff, if they have one."""

from __future__ import annotations

from collections.abc import Mapping

from app.accounts.queries import MemberCard, member_cards

GONE = "somebody who has left"
_AT_THE_START = "Somebody who has left"


def name_in(
    cards: Mapping[int, MemberCard], member_id: int | None, *, as_staff: bool = True, starts: bool = False
) -> str:
    """The name of one of `cards`. `starts`: it begins a sentence. Not `as_staff`: it is about them, and not about what they did."""
    card = cards.get(member_id or 0)
    if card is None:
        return _AT_THE_START if starts else GONE
    return card.as_staff if as_staff else card.display_name


def name_of(member_id: int | None, *, as_staff: bool = True, starts: bool = False) -> str:
    """The same for one person; one statement."""
    return name_in(member_cards([member_id]), member_id, as_staff=as_staff, starts=starts)
