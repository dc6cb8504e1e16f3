"""Pages of splitting."""

from app.splitting.routes import choosing, merging
from app.splitting.routes.blueprint import blueprint

__all__ = ["blueprint", "choosing", "merging"]
