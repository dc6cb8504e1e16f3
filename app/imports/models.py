"""Where each imported record went, so that the next run knows it again."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, Id, primary_key


class ImportSource(Base):
    """One export. `started_at` is what relative times count from until the first run has ended; then `finished_at` is set."""

    __tablename__ = "import_sources"

    id: Mapped[int] = primary_key()
    key: Mapped[str] = mapped_column(Text, unique=True)
    name: Mapped[str] = mapped_column(Text)
    format: Mapped[str] = mapped_column(Text)
    version: Mapped[int]
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]

    def finish(self, at: datetime) -> None:
        """The first run has ended. Idempotent."""
        self.finished_at = self.finished_at or at


class ImportedRecord(Base):
    """One record of an export: what it became (`local_id`), what it said (`content`), and what stood here then (`local`).

    The two are digests of `fingerprints`: while `local` fits what stands here, nobody here has changed it.
    """

    __tablename__ = "imported_records"

    source_id: Mapped[int] = mapped_column(Id, ForeignKey("import_sources.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[str] = mapped_column(Text, primary_key=True)
    external_id: Mapped[str] = mapped_column(Text, primary_key=True)
    local_id: Mapped[int] = mapped_column(Id)
    content: Mapped[str] = mapped_column(Text)
    local: Mapped[str] = mapped_column(Text)

    __table_args__ = (Index("ix_imported_records_kind_local_id", "kind", "local_id"),)
