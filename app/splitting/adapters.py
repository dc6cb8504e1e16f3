"""The notice that offers members the rooms of a group that was split."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import and_, func, select

from app.accounts.actor import Actor
from app.core.db import db
from app.groups.models import Group
from app.groups.policies import listed
from app.notifications.models import Notice
from app.notifications.registry import NoticeKind, NoticeView, register_kind
from app.splitting import wording
from app.splitting.inputs import SPLIT_OFFER
from app.splitting.models import SplitOffer, SplitPlan
from app.splitting.queries.offer import OPEN


def offer_views(actor: Actor, notices: Sequence[Notice]) -> dict[int, NoticeView]:
    """The actor's own offers; what they have answered or what was undone is said in words. 1 statement."""
    rows = db.session.execute(
        select(SplitPlan.id, SplitPlan.state, SplitOffer.answered_at, func.coalesce(Group.name, SplitPlan.group_name))
        .join(SplitOffer, SplitOffer.plan_id == SplitPlan.id)
        .outerjoin(Group, and_(Group.id == SplitPlan.group_id, listed(actor)))
        .where(
            SplitPlan.id.in_([notice.subject_id for notice in notices]),
            SplitOffer.member_id == (actor.member_id or 0),
        )
    )
    found = {plan_id: _view(plan_id, state, answered is not None, name) for plan_id, state, answered, name in rows}
    return {notice.id: found[notice.subject_id] for notice in notices if notice.subject_id in found}


def _view(plan_id: int, state: str, is_answered: bool, name: str) -> NoticeView:
    words = wording.OFFER_WORDS
    if state not in OPEN:
        words = wording.OFFER_OVER_WORDS
    elif is_answered:
        words = wording.OFFER_ANSWERED_WORDS
    return NoticeView(title=wording.OFFER_TITLE.format(group=name), words=words, url=f"/splits/{plan_id}/choose")


register_kind(
    NoticeKind(
        name=SPLIT_OFFER,
        label="When a group I belong to gets rooms of its own",
        mail_words="You can choose where you would like to sit",
        load=offer_views,
    )
)
