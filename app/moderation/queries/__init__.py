"""Reads for the desk, for authors who wait, and for the header's count."""

from app.moderation.queries.line import place_in_line

__all__ = ["place_in_line"]
