"""Acts that take two people, as the team reads them: both are named."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from app.accounts.actor import ADMIN, MODERATOR, Actor
from app.accounts.queries import member_cards
from app.core.db import db
from app.core.scope import within_any
from app.moderation import grave
from app.moderation.models import GraveAct, ReviewItem
from app.moderation.queries.figures import require_desk

MOST = 100
GONE = "somebody who has left"


@dataclass(frozen=True)
class ActRow:
    """One act: about whom, who asked, and who ended it ('' as long as nobody did). `may_do`: the reader can be the second person."""

    act: GraveAct
    about: str
    asked_by: str
    ended_by: str
    item_id: int | None
    may_do: bool
    is_first: bool


def acts(actor: Actor) -> list[ActRow]:
    """The latest acts on the actor's paths that are not about the actor, newest first. 3 statements. Raises NotFound without a desk."""
    require_desk(actor)
    mine = within_any(GraveAct.scope_path, actor.paths(MODERATOR, ADMIN))
    found = select(GraveAct).where(mine, GraveAct.member_id.is_distinct_from(actor.member_id))
    return _rows(actor, db.session.scalars(found.order_by(GraveAct.id.desc()).limit(MOST)).all())


def act(actor: Actor, act_id: int) -> ActRow | None:
    """One act, for the panel of its item."""
    found = db.session.get(GraveAct, act_id)
    return _rows(actor, [found])[0] if found is not None else None


def name_of(member_id: int | None) -> str:
    """A member's name, or words for nobody."""
    card = member_cards([member_id]).get(member_id or 0)
    return card.display_name if card else GONE


def _rows(actor: Actor, found: Sequence[GraveAct]) -> list[ActRow]:
    people = [one for each in found for one in (each.member_id, each.asked_by, each.ended_by)]
    names = {key: card.display_name for key, card in member_cards(people).items()}
    items = select(ReviewItem.subject_id, ReviewItem.id).where(
        ReviewItem.subject_kind == "grave_act", ReviewItem.subject_id.in_([each.id for each in found])
    )
    item_ids = {subject_id: item_id for subject_id, item_id in db.session.execute(items)}
    return [
        ActRow(
            act=each,
            about=names.get(each.member_id or 0, GONE),
            asked_by=names.get(each.asked_by or 0, GONE),
            ended_by=names.get(each.ended_by or 0, GONE) if each.ended_by else "",
            item_id=item_ids.get(each.id),
            may_do=each.is_asked and bool(grave.second(actor, each)),
            is_first=each.asked_by is not None and each.asked_by == actor.member_id,
        )
        for each in found
    ]
