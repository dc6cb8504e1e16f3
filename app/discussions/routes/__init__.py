"""Pages of discussions: reading, composing, drafts and the coach, keeping order."""

from app.discussions.routes import coach, composing, drafting, feeds, help_card, ordering, pieces, reading
from app.discussions.routes.blueprint import blueprint

__all__ = ["blueprint", "coach", "composing", "drafting", "feeds", "help_card", "ordering", "pieces", "reading"]
