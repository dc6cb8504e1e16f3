"""Mail of notices, sent outside any transaction."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from app.core import mail
from app.core.db import db
from app.core.jobs import crontab, every, job
from app.notifications.commands import mark_mailed
from app.notifications.letters import letter_for
from app.notifications.privacy import ask_some

log = logging.getLogger(__name__)


@job("notifications.deliver")
def deliver(notice_ids: Sequence[int]) -> None:
    """Send the letters that are due; those that went out are passed over when it runs again.

    One address that fails does not keep the others waiting. Raises what the last failure raised, so that the job is tried again.
    """
    failure: Exception | None = None
    for notice_id in notice_ids:
        try:
            _send(notice_id)
        except Exception as error:
            log.warning("letter of notice %s: %s", notice_id, type(error).__name__)
            failure = error
    if failure is not None:
        raise failure


@every("notifications.ask_consent", crontab(hour="5", minute="50"))
def ask_for_consent_anew() -> None:
    """Every night: tell who agreed to an earlier privacy page; each member once for each version."""
    while ask_some():
        pass


def _send(notice_id: int) -> None:
    letter = letter_for(notice_id)
    # The reading transaction ends before mail goes out: nothing slow happens inside one.
    db.session.rollback()
    if letter is not None:
        mail.send(letter)
        mark_mailed(notice_id)
