"""What the directory of help lines holds about a member: which lines they checked as staff."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select

from app.accounts.holdings import own_data, rows
from app.help.models import HelpLine


@own_data(
    "help-lines", "Help lines you checked", "As staff: the service, and when you checked it.", "help_lines.checked_by"
)
def checked(member_id: int) -> Iterable[Mapping[str, Any]]:
    lines = select(HelpLine.country, HelpLine.service, HelpLine.checked_at).where(HelpLine.checked_by == member_id)
    return rows(lines.order_by(HelpLine.id))
