"""How words for a newcomer alone are reviewed: their newcomer may report them, and the checks may hold them.

A welcome that stands in a discussion is a post, and reviewed as one.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from app.accounts.actor import Actor
from app.core.db import db
from app.core.navigation import NAME
from app.core.policy import NotFound
from app.groups.models import Group
from app.mentoring import policies
from app.mentoring.commands.judging import apply_decision
from app.mentoring.inputs import GREETING
from app.mentoring.models import Greeting, Newcomer
from app.mentoring.queries.greetings import scope_of, state_of
from app.moderation.actions import usual
from app.moderation.registry import PUBLISHED, Before, SubjectView, Surrounding, register_subject


class GreetingSubject:
    """Words of a mentor for one newcomer."""

    kind = GREETING

    def views(self, ids: Iterable[int]) -> dict[int, SubjectView]:
        """What the desk shows of greetings. 1 statement."""
        rows = db.session.execute(
            select(Greeting, Newcomer, Group)
            .outerjoin(Newcomer, Newcomer.member_id == Greeting.newcomer_id)
            .outerjoin(Group, Group.id == Newcomer.group_id)
            .where(Greeting.id.in_(list(ids)), Greeting.post_id.is_(None))
        )
        return {greeting.id: _view(greeting, newcomer, group) for greeting, newcomer, group in rows}

    def flaggable(self, actor: Actor, subject_id: int) -> SubjectView:
        """Words that the actor was sent. Raises NotFound for everybody else."""
        greeting = db.session.get(Greeting, subject_id)
        if greeting is None or greeting.post_id is not None or not policies.thank(actor, greeting):
            raise NotFound
        view = self.views([subject_id])[subject_id]
        if view.state != PUBLISHED:
            raise NotFound
        return view

    def surroundings(self, subject_id: int) -> list[Surrounding]:
        """Nothing was said before it."""
        return []

    def actions(self, view: SubjectView) -> tuple[str, ...]:
        """What a moderator may decide, by state."""
        return usual(view.state)

    def apply(self, actor: Actor, subject_id: int, action: str, revision_id: int | None) -> Before:
        """Do what was decided, inside the decision's transaction."""
        return {"state": apply_decision(actor, subject_id, action)}


def _view(greeting: Greeting, newcomer: Newcomer | None, group: Group | None) -> SubjectView:
    return SubjectView(
        kind=GREETING,
        id=greeting.id,
        what="welcome",
        title="A welcome",
        place=group.name if group else NAME.get(),
        text=greeting.body,
        html=greeting.html,
        state=state_of(greeting, None),
        url=f"/welcome/greetings/{greeting.id}",
        author_id=greeting.mentor_id,
        scope_path=group.path if group else scope_of(newcomer),
        revision_id=None,
    )


register_subject(GreetingSubject())
