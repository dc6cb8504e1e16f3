"""One trip of the breaker: its figures, and the holds that the check had made before it went quiet."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Select, select

from app.accounts.actor import Actor
from app.accounts.queries import member_cards
from app.core.db import db
from app.core.policy import NotFound
from app.discussions.queries.checked_posts import CheckedPost, posts_on_desk
from app.lab import policies
from app.lab.models import CheckedDraft, CheckTouch, CheckTrip, LabRule
from app.lab.queries.places import place_names
from app.lab.unusual import usual_share
from app.lab.wording import check_title, why_tripped
from app.moderation.kinds import BREAKER
from app.moderation.models import OPEN, ReviewItem
from app.moderation.policies import readable

MOST_HOLDS = 50


@dataclass(frozen=True)
class HoldShown:
    """A post that the check stopped in the window. `item_id` is its open item, None once that is decided."""

    post: CheckedPost
    item_id: int | None


@dataclass(frozen=True)
class TripShown:
    """The page of a trip. `holds` are those the actor may see; `hidden` counts the others. `usual` is the usual share."""

    trip: CheckTrip
    title: str
    words: str
    place: str
    usual: float
    rule_id: int | None
    holds: tuple[HoldShown, ...]
    item_id: int | None
    settled_by: str
    may_settle: bool


def find_trip(actor: Actor, trip_id: int) -> TripShown:
    """Raises NotFound when the actor may not know of it. At most 8 statements."""
    trip = db.session.get(CheckTrip, trip_id)
    if trip is None or not policies.read_rules(actor, trip.scope_path):
        raise NotFound
    number = trip.check_name.partition(":")[2]
    rule = db.session.get(LabRule, int(number)) if number.isdigit() else None
    title = rule.title if rule else ""
    card = member_cards([trip.settled_by]).get(trip.settled_by or 0)
    return TripShown(
        trip=trip,
        title=check_title(trip.check_name, title),
        words=why_tripped(trip, title),
        place=place_names([trip.scope_path])[trip.scope_path],
        usual=usual_share(trip.usual_checked, trip.usual_touched),
        rule_id=rule.id if rule else None,
        holds=_holds(actor, trip),
        item_id=_item_of(actor, trip.id),
        settled_by=card.as_staff if card else "",
        may_settle=bool(policies.settle(actor, trip.scope_path)),
    )


def stopped_by(trip: CheckTrip) -> Select[int | None]:
    """SQL for the ids of posts that the check stopped in the window of a trip, newest first."""
    stopped = select(CheckedDraft.post_id).join(CheckTouch, CheckTouch.draft_id == CheckedDraft.id)
    found = stopped.where(
        CheckTouch.check_name == trip.check_name,
        CheckTouch.is_strong,
        CheckedDraft.id >= trip.first_draft_id,
        CheckedDraft.at <= trip.at,
        CheckedDraft.post_id.is_not(None),
    )
    return found.order_by(CheckedDraft.id.desc()).limit(MOST_HOLDS)


def _holds(actor: Actor, trip: CheckTrip) -> tuple[HoldShown, ...]:
    """What it held in the window, newest first; nothing that the actor may not read is counted or shown."""
    ids = [post_id for post_id in db.session.scalars(stopped_by(trip)) if post_id is not None]
    posts = posts_on_desk(actor, ids) if ids else {}
    items = _items(actor, list(posts)) if posts else {}
    return tuple(HoldShown(posts[post_id], items.get(post_id)) for post_id in ids if post_id in posts)


def _items(actor: Actor, post_ids: list[int]) -> dict[int, int]:
    rows = db.session.execute(
        select(ReviewItem.subject_id, ReviewItem.id).where(
            ReviewItem.subject_kind == "post",
            ReviewItem.subject_id.in_(post_ids),
            ReviewItem.state == OPEN,
            readable(actor),
        )
    )
    return {post_id: item_id for post_id, item_id in rows}


def _item_of(actor: Actor, trip_id: int) -> int | None:
    return db.session.scalar(
        select(ReviewItem.id).where(
            ReviewItem.subject_kind == BREAKER,
            ReviewItem.subject_id == trip_id,
            ReviewItem.state == OPEN,
            readable(actor),
        )
    )
