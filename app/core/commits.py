"""How often the session has committed: what was read before a commit may not be so any more."""

from __future__ import annotations

from sqlalchemy import event
from sqlalchemy.orm import Session

from app.core.db import db


def commits() -> int:
    """How many commits there were in the database session of this request."""
    return int(db.session().info.get("commits", 0))


@event.listens_for(Session, "after_commit")
def _count(session: Session) -> None:
    session.info["commits"] = session.info.get("commits", 0) + 1
