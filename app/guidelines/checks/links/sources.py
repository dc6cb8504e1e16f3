"""What the host of an address tells: a source that is known for health, a shortener, or a shop's own counting."""

from __future__ import annotations

from pathlib import Path

from app.guidelines.checks.listed import listed

_PUBLIC = frozenset("gov gob gouv govt edu ac nhs".split())
"""Second-level names that a state keeps for its own offices, its health service and its universities: `gob.mx`, `ac.uk`."""


_HERE = Path(__file__).parent
KNOWN = frozenset(listed(_HERE / "known_sources.txt"))
SHORTENERS = frozenset(listed(_HERE / "shorteners.txt"))
AFFILIATES = frozenset(listed(_HERE / "affiliates.txt"))


def is_known(host: str) -> bool:
    """Whether a host is a public office, a university, or on the list of known health sources. The whole end of the name counts."""
    labels = host.split(".")
    if (len(labels) > 1 and labels[-1] in ("gov", "edu")) or (
        len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _PUBLIC
    ):
        return True
    return is_on(host, KNOWN)


def is_on(host: str, names: frozenset[str]) -> bool:
    """Whether a host, or a name it stands under, is on a list: `en.wikipedia.org` is on one with `wikipedia.org`."""
    labels = host.split(".")
    return any(".".join(labels[at:]) in names for at in range(len(labels) - 1))
