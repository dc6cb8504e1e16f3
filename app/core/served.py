"""What a server worker loads: the application of wsgi.py, in a process that ends with the server that started it."""

import sys

from app.core import leash
from app.core.serve import SWITCH_SECONDS, go_in_order
from wsgi import app

leash.hold()
sys.setswitchinterval(SWITCH_SECONDS)
go_in_order(app)

__all__ = ["app"]
