"""What a server worker loads where it is not forked: the application of wsgi.py, in a process that ends with the server that started it."""

from app.core.serve import front_of
from wsgi import app as house

app = front_of(house)
