"""Background entry points of discussions, each calling a command."""

from __future__ import annotations

from app.core.jobs import crontab, every, job
from app.discussions.commands.drafts import forget_old_drafts
from app.discussions.commands.telling import tell


@job("discussions.tell")
def tell_of_post(post_id: int) -> None:
    """Write the notices of a published post."""
    tell(post_id)


@every("discussions.forget_old_drafts", crontab(hour="3", minute="40"))
def forget_drafts() -> None:
    """Once a night."""
    forget_old_drafts()
