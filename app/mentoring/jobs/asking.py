"""Once an hour, for whoever has no answer. What an hour missed, the next one does."""

from __future__ import annotations

from app.core.jobs import crontab, every
from app.mentoring.commands.asking import ask_followers, put_on_desk


@every("mentoring.ask", crontab(minute="20"))
def look_after_unanswered() -> None:
    """Ask followers, then the desk; a few at a time, so that nobody's post waits for it."""
    while ask_followers():
        pass
    while put_on_desk():
        pass
