"""Background work of mentoring; importing this registers it."""

from app.mentoring.jobs import asking, desk, room

__all__ = ["asking", "desk", "room"]
