"""The application object for `flask --app wsgi …` and for other servers than our own (`./dayroom serve`)."""

from app import create_app
from config import Config

app = create_app(Config())
