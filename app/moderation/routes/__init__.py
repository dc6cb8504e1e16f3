"""Pages of the desk, of flagging, and of one decision."""

from app.moderation.routes import (
    appeals,
    care,
    colleagues,
    counts,
    desk,
    exporting,
    flags,
    inbox,
    notes,
    record,
    standing,
    statements,
    texts,
    together,
    two_people,
)
from app.moderation.routes.blueprint import blueprint

__all__ = [
    "appeals",
    "blueprint",
    "care",
    "colleagues",
    "counts",
    "desk",
    "exporting",
    "flags",
    "inbox",
    "notes",
    "record",
    "standing",
    "statements",
    "texts",
    "together",
    "two_people",
]
