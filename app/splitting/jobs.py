"""Background entry points of splitting, each calling a command."""

from __future__ import annotations

from app.core.jobs import crontab, every, job
from app.splitting.commands.advising import ask_for_all, give_advice
from app.splitting.commands.stages import advance
from app.splitting.commands.starting import ADVANCE, promise_rest

STEPS_A_JOB = 40
"""A job is over before the sweep would take it for lost and hand it to a second worker."""


@job("splitting.advise")
def advise_on_group(group_id: int) -> None:
    """Look at one group; nothing to do when it is gone or closed."""
    give_advice(group_id)


@every("splitting.advise_all", crontab(hour="2", minute="20"))
def advise_on_what_changed() -> None:
    """Once a night: a job for each group that has changed since its advice."""
    ask_for_all()


@job(ADVANCE)
def advance_split(plan_id: int) -> None:
    """The next steps of a run or an undoing; the rest is promised anew."""
    for _ in range(STEPS_A_JOB):
        if not advance(plan_id):
            return
    promise_rest(plan_id)
