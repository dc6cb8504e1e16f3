"""Pages of splitting."""

from app.splitting.routes import choosing
from app.splitting.routes.blueprint import blueprint

__all__ = ["blueprint", "choosing"]
