"""What the clock does at the welcome desk."""

from __future__ import annotations

from app.core.jobs import crontab, every
from app.mentoring.commands.settling import review_every_claim, settle_newcomers


@every("mentoring.settle_newcomers", crontab(hour="3", minute="20"))
def settle() -> None:
    """Once a night."""
    settle_newcomers()


@every("mentoring.review_claims", crontab(minute="5"))
def review() -> None:
    """Every hour: an absence begins at midnight, and a role may end at any time."""
    review_every_claim()
