"""Pages of discussions: reading, composing, drafts and the coach, keeping order."""

from app.discussions.routes import composing, drafting, feeds, ordering, reading
from app.discussions.routes.blueprint import blueprint

__all__ = ["blueprint", "composing", "drafting", "feeds", "ordering", "reading"]
