"""The application object for a server: `granian --interface wsgi wsgi:app`, `flask --app wsgi …`."""

from app import create_app
from config import Config

app = create_app(Config())
