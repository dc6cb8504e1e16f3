"""Mail of notices, sent outside any transaction."""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping, Sequence

from app.core import mail
from app.core.db import db
from app.core.jobs import crontab, every, job
from app.core.mail import Letter
from app.notifications.commands import mark_mailed
from app.notifications.letters import letters_for
from app.notifications.privacy import ask_some

log = logging.getLogger(__name__)

MARK_AFTER = 1.0
"""Seconds after which it is noted which letters of a job went out, though others are to follow: what was not noted when the worker is
killed goes out again."""


@job("notifications.deliver")
def deliver(notice_ids: Sequence[int]) -> None:
    """Send the letters that are due; those that went out are passed over when it runs again.

    One address that fails, or one letter that cannot be written, does not keep the others waiting. Raises what the last failure raised,
    so that the job is tried again.
    """
    failure = _deliver(notice_ids)
    if failure is not None:
        raise failure


@every("notifications.ask_consent", crontab(hour="5", minute="50"))
def ask_for_consent_anew() -> None:
    """Every night: tell who agreed to an earlier privacy page; each member once for each version."""
    while ask_some():
        pass


def _deliver(notice_ids: Sequence[int]) -> Exception | None:
    """Answers the last failure."""
    try:
        letters = letters_for(notice_ids)
    except Exception as error:
        db.session.rollback()
        if len(notice_ids) == 1:
            log.warning("letter of notice %s: %s", notice_ids[0], type(error).__name__)
            return error
        failures = [failure for one in notice_ids if (failure := _deliver([one])) is not None]
        return failures[-1] if failures else None
    # The reading transaction ends before mail goes out: nothing slow happens inside one.
    db.session.rollback()
    return _send(letters)


def _send(letters: Mapping[int, Letter]) -> Exception | None:
    failure: Exception | None = None
    sent: list[int] = []
    begun = time.monotonic()
    for notice_id, letter in letters.items():
        try:
            mail.send(letter)
        except Exception as error:
            log.warning("letter of notice %s: %s", notice_id, type(error).__name__)
            failure = error
        else:
            sent.append(notice_id)
        if sent and time.monotonic() - begun > MARK_AFTER:
            mark_mailed(sent)
            sent, begun = [], time.monotonic()
    if sent:
        mark_mailed(sent)
    return failure
