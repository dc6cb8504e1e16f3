"""Pages of discussions: reading, composing, drafts and the coach, keeping order."""

from app.discussions.routes import composing, drafting, ordering, reading
from app.discussions.routes.blueprint import blueprint

__all__ = ["blueprint", "composing", "drafting", "ordering", "reading"]
