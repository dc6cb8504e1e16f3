"""Notices among moderators: a colleague asks or answers, items are late. They name no author and quote nobody's post."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import func, select

from app.accounts.actor import MODERATOR, Actor
from app.accounts.queries import member_cards
from app.core import clock
from app.core.db import db
from app.core.text import one_line
from app.core.wording import many
from app.moderation import policies
from app.moderation.commands.asking import ANSWERED
from app.moderation.models import OPEN, Question, ReviewItem
from app.moderation.queries.figures import MOST_COUNTED
from app.notifications.models import Notice
from app.notifications.registry import NoticeView

WORDS = 200
"""Letters of a colleague's words on the page of notices."""


def load_questions(actor: Actor, notices: Sequence[Notice]) -> Mapping[int, NoticeView]:
    """Views of questions that the actor asked or was asked, while they moderate there; two statements."""
    ids = [notice.subject_id for notice in notices]
    rows = db.session.scalars(
        select(Question)
        .join(ReviewItem, ReviewItem.id == Question.item_id)
        .where(
            Question.id.in_(ids),
            (Question.asked_of == actor.member_id) | (Question.asked_by == actor.member_id),
            policies.readable(actor),
        )
    )
    found = {row.id: row for row in rows}
    cards = member_cards([member for row in found.values() for member in (row.asked_by, row.asked_of)])
    names = {key: card.as_staff for key, card in cards.items()}
    return {
        notice.id: _view(notice.kind == ANSWERED, found[notice.subject_id], names)
        for notice in notices
        if notice.subject_id is not None and notice.subject_id in found
    }


def load_late(actor: Actor, notices: Sequence[Notice]) -> Mapping[int, NoticeView]:
    """How many items on the actor's paths are late now; one statement, whatever there was when the notice was made."""
    if not policies.read_desk(actor):
        return {}
    late = select(ReviewItem.id).where(
        ReviewItem.state == OPEN, ReviewItem.due_at <= clock.now(), policies.readable(actor)
    )
    number = db.session.scalar(select(func.count()).select_from(late.limit(MOST_COUNTED).subquery())) or 0
    words = f"{many(number, 'item is', 'items are')} late now." if number else "Somebody has looked at them since."
    return {
        notice.id: NoticeView(
            title="Items at the review desk have passed their time", words=words, url="/desk?late=1", role=MODERATOR
        )
        for notice in notices
    }


def _view(is_answer: bool, question: Question, names: Mapping[int, str]) -> NoticeView:
    who = names.get((question.asked_of if is_answer else question.asked_by) or 0, "A colleague")
    if is_answer:
        words, url, title = question.answer, f"/desk/{question.item_id}", f"{who} answered you about an item"
    else:
        words, url, title = question.words, f"/desk/questions/{question.id}", f"{who} asks you about an item"
    return NoticeView(title=title, words=one_line(words, WORDS), url=url, role=MODERATOR)
