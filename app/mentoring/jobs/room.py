"""The mentors' room follows the role."""

from __future__ import annotations

from app.core.jobs import crontab, every, job
from app.mentoring.commands.room import seat_mentors


@job("mentoring.seat_mentors")
def seat() -> None:
    """Soon after somebody was given or lost the role."""
    seat_mentors()


@every("mentoring.seat_every_mentor", crontab(minute="*/10"))
def seat_every_mentor() -> None:
    """For roles that came with an import, or ended by their date."""
    seat_mentors()
