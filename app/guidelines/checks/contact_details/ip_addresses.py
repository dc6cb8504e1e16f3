"""The address of somebody's own connection to the internet, as it stands in logs that people paste."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from app.guidelines.checks.contact_details.digits import before
from app.guidelines.checks.later import later
from app.guidelines.checks.reading import Reading, Sighting
from app.guidelines.checks.telling import number

FIX = "[network address taken out]"

_FOUR = later(r"[0-9](?<![\w.][0-9])[0-9]{0,2}(?:\.[0-9]{1,3}){3}(?![\w]|\.[0-9])")
_VERSION = later(r"(?:\bversion|\bfirmware|\bbuild|\bsoftware|\bsection|\bv)\.? ?$|(?:https?://|www\.)\S*$")
_NOBODYS = ("0.", "10.", "127.", "192.168.", "169.254.", "255.", "1.1.1.1", "8.8.")
"""Addresses that every home has inside, or that belong to a service that everybody uses."""
TELLING = number(5)
_MOST = 100


def find(reading: Reading) -> Iterable[Sighting]:
    return _found(reading.text) if reading.text.count(".") >= 3 else ()


def _found(text: str) -> Iterator[Sighting]:
    for match in islice(_FOUR.finditer(text), _MOST):
        written = match.group()
        parts = written.split(".")
        if written.startswith(_NOBODYS) or any(int(part) > 255 or (part[0] == "0" and len(part) > 1) for part in parts):
            continue
        if max(map(len, parts)) > 1 and not _VERSION.search(before(text, match.start(), 60)):
            yield Sighting("ip_address", match.start(), match.end(), fix=FIX)
