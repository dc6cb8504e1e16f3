"""How long a line of the directory counts as right after somebody made sure of it."""

from __future__ import annotations

from datetime import datetime, timedelta

from app.core import clock
from app.core.settings import Setting, declare

CHECK_EVERY = declare(
    Setting(
        "help.check_every",
        180,
        "Help lines: days until a line must be checked again",
        "After that people read the lines that Dayroom comes with instead, and moderators find a task on their desk.",
        valid=lambda value: 1 <= value <= 3650,
    )
)


def last_good_day() -> datetime:
    """What was made sure of before this moment is past its date."""
    return clock.now() - timedelta(days=CHECK_EVERY.get())


def good_until(sure_at: datetime) -> datetime:
    """When a line that was made sure of at that moment is past its date."""
    return sure_at + timedelta(days=CHECK_EVERY.get())
