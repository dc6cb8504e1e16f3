"""Adverts by their phrases: one's own practice, recruiting, fundraising, chains, selling."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from app.guidelines.checks.promotion.phrases import PhraseBook, load
from app.guidelines.checks.reading import Reading, Sighting

FILE = Path(__file__).with_name("adverts.txt")


def find(reading: Reading) -> Iterator[Sighting]:
    return _book().find(reading)


@cache
def _book() -> PhraseBook:
    return load(FILE)
