"""Notices of appeals: to the member, to the admins when nobody else is there, and to who decided first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import select

from app.accounts.actor import ADMIN, MODERATOR, Actor
from app.core.db import db
from app.core.wording import day
from app.moderation import policies
from app.moderation.commands.appeal_ruling import LOOKED_AGAIN, TALK
from app.moderation.commands.appealing import WAITS
from app.moderation.models import Appeal, Cause, Decision, ReviewItem
from app.moderation.models.appeals import CHANGED, OVERTURNED, UPHELD
from app.notifications.models import Notice
from app.notifications.registry import DECIDED, DUTIES, NoticeKind, NoticeView, register_kind

ENDED = {
    UPHELD: "A colleague upheld a decision of yours on appeal",
    CHANGED: "A colleague decided something milder on appeal",
    OVERTURNED: "A colleague overturned a decision of yours on appeal",
}


def load_talk(actor: Actor, notices: Sequence[Notice]) -> Mapping[int, NoticeView]:
    """What the team asked or answered about the actor's own appeals; one statement."""
    mine = {each.id: each for each in _appeals(notices, Appeal.member_id == actor.member_id)}
    return {
        notice.id: NoticeView(
            title="We have a question about your appeal"
            if notice.data.get("about") == "asked"
            else "We answered your question about your appeal",
            url=f"/decisions/{mine[notice.subject_id].decision_id}/appeal",
            role=MODERATOR,
        )
        for notice in notices
        if notice.subject_id is not None and notice.subject_id in mine
    }


def load_waiting(actor: Actor, notices: Sequence[Notice]) -> Mapping[int, NoticeView]:
    """Appeals for which no second moderator is there; one statement."""
    found = select(Appeal).join(ReviewItem, ReviewItem.id == Appeal.item_id).where(policies.readable(actor))
    shown = {each.id: each for each in db.session.scalars(found.where(Appeal.id.in_(_ids(notices))))}
    return {
        notice.id: NoticeView(
            title="An appeal needs a second person",
            words="There is no other moderator in that place. Whoever decided first cannot decide on the appeal.",
            url=f"/desk/{shown[notice.subject_id].item_id}",
            role=MODERATOR,
        )
        for notice in notices
        if notice.subject_id is not None and notice.subject_id in shown
    }


def load_ended(actor: Actor, notices: Sequence[Notice]) -> Mapping[int, NoticeView]:
    """What became of the actor's own decisions; one statement."""
    first = (
        select(Appeal).join(Decision, Decision.id == Appeal.decision_id).where(Decision.decided_by == actor.member_id)
    )
    shown = {each.id: each for each in db.session.scalars(first.where(Appeal.id.in_(_ids(notices))))}
    return {
        notice.id: NoticeView(
            title=ENDED.get(shown[notice.subject_id].state, "An appeal has ended"),
            words="Nothing is asked of you. The reason stands with the item.",
            url=f"/desk/{shown[notice.subject_id].item_id}",
            role=MODERATOR,
        )
        for notice in notices
        if notice.subject_id is not None and notice.subject_id in shown
    }


def again_view(cause: Cause, what: str) -> NoticeView:
    """For who told us about what stands again, or may: that it was looked at again, without a name and without a reason."""
    return NoticeView(
        title="What you told us was looked at again",
        words=f"Somebody else of the team has read the {what} you told us about on {day(cause.at)} once more, and decided otherwise. "
        "It was right to tell us, and you can do it again.",
        role=MODERATOR,
    )


def _appeals(notices: Sequence[Notice], *which: object) -> Sequence[Appeal]:
    found = select(Appeal).where(Appeal.id.in_(_ids(notices)), *which)  # type: ignore[arg-type]
    return db.session.scalars(found).all()


def _ids(notices: Sequence[Notice]) -> list[int]:
    return [notice.subject_id for notice in notices if notice.subject_id is not None]


register_kind(
    NoticeKind(
        name=TALK,
        label="When the moderators ask or answer about my appeal",
        mail_words="A moderator has written to you",
        load=load_talk,
        topic=DECIDED,
        for_suspended=True,
    )
)
register_kind(
    NoticeKind(
        name=WAITS,
        label="When an appeal waits, and no second moderator is there",
        mail_words="Something waits for you",
        load=load_waiting,
        topic=DUTIES,
        for_roles=(MODERATOR, ADMIN),
    )
)
register_kind(
    NoticeKind(
        name=LOOKED_AGAIN,
        label="When a colleague decided on an appeal against a decision of mine",
        mail_words="A colleague has decided something",
        load=load_ended,
        topic=DUTIES,
        for_roles=(MODERATOR, ADMIN),
    )
)
