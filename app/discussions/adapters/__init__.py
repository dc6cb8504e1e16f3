"""How posts plug into moderation and notifications; importing this registers both."""

from app.discussions.adapters import notices, review

__all__ = ["notices", "review"]
