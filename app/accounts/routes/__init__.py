"""The pages of accounts, one module per errand; `door` knows who is asking on every request."""

from flask import Flask

from app.accounts.routes import door
from app.accounts.routes.blueprint import blueprint

__all__ = ["blueprint", "init_app"]


def init_app(app: Flask) -> None:
    """Give `app` its sign-in."""
    door.init_sign_in(app)
