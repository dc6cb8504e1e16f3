"""The one table of the directory."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, Id, primary_key
from app.core.versions import HOUSE, shows


class HelpLine(Base):
    """One service that somebody can turn to.

    `country` is ISO 3166 alpha-2; `emergency` is the country's number in danger, the same in all its lines. `phone` and `text` are
    written as people dial them, '' when there is none; `languages` are ISO 639 codes with spaces between. `hours` are words for people,
    `opens` the same for the clock (`opening.py`) in the time zone `zone`; both '' when nobody wrote them. `source` and `source_date`
    say where the facts come from; `checked_at` is when somebody here last made sure of them, `touched_at` when staff wrote it without
    making sure, `expired_at` when it was told that the date of check has passed. `first_key` names a line of the first directory, so
    that it is loaded once.
    """

    __tablename__ = "help_lines"
    __table_args__ = (Index("ix_help_lines_country_position", "country", "position"),)

    id: Mapped[int] = primary_key()
    first_key: Mapped[str | None] = mapped_column(Text, unique=True)
    country: Mapped[str] = mapped_column(Text)
    emergency: Mapped[str] = mapped_column(Text)
    service: Mapped[str] = mapped_column(Text)
    phone: Mapped[str] = mapped_column(Text, default="")
    text: Mapped[str] = mapped_column(Text, default="")
    hours: Mapped[str] = mapped_column(Text, default="")
    opens: Mapped[str] = mapped_column(Text, default="")
    zone: Mapped[str] = mapped_column(Text, default="")
    languages: Mapped[str] = mapped_column(Text, default="")
    website: Mapped[str] = mapped_column(Text, default="")
    source: Mapped[str] = mapped_column(Text, default="")
    source_date: Mapped[str] = mapped_column(Text, default="")
    position: Mapped[int] = mapped_column(default=0)
    checked_at: Mapped[datetime | None]
    checked_by: Mapped[int | None] = mapped_column(Id, ForeignKey("members.id", ondelete="SET NULL"))
    touched_at: Mapped[datetime | None]
    expired_at: Mapped[datetime | None]
    removed_at: Mapped[datetime | None]

    @property
    def is_removed(self) -> bool:
        """Not shown to anybody but staff."""
        return self.removed_at is not None

    def check(self, member_id: int | None, moment: datetime) -> None:
        """Somebody made sure that it is right."""
        self.checked_at, self.checked_by = moment, member_id
        self.expired_at = None

    def doubt(self, moment: datetime) -> None:
        """Staff wrote it, and nobody has made sure of it since: the time to do so begins."""
        self.checked_at = self.checked_by = self.expired_at = None
        self.touched_at = moment

    def remove(self, moment: datetime) -> None:
        """Take it off the page; kept, so that it can be put back."""
        self.removed_at = self.removed_at or moment

    def put_back(self) -> None:
        """Show it again; when it is past its date, that is told anew."""
        self.removed_at = self.expired_at = None


shows(HelpLine, HOUSE)
