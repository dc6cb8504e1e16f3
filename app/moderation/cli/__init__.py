"""What the desk adds to the command line: limits on members, as decisions, and the export of statements."""

from app.moderation.cli import limits
from app.moderation.cli.statements import moderation

commands_offered = (moderation,)

__all__ = ["commands_offered", "limits"]
