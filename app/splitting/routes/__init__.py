"""Pages of splitting."""

from app.splitting.routes import advising, choosing, merging, places, planning, rooms, running
from app.splitting.routes.blueprint import blueprint

__all__ = ["advising", "blueprint", "choosing", "merging", "places", "planning", "rooms", "running"]
