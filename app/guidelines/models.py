"""Tables: the versions of the guidelines, their clauses, and which version each member accepted."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base, Id, primary_key
from app.core.versions import HOUSE, shows

IS_DRAFT = text("published_at IS NULL")


class GuidelinesVersion(Base):
    """All clauses as they stand from one day on. Published ones never change; at most one is a draft, without a number yet.

    `revision` counts the savings of a draft, so that two people who edit it notice each other.
    """

    __tablename__ = "guidelines_versions"
    __table_args__ = (
        Index(
            "uq_guidelines_versions_draft",
            text("(published_at IS NULL)"),
            unique=True,
            sqlite_where=IS_DRAFT,
            postgresql_where=IS_DRAFT,
        ),
    )

    id: Mapped[int] = primary_key()
    number: Mapped[int | None] = mapped_column(unique=True)
    summary: Mapped[str] = mapped_column(Text, default="")
    revision: Mapped[int] = mapped_column(default=0)
    published_at: Mapped[datetime | None]
    published_by: Mapped[int | None] = mapped_column(Id, ForeignKey("members.id", ondelete="SET NULL"))
    clauses: Mapped[list[Clause]] = relationship(
        order_by="Clause.number", cascade="all, delete-orphan", passive_deletes=True, lazy="selectin"
    )

    @property
    def is_published(self) -> bool:
        """Whether it was ever in force."""
        return self.published_at is not None

    def publish(self, number: int, member_id: int | None, moment: datetime) -> None:
        """From now on this is what holds."""
        self.number, self.published_by, self.published_at = number, member_id, moment


class Clause(Base):
    """One guideline in one version. `number` is what posts, decisions and checks name, the same through all versions."""

    __tablename__ = "clauses"

    version_id: Mapped[int] = mapped_column(
        Id, ForeignKey("guidelines_versions.id", ondelete="CASCADE"), primary_key=True
    )
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    title: Mapped[str] = mapped_column(Text)
    words: Mapped[str] = mapped_column(Text)
    example_fine: Mapped[str] = mapped_column(Text, default="")
    example_not: Mapped[str] = mapped_column(Text, default="")
    why: Mapped[str] = mapped_column(Text, default="")


class Acceptance(Base):
    """A member accepted a version."""

    __tablename__ = "guidelines_acceptances"

    member_id: Mapped[int] = mapped_column(Id, ForeignKey("members.id", ondelete="CASCADE"), primary_key=True)
    version_id: Mapped[int] = mapped_column(
        Id, ForeignKey("guidelines_versions.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    accepted_at: Mapped[datetime]


shows(GuidelinesVersion, HOUSE)
shows(Clause, HOUSE)
