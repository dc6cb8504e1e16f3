"""What a server worker loads: the application of wsgi.py, in a process that ends with the server that started it."""

import sys

from app.core import leash
from app.core.serve import SWITCH_SECONDS
from wsgi import app

leash.hold()
sys.setswitchinterval(SWITCH_SECONDS)

__all__ = ["app"]
