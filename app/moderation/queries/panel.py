"""What the panel of a decision offers: places, texts of the team, and the next step that the member's standing suggests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from app.accounts.actor import Actor
from app.core import clock
from app.core.db import db
from app.core.scope import ROOT, ancestors
from app.groups.models import Group
from app.moderation.actions import may_measure
from app.moderation.measures import MEASURES, NOTHING
from app.moderation.models import CannedText
from app.moderation.queries.opened import Opened
from app.moderation.queries.standing import standing_of
from app.moderation.standing import Suggestion, suggestion

WHOLE = "The whole community"


@dataclass(frozen=True)
class Offers:
    """`measures` is empty where nobody can get one. `suggested` is what the desk would do next; a moderator decides."""

    measures: tuple[str, ...]
    places: tuple[tuple[str, str], ...]
    texts: tuple[tuple[str, str], ...]
    suggested: Suggestion | None


def offers_for(actor: Actor, opened: Opened) -> Offers:
    """What can be chosen for an opened item. At most 4 statements."""
    item = opened.item
    texts = texts_for(opened.first_clause)
    if item.author_id is None or not may_measure(item.kind):
        return Offers((), (), texts, None)
    found = suggestion(standing_of(item.author_id, clock.now(), actor), opened.first_clause)
    return Offers((NOTHING, *MEASURES), places_for(actor, item.scope_path), texts, found)


def places_for(actor: Actor, path: str) -> tuple[tuple[str, str], ...]:
    """Path and name of the groups along `path` that the actor moderates, the nearest first; one statement at most."""
    mine = [each for each in reversed(ancestors(path)) if actor.moderates(each)]
    wanted = [each for each in mine if each != ROOT]
    rows = db.session.execute(select(Group.path, Group.name).where(Group.path.in_(wanted))).all() if wanted else ()
    names = {ROOT: WHOLE, **{row.path: row.name for row in rows}}
    return tuple((each, names.get(each, "This group")) for each in mine)


def texts_for(clause: int | None) -> tuple[tuple[str, str], ...]:
    """Keys and titles of the team's texts. What goes with the guideline that the form begins with comes first: it is chosen most often."""
    fitting = sorted(team_texts(), key=lambda text: text.clause != clause)
    return tuple((str(text.id), text.title) for text in fitting)


def team_texts() -> Sequence[CannedText]:
    """All canned texts by title; one statement."""
    return db.session.scalars(select(CannedText).order_by(CannedText.title, CannedText.id)).all()
