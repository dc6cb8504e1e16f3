"""Treatment advice: telling a reader what to take, start, stop or change. What one took oneself is none."""

from __future__ import annotations

from app.guidelines.checks.reading import Check

NO_ADVICE = 4

CHECKS: tuple[Check, ...] = ()
