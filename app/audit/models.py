"""The audit trail's one table."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, Id, primary_key


class AuditEntry(Base):
    """One audited fact. Never changed, never erased; ids only, so nothing here needs erasing with a member."""

    __tablename__ = "audit_entries"

    id: Mapped[int] = primary_key()
    at: Mapped[datetime] = mapped_column(index=True)
    actor_id: Mapped[int | None] = mapped_column(Id)
    fact: Mapped[str] = mapped_column(Text, index=True)
    ids: Mapped[dict[str, Any]] = mapped_column(JSON)
