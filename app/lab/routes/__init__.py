"""Pages of the rule lab, under the desk."""

from app.lab.routes import checks, rules, trips, versions
from app.lab.routes.blueprint import blueprint

__all__ = ["blueprint", "checks", "rules", "trips", "versions"]
