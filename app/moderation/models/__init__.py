"""The tables of the desk: what waits and why, and what was decided."""

from app.moderation.models.decisions import Decision
from app.moderation.models.items import DECIDED, IS_FLAG, IS_OPEN, OPEN, SEEN, WITHDRAWN, Cause, ReviewItem

__all__ = ["DECIDED", "IS_FLAG", "IS_OPEN", "OPEN", "SEEN", "WITHDRAWN", "Cause", "Decision", "ReviewItem"]
