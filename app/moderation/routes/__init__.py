"""Pages of the desk, of flagging, and of one decision."""

from app.moderation.routes import desk, flags, inbox
from app.moderation.routes.blueprint import blueprint

__all__ = ["blueprint", "desk", "flags", "inbox"]
