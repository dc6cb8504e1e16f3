"""What the commands of notices take and answer, and how long things may be."""

from __future__ import annotations

from dataclasses import dataclass

LONGEST_ADDRESS = 1000
LONGEST_WORDS = 4000
LONGEST_NAME = 120
LONGEST_EMAIL = 254


@dataclass(frozen=True)
class NoticeInput:
    """A notice as it was typed. `reason` is one of `reasons.REASONS`; `name` and `email` may be '' for `reasons.CHILD` alone."""

    address: str
    reason: str
    words: str
    name: str
    email: str
    in_good_faith: bool


@dataclass(frozen=True)
class Site:
    """This site as an address names it: `hosts` in lower case, with a port where there is one; `root` is '' or '/community'.

    `client` is the network address that asks, for limits alone.
    """

    hosts: tuple[str, ...]
    root: str
    client: str


@dataclass(frozen=True)
class Sent:
    """A notice was kept. `token` opens its status page, '' when that link comes by mail after the address is confirmed."""

    notice_id: int
    token: str = ""
