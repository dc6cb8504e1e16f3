"""Placing the discussions of a plan by its rules. What staff placed by hand stays where they put it."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sqlalchemy import delete, insert, select

from app.core.command import command
from app.core.db import db
from app.splitting.models import HAND, SplitPlace, SplitPlan
from app.splitting.placing import Placing, Rules, place
from app.splitting.queries.rooms import rules_of
from app.splitting.queries.talks import Talk, talks_of


@command
def refresh_places(plan: SplitPlan) -> None:
    """Place every discussion of the plan's group anew, in any state: held and removed ones move along, unseen.

    A discussion that left the group keeps the place it had: the report of a run says that it was moved since.
    3 statements for 500 discussions, and two more where something changed.
    """
    if plan.group_id is not None:
        rules = rules_of(plan.id)
        for talks in talks_of(plan.group_id):
            _lay(plan.id, talks, rules)


@command
def place_new(plan: SplitPlan) -> tuple[int, ...]:
    """Place the discussions that have come into the group since by the rules; answers their ids. What has a place keeps it."""
    if plan.group_id is None:
        return ()
    rules, found = rules_of(plan.id), list[int]()
    for talks in talks_of(plan.group_id, without_place_in=plan.id):
        _lay(plan.id, talks, rules)
        found += [talk.id for talk in talks]
    return tuple(found)


@command
def place_again(plan: SplitPlan, discussion_ids: Collection[int]) -> None:
    """Leave these discussions to the rules again."""
    if plan.group_id is None:
        return
    forget_places(plan.id, discussion_ids)
    for talks in talks_of(plan.group_id, discussion_ids):
        _lay(plan.id, talks, rules_of(plan.id))


@command
def forget_places(plan_id: int, discussion_ids: Collection[int]) -> None:
    """Take the places of these discussions out of the plan."""
    gone = delete(SplitPlace).where(SplitPlace.plan_id == plan_id, SplitPlace.discussion_id.in_(sorted(discussion_ids)))
    db.session.execute(gone.execution_options(synchronize_session=False))
    db.session.expire_all()


@command
def put_by_hand(plan_id: int, places: Iterable[tuple[int, int | None]], member_id: int | None) -> None:
    """Store places (discussion, room or None: it stays) that a person chose; they replace what was there."""
    chosen = dict(places)
    if chosen:
        rows = [_row(plan_id, key, Placing(room_id, None, HAND), member_id) for key, room_id in chosen.items()]
        forget_places(plan_id, chosen)
        db.session.execute(insert(SplitPlace), rows)


def _lay(plan_id: int, talks: list[Talk], rules: Rules) -> None:
    """Write what differs from what is stored, and leave what was placed by hand."""
    stored = _stored(plan_id, [talk.id for talk in talks])
    placings = {talk.id: place(talk.facts, rules) for talk in talks}
    by_hand = {key for key, placing in stored.items() if placing.why == HAND}
    changed = {key: new for key, new in placings.items() if key not in by_hand and stored.get(key) != new}
    if changed.keys() & stored.keys():
        forget_places(plan_id, changed.keys() & stored.keys())
    if changed:
        db.session.execute(insert(SplitPlace), [_row(plan_id, key, new, None) for key, new in changed.items()])


def _stored(plan_id: int, ids: Collection[int]) -> dict[int, Placing]:
    query = select(
        SplitPlace.discussion_id,
        SplitPlace.room_id,
        SplitPlace.other_room_id,
        SplitPlace.why,
        SplitPlace.value,
    ).where(SplitPlace.plan_id == plan_id, SplitPlace.discussion_id.in_(ids))
    return {row[0]: Placing(row[1], row[2], row[3], row[4]) for row in db.session.execute(query)}


def _row(plan_id: int, discussion_id: int, placing: Placing, member_id: int | None) -> dict[str, object]:
    return {
        "plan_id": plan_id,
        "discussion_id": discussion_id,
        "room_id": placing.room_id,
        "other_room_id": placing.other_room_id,
        "why": placing.why,
        "value": placing.value,
        "placed_by": member_id,
        "note": "",
    }
