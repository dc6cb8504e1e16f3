"""The export as a whole: noted when its first run begins, and when that has ended."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import insert, update

from app.core import clock
from app.core.command import command, current_work
from app.core.db import db
from app.imports.manifest import Manifest
from app.imports.models import ImportedRecord, ImportSource
from app.imports.queries import source_with
from app.imports.records import GROUPS


@command
def open_source(manifest: Manifest, start: datetime) -> int:
    """Note that this export is being brought in; answers the id of its source."""
    source = source_with(manifest.key)
    if source is None:
        source = ImportSource(
            key=manifest.key, name=manifest.name, format=manifest.format, version=manifest.version, started_at=start
        )
        db.session.add(source)
        db.session.flush()
    return source.id


@command
def close_source(source_id: int) -> None:
    """The run has come to its end; only the first time is noted."""
    db.session.get_one(ImportSource, source_id).finish(clock.now())


def note_records(source_id: int, kind: str, records: Iterable[tuple[str, int, str, str]]) -> None:
    """Keep where records went: (id in the export, id here, digest of the export's, digest of ours); inside a command."""
    current_work()
    rows = [
        {
            "source_id": source_id,
            "kind": kind,
            "external_id": key,
            "local_id": local_id,
            "content": content,
            "local": local,
        }
        for key, local_id, content, local in records
    ]
    if rows:
        db.session.execute(insert(ImportedRecord), rows)


def note_change(source_id: int, kind: str, external_id: str, content: str, local: str) -> None:
    """Keep the new digests of a record that followed the export; inside a command."""
    current_work()
    mine = (
        ImportedRecord.source_id == source_id,
        ImportedRecord.kind == kind,
        ImportedRecord.external_id == external_id,
    )
    db.session.execute(update(ImportedRecord).where(*mine).values(content=content, local=local))


@command
def follow_group(group_id: int, into_id: int) -> None:
    """What became group `group_id` is part of `into_id` now. Its digests stay: if the export changes it, that is told, not done."""
    mine = (ImportedRecord.kind == GROUPS.name, ImportedRecord.local_id == group_id)
    db.session.execute(
        update(ImportedRecord).where(*mine).values(local_id=into_id).execution_options(synchronize_session=False)
    )
