"""Pages of the duty, under the desk."""

from app.duty.routes import alarms, composers, drill, follow_ups, hooks, rota
from app.duty.routes.blueprint import blueprint

__all__ = ["alarms", "blueprint", "composers", "drill", "follow_ups", "hooks", "rota"]
