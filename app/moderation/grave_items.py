"""A request for a second person, as something on the desk. What ends it has commands of its own."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from app.accounts.actor import Actor
from app.core.db import db
from app.core.policy import Verdict
from app.groups.models import Group
from app.moderation.commands.grave_acts import SUBJECT
from app.moderation.grave import WHAT, second
from app.moderation.kinds import GRAVE
from app.moderation.models import GraveAct
from app.moderation.registry import PUBLISHED, SubjectView, register_bar, register_subject
from app.moderation.wordless import WordlessSubject


class GraveActSubject(WordlessSubject):
    """The request itself."""

    kind = SUBJECT

    def views(self, ids: Iterable[int]) -> dict[int, SubjectView]:
        """1 statement."""
        found = select(GraveAct, Group.name).outerjoin(Group, Group.path == GraveAct.scope_path)
        rows = db.session.execute(found.where(GraveAct.id.in_(list(ids)))).all()
        return {row[0].id: _view(row[0], row[1] or "The whole community") for row in rows}


def _view(act: GraveAct, place: str) -> SubjectView:
    return SubjectView(
        kind=SUBJECT,
        id=act.id,
        what=WHAT[act.kind],
        title=WHAT[act.kind].capitalize(),
        place=place,
        text="",
        html="",
        state=PUBLISHED,
        url="/desk/second-person",
        author_id=act.member_id,
        scope_path=act.scope_path,
        revision_id=None,
    )


def _may_take(actor: Actor, act_id: int) -> Verdict:
    return second(actor, db.session.get_one(GraveAct, act_id))


register_subject(GraveActSubject())
register_bar(GRAVE, _may_take)
