"""Background entry points of the directory, each calling a command."""

from __future__ import annotations

from app.core.jobs import crontab, every
from app.help.commands import tell_expired


@every("help.tell_expired", crontab(hour="5", minute="20"))
def look_for_expired() -> None:
    """Once a day."""
    tell_expired()
