"""The pages of accounts, one module per errand; `door` knows who is asking on every request."""

from flask import Flask

from app.accounts.routes import account, confirm, door, join, leaving, profile, reset, sent_mail, sign_in, staff_name
from app.accounts.routes.blueprint import blueprint

__all__ = [
    "account",
    "blueprint",
    "confirm",
    "init_app",
    "join",
    "leaving",
    "profile",
    "reset",
    "sent_mail",
    "sign_in",
    "staff_name",
]


def init_app(app: Flask) -> None:
    """Give `app` its sign-in."""
    door.init_sign_in(app)
