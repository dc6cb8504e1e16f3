"""All files of needs (`needs.py`), and how each is made again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from app.guidelines.checks.crisis import signals
from app.guidelines.checks.lookup import Need
from app.guidelines.checks.needs import write_needs
from app.guidelines.checks.promotion import adverts, phrases
from app.guidelines.checks.treatment_advice import fitting
from app.guidelines.checks.treatment_advice.lexicon import PATTERNS


class Indexed(NamedTuple):
    """A file, the files that it is made from, and what stands in it."""

    file: Path
    made_from: tuple[Path, ...]
    needs: dict[str, list[Need]]


def indexed() -> Iterator[Indexed]:
    """Each file with what should stand in it, worked out from the others."""
    for language, folder in signals.FOLDERS.items():
        yield Indexed(folder / signals.NEEDS, tuple(signals.made_from(language)), signals.needs_of(language))
    yield Indexed(phrases.kept_in(adverts.FILE), (adverts.FILE,), phrases.needs_of(adverts.FILE))
    yield Indexed(fitting.NEEDS, (PATTERNS,), fitting.needs_of())


def write_all() -> list[Path]:
    """Write them; answers the files. The same bytes give the same bytes."""
    return [write_needs(*each) for each in indexed()]
