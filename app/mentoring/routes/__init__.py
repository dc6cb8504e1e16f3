"""Pages of the welcome desk, of cards and greetings, and of what nobody answered."""

from app.mentoring.routes import cards, desk, figures, greeting, nominations, settings, unanswered
from app.mentoring.routes.blueprint import blueprint

__all__ = ["blueprint", "cards", "desk", "figures", "greeting", "nominations", "settings", "unanswered"]
