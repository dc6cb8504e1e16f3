"""A decision that somebody appeals against, as something on the desk. What is ruled on it has a command of its own."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from app.accounts.actor import Actor
from app.core.db import db
from app.core.policy import Verdict
from app.groups.models import Group
from app.moderation.appeal_policies import decide
from app.moderation.commands.appealing import SUBJECT
from app.moderation.kinds import APPEAL
from app.moderation.models import Decision
from app.moderation.queries.deciders import appealed
from app.moderation.registry import PUBLISHED, SubjectView, register_bar, register_subject
from app.moderation.wordless import WordlessSubject


class DecisionSubject(WordlessSubject):
    """The decision itself: its words stand in the panel, those of the appeal in the item."""

    kind = SUBJECT

    def views(self, ids: Iterable[int]) -> dict[int, SubjectView]:
        """1 statement."""
        found = select(Decision, Group.name).outerjoin(Group, Group.path == Decision.scope_path)
        rows = db.session.execute(found.where(Decision.id.in_(list(ids)))).all()
        return {row[0].id: _view(row[0], row[1] or "The whole community") for row in rows}


def _view(decision: Decision, place: str) -> SubjectView:
    return SubjectView(
        kind=SUBJECT,
        id=decision.id,
        what=decision.what,
        title=decision.title,
        place=place,
        text="",
        html="",
        state=PUBLISHED,
        url=f"/decisions/{decision.id}",
        author_id=decision.author_id,
        scope_path=decision.scope_path,
        revision_id=None,
    )


def _may_take(actor: Actor, decision_id: int) -> Verdict:
    return decide(actor, appealed(db.session.get_one(Decision, decision_id)))


register_subject(DecisionSubject())
register_bar(APPEAL, _may_take)
