"""What commands take."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class ShiftInput:
    """Weekly hours for a member. `hours` are as `help.opening` reads them, by the clocks of `zone`; `until_on` None: no end."""

    member_id: int
    path: str
    hours: str
    zone: str
    from_on: date
    until_on: date | None = None


@dataclass(frozen=True)
class HookInput:
    """An address for calls: of a member, or of the team at `path` (then `member_id` is None)."""

    url: str
    path: str
    member_id: int | None = None
