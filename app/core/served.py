"""What a server worker loads: the application of wsgi.py, in a process that ends with the server that started it."""

from app.core import leash
from wsgi import app

leash.hold()

__all__ = ["app"]
