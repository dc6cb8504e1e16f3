"""`./dayroom groups …` and `./dayroom redirects …`."""

from app.groups.cli.redirects import redirects
from app.groups.cli.tree import groups

commands_offered = (groups, redirects)
