"""How mentoring plugs into notifications and moderation; importing this registers it."""

from app.mentoring.adapters import asked, desk, greetings, nominated, notices, review

__all__ = ["asked", "desk", "greetings", "nominated", "notices", "review"]
