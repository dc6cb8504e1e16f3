"""What a member told us before."""

from __future__ import annotations

from sqlalchemy import select

from app.accounts.actor import Actor
from app.core.db import db
from app.moderation.kinds import FLAG
from app.moderation.models import Cause
from app.moderation.registry import SubjectView


def own_flag(actor: Actor, view: SubjectView) -> Cause | None:
    """The flag of this member on this text; another text of the same subject can be flagged anew."""
    return db.session.scalars(
        select(Cause)
        .where(
            Cause.kind == FLAG,
            Cause.subject_kind == view.kind,
            Cause.subject_id == view.id,
            Cause.member_id == actor.member_id,
            Cause.revision_id == view.revision_id if view.revision_id is not None else Cause.revision_id.is_(None),
        )
        .limit(1)
    ).one_or_none()


def has_flagged(actor: Actor, view: SubjectView) -> bool:
    """Whether this member told us about this text."""
    return own_flag(actor, view) is not None
