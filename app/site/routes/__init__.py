"""The pages of the house itself: the first one, one's own, and those that say how it works."""

from app.site.routes import first, frame, machines, words
from app.site.routes.blueprint import blueprint

__all__ = ["blueprint", "first", "frame", "machines", "words"]
