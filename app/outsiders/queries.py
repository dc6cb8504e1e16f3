"""What notices show: to who sent them, to the desk, and to the staff page of one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.accounts.actor import Actor
from app.core import clock
from app.core.db import db
from app.core.policy import NotFound
from app.core.tokens import token_hash
from app.discussions.inputs import SUBJECT
from app.discussions.models import Discussion, Post
from app.discussions.policies import posts_seen
from app.groups.models import Group
from app.moderation.kinds import APPEAL
from app.moderation.models import Decision, ReviewItem
from app.moderation.queries.rulings import CONTACT
from app.moderation.registry import Told
from app.outsiders import policies
from app.outsiders.address import DISCUSSION, POST, Target
from app.outsiders.answers import Ended, answer, outcome
from app.outsiders.models import CONFIRM, STATUS, OutsiderKey, OutsiderNotice
from app.outsiders.reasons import REASONS


@dataclass(frozen=True)
class Subject:
    """What an address leads to: `id` None when nothing is there; `is_seen`: the actor may read it."""

    kind: str
    id: int | None
    is_seen: bool


@dataclass(frozen=True)
class Shown:
    """A notice as its sender sees it. `answer` is empty until it ended; `again_at` is when somebody else looked at it again."""

    notice: OutsiderNotice
    reason: str
    answer: tuple[str, ...]
    again_at: datetime | None = None


@dataclass(frozen=True)
class ForStaff:
    """A whole notice; `item` is the one that waits, or has ended."""

    notice: OutsiderNotice
    item: ReviewItem
    reason: str


def subject_of(actor: Actor, target: Target) -> Subject:
    """The post behind an address, and whether the actor may read it; a discussion is judged by the post that opened it. At most 3
    statements, for what is hidden and what is not there alike."""
    post_id = target.id if target.kind == POST else None
    if target.kind == DISCUSSION:
        post_id = db.session.scalar(select(Discussion.opening_id).where(Discussion.id == target.id))
    found = db.session.scalar(select(Post.id).where(Post.id == post_id))
    seen = select(Post.id).join(Discussion, Post.discussion_id == Discussion.id)
    seen = seen.join(Group, Discussion.group_id == Group.id).where(Post.id == post_id, posts_seen(actor))
    is_seen = db.session.scalar(seen) is not None
    return Subject(SUBJECT, found, is_seen) if found is not None else Subject("", None, False)


def confirmed_by(token: str) -> OutsiderNotice:
    """The notice whose mail address a link proves. Raises NotFound for one that is unknown, spent or has run out."""
    return _behind(token, CONFIRM)


def notice_behind(token: str) -> OutsiderNotice:
    """The notice that a status link opens. Raises NotFound."""
    return _behind(token, STATUS)


def shown(notice: OutsiderNotice) -> Shown:
    """The notice with what became of it. At most 1 statement."""
    return Shown(notice, REASONS[notice.reason].label, answer_to(notice), looked_again(notice))


def answer_to(notice: OutsiderNotice) -> tuple[str, ...]:
    """What was decided, in paragraphs; empty while it waits. At most 1 statement."""
    if notice.ended_at is None:
        return ()
    return answer_from(notice, db.session.get(Decision, notice.decision_id) if notice.decision_id else None)


def answer_from(notice: OutsiderNotice, decision: Decision | None) -> tuple[str, ...]:
    """The same of a notice that ended, with the decision at hand."""
    return answer(_ended(notice, decision))


def what_came(notice: OutsiderNotice, decision: Decision) -> str:
    """What its sender learns of a decision, as one of the codes of `answers`."""
    return outcome(_ended(notice, decision))


def looked_again(notice: OutsiderNotice) -> datetime | None:
    """When somebody else looked at it again after an appeal; None when nobody did, or the sender learns nothing by it. At most 1
    statement."""
    decision = db.session.get(Decision, notice.decision_id) if notice.decision_id else None
    return decision.decided_at if decision is not None and decision.item_kind == APPEAL and notice.is_seen else None


def _ended(notice: OutsiderNotice, decision: Decision | None) -> Ended:
    return Ended(
        is_seen=notice.is_seen,
        action=decision.action if decision else "",
        what=decision.what if decision else "",
        state_before=decision.state_before if decision else "",
        clause=decision.clause if decision else 0,
        clause_title=decision.clause_title if decision else "",
        law=decision.law if decision else "",
        answer=notice.answer,
        contact=CONTACT.get(),
        is_again=decision is not None and decision.item_kind == APPEAL,
    )


def notice_for(actor: Actor, notice_id: int) -> ForStaff:
    """A whole notice for the moderators of the place. Raises NotFound. 2 statements."""
    notice = db.session.get(OutsiderNotice, notice_id)
    item = db.session.get(ReviewItem, notice.item_id) if notice and notice.item_id else None
    if notice is None or item is None or not policies.read_notice(actor, item):
        raise NotFound
    return ForStaff(notice, item, REASONS[notice.reason].label)


def told_on(_actor: Actor, item_id: int) -> list[Told]:
    """What outsiders told us about an item, oldest first, without their names; for who may read the item. 1 statement."""
    rows = db.session.scalars(
        select(OutsiderNotice).where(OutsiderNotice.item_id == item_id).order_by(OutsiderNotice.id)
    )
    return [
        Told(
            at=row.confirmed_at or row.made_at,
            reason=REASONS[row.reason].label,
            words=row.words,
            added=row.added,
            label=f"The whole notice, {row.number}",
            url=f"/desk/notices/{row.id}",
        )
        for row in rows
    ]


def _behind(token: str, purpose: str) -> OutsiderNotice:
    keys = select(OutsiderNotice).join(OutsiderKey, OutsiderKey.notice_id == OutsiderNotice.id)
    good = keys.where(
        OutsiderKey.token_hash == token_hash(token),
        OutsiderKey.purpose == purpose,
        OutsiderKey.good_until > clock.now(),
    )
    found = db.session.scalars(good).one_or_none() if token else None
    if found is None:
        raise NotFound
    return found
