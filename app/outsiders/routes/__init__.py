"""Pages of notices from outsiders."""

from app.outsiders.routes import notice, staff, status
from app.outsiders.routes.blueprint import blueprint

__all__ = ["blueprint", "notice", "staff", "status"]
