"""One run of an import: what stays the same from the first record to the last."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Protocol

from app.imports.fields import Fields, Unreadable
from app.imports.lines import FileChanged, read_again
from app.imports.manifest import Manifest
from app.imports.records import Kind, R
from app.imports.report import Report
from app.imports.survey import Place, Survey


class Progress(Protocol):
    """Somebody who watches."""

    def begin(self, label: str, total: int) -> None:
        """A stretch of work with so many steps begins."""

    def advance(self, steps: int) -> None:
        """So many steps are done."""

    def end(self) -> None:
        """The stretch is over."""


class Unwatched:
    """Nobody watches."""

    def begin(self, label: str, total: int) -> None:
        pass

    def advance(self, steps: int) -> None:
        pass

    def end(self) -> None:
        pass


@dataclass(frozen=True)
class GroupHere:
    """A group of the export as it stands here; without an id while a dry run only says what would be."""

    id: int | None
    path: str
    access: str


@dataclass
class Course:
    """`source_id` is None in a dry run of an export that was never here. `groups` fills up as groups are brought in.

    `lost_posts` are the ids of posts that turned out unreadable only when they were rendered.
    """

    folder: Path
    manifest: Manifest
    start: datetime
    hold: bool
    dry: bool
    report: Report
    survey: Survey
    progress: Progress
    source_id: int | None = None
    groups: dict[str, GroupHere] = field(default_factory=dict)
    lost_posts: set[str] = field(default_factory=set)

    def read(self, kind: Kind[R], places: list[Place]) -> dict[int, R]:
        """Records that the survey found readable, by line. Raises OSError, FileChanged."""
        data = read_again(self.folder / kind.file, places)
        version = self.manifest.version
        try:
            return {number: kind.parse(Fields(each, self.start), version) for number, each in data.items()}
        except Unreadable as error:
            raise FileChanged(kind.file) from error

    @property
    def source(self) -> int:
        """The id of the source. Raises RuntimeError in a dry run, which writes nothing."""
        if self.source_id is None or self.dry:
            raise RuntimeError("a dry run writes nothing")
        return self.source_id
