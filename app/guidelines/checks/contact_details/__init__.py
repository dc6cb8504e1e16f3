"""Contact details: what lets a stranger reach, find or impersonate a person outside this place.

For: phone numbers, e-mail and postal addresses, birth dates, health, national and bank numbers, names on other networks; and,
as a note only, full names of people.
Not for: links, help lines, and the community's own numbers (`Draft.own_numbers`).
"""

from __future__ import annotations

from app.guidelines.checks.contact_details import (
    addresses,
    addresses_abroad,
    birth_dates,
    emails,
    handles,
    health_numbers,
    ip_addresses,
    names,
    national_numbers,
    payment,
    phones,
    spoken_numbers,
)
from app.guidelines.checks.reading import Check

KEEP_PRIVATE = 6

CHECKS: tuple[Check, ...] = (
    Check("contact_details.emails", "contact_details", KEEP_PRIVATE, emails.find, telling=emails.TELLING),
    Check("contact_details.payment", "contact_details", KEEP_PRIVATE, payment.find, telling=payment.TELLING),
    Check(
        "contact_details.national_numbers",
        "contact_details",
        KEEP_PRIVATE,
        national_numbers.find,
        telling=national_numbers.TELLING,
    ),
    Check(
        "contact_details.health_numbers",
        "contact_details",
        KEEP_PRIVATE,
        health_numbers.find,
        telling=health_numbers.TELLING,
    ),
    Check(
        "contact_details.birth_dates", "contact_details", KEEP_PRIVATE, birth_dates.find, telling=birth_dates.TELLING
    ),
    Check(
        "contact_details.ip_addresses", "contact_details", KEEP_PRIVATE, ip_addresses.find, telling=ip_addresses.TELLING
    ),
    Check(
        "contact_details.handles", "contact_details", KEEP_PRIVATE, handles.find, ("en", "es"), telling=handles.TELLING
    ),
    Check("contact_details.phones", "contact_details", KEEP_PRIVATE, phones.find, telling=phones.TELLING),
    Check(
        "contact_details.spoken_numbers",
        "contact_details",
        KEEP_PRIVATE,
        spoken_numbers.find,
        ("en", "es"),
        telling=spoken_numbers.TELLING,
    ),
    Check("contact_details.addresses", "contact_details", KEEP_PRIVATE, addresses.find, telling=addresses.TELLING),
    Check(
        "contact_details.addresses_abroad",
        "contact_details",
        KEEP_PRIVATE,
        addresses_abroad.find,
        telling=addresses_abroad.TELLING,
    ),
    Check("contact_details.names", "contact_details", KEEP_PRIVATE, names.find, ("en", "es"), telling=names.TELLING),
)
