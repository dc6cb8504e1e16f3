"""Countries by code, for the one question of where somebody lives: it chooses which help lines they see first."""

from __future__ import annotations

from phonenumbers.geodata.locale import LOCALE_DATA

_NO_HOME = {"AN", "AQ", "BV", "GS", "HM", "TF", "UM"}
_PRESENT_NAMES = {"MK": "North Macedonia", "SZ": "Eswatini", "CD": "Democratic Republic of the Congo"}


def _english(code: str) -> str:
    names = LOCALE_DATA[code]
    name = names.get("en", "")
    # The data saves room by '*xx': the same as in language xx.
    return _PRESENT_NAMES.get(code) or str(names.get(name[1:], "") if name.startswith("*") else name)


COUNTRIES: dict[str, str] = dict(
    sorted(((code, _english(code)) for code in LOCALE_DATA if code not in _NO_HOME), key=lambda item: item[1])
)
"""ISO 3166 alpha-2 code -> English name, by name."""
