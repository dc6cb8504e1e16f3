"""Links: addresses on the web, and what is behind them as far as the address tells."""

from __future__ import annotations

from app.guidelines.checks.reading import Check

NO_SELLING = 7

CHECKS: tuple[Check, ...] = ()
