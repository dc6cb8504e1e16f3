"""What the clock does in the lab."""

from __future__ import annotations

from app.core.jobs import crontab, every
from app.lab.commands.counting import forget_old_drafts


@every("lab.forget_old_drafts", crontab(hour="3", minute="50"))
def forget() -> None:
    """Once a night."""
    forget_old_drafts()
