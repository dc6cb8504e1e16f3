"""Pages of the desk, of flagging, and of one decision."""

from app.moderation.routes import colleagues, desk, flags, inbox, standing, statements, together
from app.moderation.routes.blueprint import blueprint

__all__ = ["blueprint", "colleagues", "desk", "flags", "inbox", "standing", "statements", "together"]
