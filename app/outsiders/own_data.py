"""What a member sent us by the form for outsiders while they were signed in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select

from app.accounts.holdings import Leaver, ending, own_data, rows
from app.outsiders.commands import forget_of
from app.outsiders.models import OutsiderNotice


@own_data(
    "notices-of-unlawful-content",
    "Notices of something unlawful that you sent",
    "Each notice with its number: the address and reason you gave, your words, what you added, the name and mail address you gave with "
    "it, when you sent and confirmed it, and how and when it ended.",
    "outsider_notices.member_id",
)
def sent(member_id: int) -> Iterable[Mapping[str, Any]]:
    notices = select(
        OutsiderNotice.number,
        OutsiderNotice.address,
        OutsiderNotice.reason,
        OutsiderNotice.words,
        OutsiderNotice.added,
        OutsiderNotice.name,
        OutsiderNotice.email,
        OutsiderNotice.state,
        OutsiderNotice.made_at,
        OutsiderNotice.confirmed_at,
        OutsiderNotice.ended_at,
    )
    return rows(notices.where(OutsiderNotice.member_id == member_id).order_by(OutsiderNotice.id))


@ending("outsiders.notices")
def end_notices(leaver: Leaver, _cursor: int) -> int | None:
    """What was decided is erased. What waits keeps the address its sender gave, so that they get the answer the law promises."""
    forget_of(leaver.member_id)
    return None
