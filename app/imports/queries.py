"""What is here already of an export; each answer is one statement for 500 ids."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from app.accounts.models import Member
from app.core.db import db
from app.imports.models import ImportedRecord, ImportSource

AT_ONCE = 500


@dataclass(frozen=True)
class Known:
    """A record of an earlier run."""

    local_id: int
    content: str
    local: str


def source_with(key: str) -> ImportSource | None:
    """The export with this key, if some of it is here."""
    return db.session.scalar(select(ImportSource).where(ImportSource.key == key))


def known_records(source_id: int | None, kind: str, external_ids: Collection[str]) -> dict[str, Known]:
    """Records that are here, by their id in the export."""
    found: dict[str, Known] = {}
    if source_id is None:
        return found
    for some in in_parts(external_ids):
        rows = db.session.execute(
            select(
                ImportedRecord.external_id, ImportedRecord.local_id, ImportedRecord.content, ImportedRecord.local
            ).where(
                ImportedRecord.source_id == source_id, ImportedRecord.kind == kind, ImportedRecord.external_id.in_(some)
            )
        )
        found.update({row.external_id: Known(row.local_id, row.content, row.local) for row in rows})
    return found


def members_here(source_id: int, external_ids: Collection[str]) -> dict[str, int]:
    """Imported members who are still here: their id in the export -> their id here."""
    found: dict[str, int] = {}
    for some in in_parts(external_ids):
        rows = db.session.execute(
            select(ImportedRecord.external_id, Member.id)
            .join(Member, Member.id == ImportedRecord.local_id)
            .where(
                ImportedRecord.source_id == source_id,
                ImportedRecord.kind == "members",
                ImportedRecord.external_id.in_(some),
            )
        )
        found.update({row[0]: row[1] for row in rows})
    return found


def rows_by_id(table: Any, ids: Collection[int]) -> dict[int, Any]:
    """Rows of `table` (a model with an `id`) by id."""
    found: dict[int, Any] = {}
    for some in in_parts(ids):
        found.update({row.id: row for row in db.session.scalars(select(table).where(table.id.in_(some)))})
    return found


def in_parts(values: Collection[Any]) -> Iterator[list[Any]]:
    """`values` in lists of at most 500, each value once."""
    every = list(dict.fromkeys(values))
    for start in range(0, len(every), AT_ONCE):
        yield every[start : start + AT_ONCE]
