"""Community settings: what an admin keeps, stored as rows, declared with type and default by the package that reads them.

Read from memory; another process sees a change within `FRESH_SECONDS`, the one that made it at once.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from flask import current_app
from sqlalchemy import JSON, Text, select
from sqlalchemy.orm import Mapped, mapped_column

from app.core.away import or_former
from app.core.command import afterwards, before_commands, current_work
from app.core.db import Base, db
from app.core.policy import Invalid

T = TypeVar("T", str, int, bool)
FRESH_SECONDS = 10.0


class StoredSetting(Base):
    """One setting that differs, or once differed, from its default."""

    __tablename__ = "settings"

    name: Mapped[str] = mapped_column(Text, primary_key=True)
    value: Mapped[Any] = mapped_column(JSON)


@dataclass(frozen=True)
class Setting(Generic[T]):
    """A declared setting. `label` and `hint` are what the admin reads; `valid` refuses a value by returning False."""

    name: str
    default: T
    label: str
    hint: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    valid: Callable[[Any], bool] | None = None

    def get(self) -> T:
        """The value in force."""
        value: T = _stored().get(self.name, self.default)
        return value


SETTINGS: dict[str, Setting[Any]] = {}


def declare(setting: Setting[T]) -> Setting[T]:
    """Make `setting` known to the settings page and the command line. Raises ValueError when its name is taken."""
    if setting.name in SETTINGS:
        raise ValueError(f"a setting is declared once: {setting.name!r}")
    SETTINGS[setting.name] = setting
    return setting


def store(name: str, value: str | int | bool) -> None:
    """Store a value; inside a command. Raises Invalid for an unknown name, a wrong type or a refused value."""
    current_work()
    setting = SETTINGS.get(name)
    if setting is None:
        raise Invalid("unknown_setting", field=name)
    value = converted(setting, value)
    row = db.session.get(StoredSetting, name) or StoredSetting(name=name)
    row.value = value
    db.session.add(row)
    afterwards(forget)


def forget() -> None:
    """Read the settings, and what `core.kept` keeps in memory, anew at the next question; and make every kept page anew."""
    current_app.extensions.pop("settings", None)
    current_app.extensions.pop("kept", None)
    current_app.extensions.pop("pages", None)
    current_app.extensions.pop("house_seen", None)


_YES_NO = {
    **dict.fromkeys(("true", "yes", "on", "1"), True),
    **dict.fromkeys(("false", "no", "off", "0", "", "none"), False),
}


def converted(setting: Setting[Any], value: Any) -> Any:
    """`value` as it is stored. Raises Invalid: `wrong_type`, or `refused_value`."""
    kind = type(setting.default)
    try:
        value = _YES_NO[str(value).strip().casefold()] if kind is bool else kind(value)
    except (KeyError, TypeError, ValueError) as error:
        raise Invalid("wrong_type", field=setting.name) from error
    known = not setting.choices or value in dict(setting.choices)
    if not known or (setting.valid and not setting.valid(value)):
        raise Invalid("refused_value", field=setting.name)
    return value


@before_commands
def _freshen() -> None:
    if "settings" in current_app.extensions:
        _stored()


def _stored() -> dict[str, Any]:
    kept: tuple[float, dict[str, Any]] | None = current_app.extensions.get("settings")
    if kept is None or time.monotonic() - kept[0] > FRESH_SECONDS:
        kept = (time.monotonic(), or_former(_read, kept[1] if kept else None))
        current_app.extensions["settings"] = kept
    return kept[1]


def _read() -> dict[str, Any]:
    return {name: value for name, value in db.session.execute(select(StoredSetting.name, StoredSetting.value)).all()}
