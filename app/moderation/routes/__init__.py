"""Pages of the desk, of flagging, and of one decision."""

from app.moderation.routes import (
    colleagues,
    desk,
    exporting,
    flags,
    inbox,
    record,
    standing,
    statements,
    texts,
    together,
)
from app.moderation.routes.blueprint import blueprint

__all__ = [
    "blueprint",
    "colleagues",
    "desk",
    "exporting",
    "flags",
    "inbox",
    "record",
    "standing",
    "statements",
    "texts",
    "together",
]
