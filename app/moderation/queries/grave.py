"""Acts that take two people, as the team reads them: both are named."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select

from app.accounts.actor import ADMIN, MODERATOR, Actor
from app.accounts.queries import holder_ids, member_cards
from app.core import clock
from app.core.db import db
from app.core.scope import ROOT, within_any
from app.guidelines.queries import ClauseText
from app.guidelines.queries import clause as guideline
from app.moderation import grave
from app.moderation.actions import REMOVE
from app.moderation.inputs import DecisionInput, MemberDecisionInput
from app.moderation.measures import SUSPENDED
from app.moderation.models import GraveAct, ReviewItem
from app.moderation.queries.figures import require_desk
from app.moderation.queries.people import GONE, name_in
from app.moderation.queries.rulings import statement_for
from app.moderation.registry import SubjectView, subject_views
from app.moderation.ruling import decision_about, decision_on

MOST = 100


@dataclass(frozen=True)
class ActRow:
    """One act: about whom, who asked, and who ended it ('' as long as nobody did). `may_do`: the reader can be the second person.

    `letter` is what the one it is about will read, for the second person alone; empty when they hear nothing. `html` is what would be
    erased, clean, for them too; '' for other acts. `has_second`: as far as the first person is concerned, whether somebody can do it.
    """

    act: GraveAct
    about: str
    asked_by: str
    ended_by: str
    item_id: int | None
    may_do: bool
    is_first: bool
    letter: tuple[str, ...] = ()
    html: str = ""
    has_second: bool = True


def acts(actor: Actor) -> list[ActRow]:
    """The latest acts on the actor's paths that are not about the actor, newest first. 3 statements. Raises NotFound without a desk."""
    require_desk(actor)
    mine = within_any(GraveAct.scope_path, actor.paths(MODERATOR, ADMIN))
    found = select(GraveAct).where(mine, GraveAct.member_id.is_distinct_from(actor.member_id))
    return _rows(actor, db.session.scalars(found.order_by(GraveAct.id.desc()).limit(MOST)).all())


def act(actor: Actor, act_id: int) -> ActRow | None:
    """One act, for the panel of its item."""
    found = db.session.get(GraveAct, act_id)
    if found is None:
        return None
    row = _rows(actor, [found])[0]
    if not row.may_do:
        return replace(row, has_second=not row.is_first or has_second(actor, found))
    subject = (found.subject_kind, found.subject_id)
    view = subject_views([subject]).get(subject) if found.kind == grave.ERASE else None
    return replace(row, letter=_letter(actor, found, row, view), html=view.html if view else "")


def words_meant(act: GraveAct) -> str:
    """What would be erased, clean; '' for other acts. 2 statements at most."""
    subject = (act.subject_kind, act.subject_id)
    view = subject_views([subject]).get(subject) if act.kind == grave.ERASE else None
    return view.html if view else ""


def has_second(actor: Actor, act: GraveAct) -> bool:
    """Whether there is anybody now who could do what the actor asks for. The many-things face of `grave.second`. 1 statement."""
    kinds = (ADMIN,) if act.kind == grave.LET_GO else (MODERATOR, ADMIN)
    return bool(holder_ids(act.scope_path, kinds) - {actor.member_id, act.member_id})


def _letter(actor: Actor, act: GraveAct, row: ActRow, view: SubjectView | None) -> tuple[str, ...]:
    """As `commands.grave_acts` decides, and keeps nothing. At most 5 statements."""
    item, name = db.session.get(ReviewItem, row.item_id), row.about if row.about != GONE else ""
    clause = guideline(act.clause) or ClauseText(act.clause, "", "", "", "", "")
    if item is None or act.member_id is None or act.kind == grave.LET_GO:
        return ()
    if act.kind == grave.EXCLUDE:
        given = MemberDecisionInput(SUSPENDED, act.clause, act.statement, ROOT, None)
        return statement_for(decision_about(item, given, clause, None, clock.now()), name, actor.staff_name).letter
    taken = DecisionInput(item.version, REMOVE, act.clause, act.statement)
    decision = decision_on(item, view, taken, clause, None, clock.now())
    decision.what, decision.title, decision.words = view.what if view else "", "", []
    return statement_for(decision, name, actor.staff_name).letter


def _rows(actor: Actor, found: Sequence[GraveAct]) -> list[ActRow]:
    people = [one for each in found for one in (each.member_id, each.asked_by, each.ended_by)]
    cards = member_cards(people)
    items = select(ReviewItem.subject_id, ReviewItem.id).where(
        ReviewItem.subject_kind == "grave_act", ReviewItem.subject_id.in_([each.id for each in found])
    )
    item_ids = {subject_id: item_id for subject_id, item_id in db.session.execute(items)}
    return [
        ActRow(
            act=each,
            about=name_in(cards, each.member_id, as_staff=False),
            asked_by=name_in(cards, each.asked_by),
            ended_by=name_in(cards, each.ended_by) if each.ended_by else "",
            item_id=item_ids.get(each.id),
            may_do=each.is_asked and bool(grave.second(actor, each)),
            is_first=each.asked_by is not None and each.asked_by == actor.member_id,
        )
        for each in found
    ]
