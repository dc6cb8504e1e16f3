"""The countries whose telephone numbers are looked for in posts."""

from __future__ import annotations

import phonenumbers

from app.core.settings import Setting, declare
from app.help.queries import COUNTRY

USUAL = ("GB", "US", "IE")
"""Always tried beside the community's own country: most numbers in English posts are written in one of their ways."""


def _parsed(value: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part for part in value.upper().replace(",", " ").split() if part))


def _are_known(value: str) -> bool:
    return all(code in phonenumbers.SUPPORTED_REGIONS for code in _parsed(value))


REGIONS = declare(
    Setting(
        "guidelines.regions",
        "",
        "Telephone numbers of these countries",
        "Two-letter codes, such as “DE FR”. Numbers with a country code, and those of your own country, of Britain, Ireland and "
        "North America are always found.",
        valid=_are_known,
    )
)


def regions_in_force() -> tuple[str, ...]:
    """Two-letter codes, each once: the community's own country, those that were added, then the usual ones."""
    return tuple(dict.fromkeys((COUNTRY.get(), *_parsed(REGIONS.get()), *USUAL)))
