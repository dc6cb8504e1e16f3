"""What the desk adds to the command line: limits on members, as decisions."""

from app.moderation.cli import limits

__all__ = ["limits"]
