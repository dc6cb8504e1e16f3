"""The staff pages, one module per errand."""

from app.admin.routes import home, limits, members, settings
from app.admin.routes.blueprint import blueprint

__all__ = ["blueprint", "home", "limits", "members", "settings"]
