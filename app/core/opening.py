"""Whether and how this community was opened: with the demo people, or empty with its first admin.

Packages above tell the opening what to bring (`@fills`) and what to say (`@greets`); what it does with members it does through
the command line, by name.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Iterable
from urllib.parse import urlsplit

from app.core.command import command
from app.core.db import db
from app.core.navigation import NAME
from app.core.settings import StoredSetting, store
from config import Config

OPENED = "house.opened"
DEMO_LOADED = "demo.loaded"
"""A stored setting that is true once the demo community, whose passwords everybody knows, is in the database."""

Greeting = Callable[[], Iterable[str]]
_greetings: list[Greeting] = []
Filling = Callable[[], object]
_fillings: list[Filling] = []


def fills(function: Filling) -> Filling:
    """Offer what every new community begins with, such as its guidelines; called at the first opening, and safe to call again."""
    _fillings.append(function)
    return function


def fill() -> None:
    """Bring in what packages offer to a new community."""
    for function in _fillings:
        function()


def greets(function: Greeting) -> Greeting:
    """Offer lines that `./dayroom run` prints under the address, such as the demo sign-ins; called inside the app's context."""
    _greetings.append(function)
    return function


def greeting() -> list[str]:
    """Everything that packages want said under the address."""
    return [line for function in _greetings for line in function()]


def opened_as() -> str:
    """`demo`, `empty`, `own` (it held something before its first run), or '' before the first run."""
    row = db.session.get(StoredSetting, OPENED)
    return str(row.value) if row else ""


def has_demo_accounts() -> bool:
    """Whether the demo community is in this database."""
    row = db.session.get(StoredSetting, DEMO_LOADED)
    return bool(row and row.value)


@command
def note_opened(how: str, name: str = "") -> None:
    """Remember how the community was opened, and under which name, so that its next start asks and loads nothing."""
    if name:
        store(NAME.name, name)
    row = db.session.get(StoredSetting, OPENED) or StoredSetting(name=OPENED)
    row.value = how
    db.session.add(row)


def is_loopback(host: str) -> bool:
    """Whether `host` (a name or an address) is this computer alone."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def is_public(config: Config) -> bool:
    """Whether others than the person at this computer can reach the site."""
    named = urlsplit(config.public_url).hostname if config.public_url else None
    return not is_loopback(config.host) or (named is not None and not is_loopback(named))
