"""`./dayroom splitting …`: advice on groups, plans as files, running and undoing them. One module a verb adds its commands."""

from __future__ import annotations

from app.splitting.cli import advise, plan, run
from app.splitting.cli.group import splitting

commands_offered = (splitting,)
__all__ = ["advise", "commands_offered", "plan", "run"]
