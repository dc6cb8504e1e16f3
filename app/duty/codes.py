"""Codes of rungs, ways, outcomes and spans. Pure."""

from __future__ import annotations

DUTY = "duty"
LEADS = "leads"
MODERATORS = "moderators"
ADMINS = "admins"
AGAIN = "again"
NOBODY = "nobody"
RUNGS = (DUTY, LEADS, MODERATORS, ADMINS, AGAIN, NOBODY)
"""Whom a call went to: whoever is on duty, who leads, everybody of the place, the admins, all of them again, or there was nobody."""

MAIL = "mail"
WEBHOOK = "webhook"
"""How somebody was called."""

PROMISED = "promised"
SENT = "sent"
FAILED = "failed"
NO_ADDRESS = "no_address"
NOT_NEEDED = "not_needed"
"""What came of a call. `not_needed`: somebody had it before the letter went out."""

DAY = "day"
WEEK = "week"
"""How long after a decision a follow-up is."""
