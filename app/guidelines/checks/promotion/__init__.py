"""Promotion: selling, recruiting, collecting money, one's own practice. Saying what one bought and where is none."""

from __future__ import annotations

from app.guidelines.checks.links.addresses import TELLING
from app.guidelines.checks.promotion import adverts, many_links, weighing
from app.guidelines.checks.reading import Check

NO_SELLING = 7

CHECKS: tuple[Check, ...] = (
    Check("promotion.adverts", "promotion", NO_SELLING, adverts.find, ("en",)),
    Check("promotion.many_links", "promotion", NO_SELLING, many_links.find, telling=TELLING),
    Check("promotion.weighing", "promotion", NO_SELLING, weighing.find, ("en",)),
)
