"""How much one member may write here."""

from __future__ import annotations

from datetime import timedelta

from app.core.limits import Limit

POSTING = Limit("post", 40, timedelta(hours=1))
