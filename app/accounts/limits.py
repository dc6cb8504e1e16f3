"""How often one network address, or one account, may try things that others could abuse."""

from __future__ import annotations

from datetime import timedelta

from app.core.limits import Limit

SIGN_IN_BY_ADDRESS = Limit("sign_in.address", 40, timedelta(minutes=15))
SIGN_IN_BY_BOTH = Limit("sign_in.both", 10, timedelta(minutes=15))
"""One account from one connection: so that a stranger's guessing does not lock its owner out at home."""

SIGN_IN_BY_ACCOUNT = Limit("sign_in.account", 60, timedelta(minutes=15))
JOIN_BY_ADDRESS = Limit("join.address", 20, timedelta(hours=1))
JOIN_BY_MAIL = Limit("join.mail", 5, timedelta(hours=2))
RESET_BY_ADDRESS = Limit("reset.address", 20, timedelta(hours=1))
RESET_BY_MAIL = Limit("reset.mail", 5, timedelta(hours=2))
PASSWORD_BY_ACCOUNT = Limit("password.account", 10, timedelta(minutes=15))
MOVE_BY_ACCOUNT = Limit("move.account", 5, timedelta(hours=24))
NAME_BY_ACCOUNT = Limit("name.account", 5, timedelta(hours=24))
