"""How mentoring plugs into notifications and moderation; importing this registers it."""

from app.mentoring.adapters import asked, desk, review

__all__ = ["asked", "desk", "review"]
