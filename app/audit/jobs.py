"""The daily look at the record."""

from __future__ import annotations

import logging

from app.audit.accepting import tell_broken
from app.audit.heads import thin_heads
from app.audit.verifying import verify
from app.audit.writing import adopt
from app.core.jobs import crontab, every

log = logging.getLogger(__name__)


@every("audit.verify", crontab(hour="3", minute="40"))
def look_at_the_record() -> None:
    """Once a day: whether it holds, and a shorter file of heads. What is broken is announced, every day until it is not."""
    adopt()
    report = verify()
    if report.fault is not None:
        log.error("the record does not hold: %s at entry %s", report.fault.kind, report.fault.number)
        tell_broken(report.fault)
    thin_heads()
