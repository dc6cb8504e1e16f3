"""The same link again and again, or many links in one post. Links to known health sources do not count."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from app.guidelines.checks.links.addresses import addresses
from app.guidelines.checks.links.sources import is_known
from app.guidelines.checks.reading import Reading, Sighting

REPEATED = 3
MANY = 5
LOOKED_AT = 8_000
"""Characters from the beginning that are looked at."""


def find(reading: Reading) -> Iterator[Sighting]:
    """At most one sighting: the third time that one link stands there, or the fifth link."""
    counts: Counter[tuple[str, str]] = Counter()
    for address in addresses(reading, LOOKED_AT):
        if is_known(address.host):
            continue
        counts[address.host, address.tail] += 1
        if counts[address.host, address.tail] == REPEATED:
            yield Sighting("repeated_links", address.start, address.end)
            return
        if len(counts) == MANY:
            yield Sighting("many_links", address.start, address.end)
            return
