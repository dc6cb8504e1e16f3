"""Promotion: selling, recruiting, collecting money, one's own practice. Saying what one bought and where is none."""

from __future__ import annotations

from app.guidelines.checks.reading import Check

NO_SELLING = 7

CHECKS: tuple[Check, ...] = ()
