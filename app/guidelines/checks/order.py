"""The checks in the order they run. Where two of a family see the same words, the earlier one keeps them."""

from __future__ import annotations

from app.guidelines.checks.contact_details import (
    addresses,
    birth_dates,
    emails,
    health_numbers,
    national_numbers,
    payment,
    phones,
    spoken_numbers,
)
from app.guidelines.checks.crisis import signals
from app.guidelines.checks.reading import Check

KEEP_PRIVATE = 6
IN_DANGER = 8

CHECKS: tuple[Check, ...] = (
    Check("crisis.signals", "crisis", IN_DANGER, signals.find, ("en",)),
    Check("contact_details.emails", "contact_details", KEEP_PRIVATE, emails.find),
    Check("contact_details.payment", "contact_details", KEEP_PRIVATE, payment.find),
    Check("contact_details.national_numbers", "contact_details", KEEP_PRIVATE, national_numbers.find),
    Check("contact_details.health_numbers", "contact_details", KEEP_PRIVATE, health_numbers.find),
    Check("contact_details.birth_dates", "contact_details", KEEP_PRIVATE, birth_dates.find),
    Check("contact_details.phones", "contact_details", KEEP_PRIVATE, phones.find),
    Check("contact_details.spoken_numbers", "contact_details", KEEP_PRIVATE, spoken_numbers.find, ("en",)),
    Check("contact_details.addresses", "contact_details", KEEP_PRIVATE, addresses.find, ("en",)),
)

FAMILIES: tuple[str, ...] = tuple(dict.fromkeys(check.family for check in CHECKS))
