"""How many notices one connection, one mail address, and everybody together may send: letters go to addresses nobody has proved."""

from __future__ import annotations

from datetime import timedelta

from app.core.limits import Limit

BY_CLIENT = Limit("notice.client", 10, timedelta(hours=24))
BY_MAIL = Limit("notice.mail", 5, timedelta(hours=24))
BY_ALL = Limit("notice.all", 200, timedelta(hours=1))
UNNAMED_BY_CLIENT = Limit("notice.unnamed", 3, timedelta(hours=1))
"""Without a mail address a notice is on the desk at once."""

ADDED_BY_CLIENT = Limit("notice.added", 20, timedelta(hours=1))

READ_A_DAY = Limit("notice.read", 1, timedelta(hours=24))
"""How often the record notes that one of the team reads one notice."""
