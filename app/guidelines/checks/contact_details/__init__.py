"""Contact details: what lets a stranger reach, find or impersonate a person outside this place.

For: phone numbers, e-mail and postal addresses, birth dates, health, national and bank numbers.
Not for: names of people, links, and the community's own numbers and help lines (`Draft.own_numbers`).
"""

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
from app.guidelines.checks.reading import Check

KEEP_PRIVATE = 6

CHECKS: tuple[Check, ...] = (
    Check("contact_details.emails", "contact_details", KEEP_PRIVATE, emails.find),
    Check("contact_details.payment", "contact_details", KEEP_PRIVATE, payment.find),
    Check("contact_details.national_numbers", "contact_details", KEEP_PRIVATE, national_numbers.find),
    Check("contact_details.health_numbers", "contact_details", KEEP_PRIVATE, health_numbers.find),
    Check("contact_details.birth_dates", "contact_details", KEEP_PRIVATE, birth_dates.find),
    Check("contact_details.phones", "contact_details", KEEP_PRIVATE, phones.find),
    Check("contact_details.spoken_numbers", "contact_details", KEEP_PRIVATE, spoken_numbers.find, ("en",)),
    Check("contact_details.addresses", "contact_details", KEEP_PRIVATE, addresses.find, ("en",)),
)
