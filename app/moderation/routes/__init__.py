"""Pages of the desk, of flagging, and of one decision."""

from app.moderation.routes import desk, flags, inbox, standing, statements
from app.moderation.routes.blueprint import blueprint

__all__ = ["blueprint", "desk", "flags", "inbox", "standing", "statements"]
