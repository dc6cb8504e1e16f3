"""The checks in the order they run. Where two of a family see the same words, the earlier one keeps them."""

from __future__ import annotations

from app.guidelines.checks import attack, contact_details, crisis, links, promotion, treatment_advice
from app.guidelines.checks.reading import Check

CHECKS: tuple[Check, ...] = (
    *crisis.CHECKS,
    *contact_details.CHECKS,
    *treatment_advice.CHECKS,
    *attack.CHECKS,
    *promotion.CHECKS,
    *links.CHECKS,
)

FAMILIES: tuple[str, ...] = tuple(dict.fromkeys(check.family for check in CHECKS))
