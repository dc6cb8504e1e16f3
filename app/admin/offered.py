"""Which settings administrators decide: those with a label, apart from what the house notes about itself."""

from __future__ import annotations

from typing import Any

from app.core.settings import SETTINGS, Setting

OWN_NOTES = ("demo", "house")
"""First parts of names under which the house remembers how it was opened. Nobody changes history on a page."""


def is_offered(setting: Setting[Any]) -> bool:
    """Whether the page shows it and the command stores it."""
    return bool(setting.label) and setting.name.split(".", 1)[0] not in OWN_NOTES


def offered_settings() -> list[Setting[Any]]:
    """In the order in which they were declared."""
    return [setting for setting in SETTINGS.values() if is_offered(setting)]
