"""Reading one record's fields with their types. Whatever is not as the format says raises Unreadable with the reason."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from app.imports.times import moment

LONGEST_KEY = 200
MOST_IN_A_LIST = 1000


class Unreadable(Exception):
    """A record, or a line, that cannot be used. `code` is a reason of `wording.REASONS`, `facts` fill it."""

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


class Fields:
    """One record. Times count from `start`. Every method raises Unreadable."""

    def __init__(self, data: dict[str, Any], start: datetime) -> None:
        self.data = data
        self.start = start

    def key(self, name: str) -> str:
        """An id: text of 1 to 200 letters."""
        return _key(self._get(name), name)

    def optional_key(self, name: str) -> str | None:
        """An id, or None where it is missing or null."""
        value = self.data.get(name)
        return None if value is None else _key(value, name)

    def keys(self, name: str) -> tuple[str, ...]:
        """A list of ids, each once; () where it is missing or null."""
        return tuple(dict.fromkeys(_key(value, name) for value in self._list(name)))

    def text(self, name: str, longest: int, *, needed: bool = True) -> str:
        """Text as written, without letters that no database keeps; '' where it may be missing and is."""
        value = self.data.get(name) if not needed else self._get(name)
        if value is None:
            return ""
        text = _text(value, name)
        if needed and not text.strip():
            raise Unreadable("empty", field=name)
        if len(text) > longest:
            raise Unreadable("too_long", field=name, longest=f"{longest:,}", letters=f"{len(text):,}")
        return text

    def line(self, name: str, longest: int, *, needed: bool = True) -> str:
        """The same on one line."""
        return " ".join(self.text(name, longest, needed=needed).split())

    def words(self, name: str) -> tuple[str, ...]:
        """A list of texts; () where it is missing or null."""
        return tuple(_text(value, name) for value in self._list(name))

    def time(self, name: str) -> datetime:
        """A time."""
        written = _text(self._get(name), name)
        try:
            return moment(written, self.start)
        except ValueError as error:
            raise Unreadable("bad_time", field=name, value=written[:40]) from error

    def optional_time(self, name: str) -> datetime | None:
        """A time, or None where it is missing or null."""
        return None if self.data.get(name) is None else self.time(name)

    def place(self, name: str) -> int:
        """A whole number from 1 on."""
        value = self._get(name)
        if isinstance(value, bool) or not isinstance(value, int):
            raise Unreadable("wrong_type", field=name, wanted="a whole number", found=kind_of(value))
        if not 1 <= value < 2**31:
            raise Unreadable("bad_place", field=name)
        return value

    def switch(self, name: str) -> bool:
        """true or false; false where it is missing or null."""
        value = self.data.get(name)
        if value is None:
            return False
        if not isinstance(value, bool):
            raise Unreadable("wrong_type", field=name, wanted="true or false", found=kind_of(value))
        return value

    def choice(self, name: str, choices: Collection[str], default: str | None = None) -> str:
        """One of `choices`; `default` where it is missing or null and there is one."""
        value = self.data.get(name)
        if value is None and default is not None:
            return default
        word = _text(self._get(name), name)
        if word not in choices:
            raise Unreadable("unknown_choice", field=name, value=word[:40], choices=", ".join(choices))
        return word

    def objects(self, name: str) -> tuple[dict[str, Any], ...]:
        """A list of objects; () where it is missing or null."""
        for value in self._list(name):
            if not isinstance(value, dict):
                raise Unreadable(
                    "wrong_type", field=name, wanted="a list of objects", found=f"a list with {kind_of(value)}"
                )
        return tuple(self._list(name))

    def _get(self, name: str) -> Any:
        value = self.data.get(name)
        if value is None:
            raise Unreadable("missing", field=name)
        return value

    def _list(self, name: str) -> list[Any]:
        value = self.data.get(name)
        if value is None:
            return []
        if not isinstance(value, list):
            raise Unreadable("wrong_type", field=name, wanted="a list", found=kind_of(value))
        if len(value) > MOST_IN_A_LIST:
            raise Unreadable("too_many", field=name, most=f"{MOST_IN_A_LIST:,}")
        return value


def kind_of(value: Any) -> str:
    """What a JSON value is, in words."""
    names = {str: "text", bool: "true or false", int: "a number", float: "a number", list: "a list", dict: "an object"}
    return names.get(type(value), "nothing")


def _key(value: Any, name: str) -> str:
    key = _text(value, name).strip()
    if not key:
        raise Unreadable("empty", field=name)
    if len(key) > LONGEST_KEY:
        raise Unreadable("too_long", field=name, longest=str(LONGEST_KEY), letters=f"{len(key):,}")
    return key


def _text(value: Any, name: str) -> str:
    if not isinstance(value, str):
        raise Unreadable("wrong_type", field=name, wanted="text", found=kind_of(value))
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise Unreadable("broken_letters", field=name) from error
    # PostgreSQL keeps no NUL, and no reader sees one.
    return value.replace("\x00", "")
