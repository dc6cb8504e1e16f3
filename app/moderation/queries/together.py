"""Several items on one page, to be decided together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.accounts.actor import Actor
from app.accounts.queries import member_cards
from app.core import clock
from app.core.db import db
from app.moderation import policies
from app.moderation.care import is_hard
from app.moderation.kinds import kind_named
from app.moderation.marks import marked, marks_of
from app.moderation.matter import findings_now, offered
from app.moderation.models import ReviewItem
from app.moderation.queries.figures import require_desk
from app.moderation.queries.people import name_in
from app.moderation.registry import subject_views
from app.moderation.wording import headline

MOST_TOGETHER = 50


@dataclass(frozen=True)
class Candidate:
    """One item of the act, as its moderator sees it now. `looking`: a colleague who keeps it from being decided."""

    id: int
    version: int
    revision_id: int | None
    title: str
    text: Markup
    place: str
    author_id: int | None
    author: str
    kind: str
    actions: tuple[str, ...]
    clause: int | None
    looking: str
    is_hard: bool


@dataclass(frozen=True)
class Together:
    """`items` are open ones, in the order they were ticked; `left_out` counts those that ended meanwhile, or are not the actor's."""

    items: tuple[Candidate, ...]
    left_out: int

    @property
    def is_alike(self) -> bool:
        """Of one kind, or of one author, and all of them ruled on, or none."""
        kinds = {each.kind for each in self.items}
        authors = {each.author_id for each in self.items}
        one_author = len(authors) == 1 and None not in authors
        return len({kind_named(kind).is_ruled for kind in kinds}) == 1 and (len(kinds) == 1 or one_author)

    @property
    def is_ruled(self) -> bool:
        """Whether a decision ends them; else they are closed as seen."""
        return all(kind_named(each.kind).is_ruled for each in self.items)

    @property
    def has_own_panel(self) -> bool:
        """Whether their kind is decided in a way of its own, one by one."""
        return any(kind_named(each.kind).panel != kind_named("").panel for each in self.items) and self.is_ruled

    @property
    def actions(self) -> tuple[str, ...]:
        """What can be done with every one of them."""
        if not self.items:
            return ()
        return tuple(action for action in self.items[0].actions if all(action in each.actions for each in self.items))


def together(actor: Actor, ids: Sequence[int]) -> Together:
    """The items of an act, at most `MOST_TOGETHER`. Four statements for each kind of subject. Raises NotFound for who has no desk."""
    require_desk(actor)
    wanted, now = list(dict.fromkeys(ids))[:MOST_TOGETHER], clock.now()
    rows = db.session.scalars(
        select(ReviewItem)
        .options(selectinload(ReviewItem.causes))
        .where(ReviewItem.id.in_(wanted), policies.readable(actor))
    )
    found = {item.id: item for item in rows if item.is_open}
    views = subject_views((item.subject_kind, item.subject_id) for item in found.values())
    cards = member_cards([key for item in found.values() for key in (item.author_id, item.claimed_by)])

    def candidate(item: ReviewItem) -> Candidate:
        view = views.get((item.subject_kind, item.subject_id))
        newest, other = item.causes[-1], item.claimed_by_another(actor.member_id, now)
        findings = findings_now(item.causes)
        author = cards.get(item.author_id or 0)
        return Candidate(
            id=item.id,
            version=item.version,
            revision_id=view.revision_id if view else None,
            title=headline(item.kind, item.what, item.reason),
            text=marked(newest.snapshot, marks_of(findings, newest.snapshot).text),
            place=view.place if view else "",
            author_id=item.author_id,
            author=author.display_name if author else "",
            kind=item.kind,
            actions=offered(view, item),
            clause=findings[0].get("clause") if findings else None,
            looking=name_in(cards, item.claimed_by, starts=True) if other else "",
            is_hard=is_hard(item),
        )

    items = tuple(candidate(found[key]) for key in wanted if key in found)
    return Together(items, len(wanted) - len(items))
