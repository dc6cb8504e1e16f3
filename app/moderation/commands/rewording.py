"""The desk's copies of what people wrote follow when their author leaves, or when somebody whom they name does."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from sqlalchemy import and_, delete, select, update

from app.accounts.holdings import AT_ONCE, Leaver
from app.core.command import command
from app.core.db import db
from app.core.text import one_line
from app.moderation.commands.items import EXCERPT, leave_queue
from app.moderation.kinds import WORRIED
from app.moderation.models import Cause, Decision, HandOver, Question, ReviewItem
from app.moderation.registry import PUBLISHED, subject_views
from app.moderation.ruling import MEMBER

NO_TITLE = "a discussion that its author took back"


@command
def reword(subject_kind: str, subject_ids: Collection[int], rewrite: Callable[[int, str], str]) -> None:
    """Change every text that the desk keeps of these subjects. What was found in a text that changes is marked no longer: its
    places are others now."""
    causes = select(Cause).where(Cause.subject_kind == subject_kind, Cause.subject_id.in_(subject_ids))
    changed: dict[int, str] = {}
    for cause in db.session.scalars(causes.order_by(Cause.id)):
        words = rewrite(cause.subject_id, cause.snapshot)
        if words != cause.snapshot:
            _unquote(cause, words)
            cause.snapshot, cause.findings = words, []
            changed[cause.item_id] = one_line(words, EXCERPT)
    for item in db.session.scalars(select(ReviewItem).where(ReviewItem.id.in_(changed))):
        item.excerpt = changed[item.id]


@command
def end_items(leaver: Leaver, after: int) -> int | None:
    """The next items about somebody who leaves; answers the cursor, None when there are no more.

    An item about words that stay goes on: they can be read still. One that is worried about them goes on without their words: leaving
    does not end a danger, and whoever opens it learns that they have left. Every other one leaves the queue. All copies go but of words
    that stay.
    """
    mine = select(ReviewItem).where(ReviewItem.author_id == leaver.member_id, ReviewItem.id > after)
    locked = mine.order_by(ReviewItem.id).limit(AT_ONCE).with_for_update()
    items = db.session.scalars(locked.execution_options(populate_existing=True)).all()
    staying = _staying(items) if not leaver.takes_words else set()
    for item in items:
        if item.is_open and item.id not in staying and item.kind != WORRIED:
            leave_queue(item)
        item.author_id = None
        if item.id not in staying:
            item.excerpt = ""
    db.session.flush()
    _forget_copies([item.id for item in items if item.id not in staying])
    return items[-1].id if len(items) == AT_ONCE else None


@command
def end_decisions(leaver: Leaver, after: int) -> int | None:
    """The next decisions about them: what was decided, by which guideline and why, stays in the record; their words go with them, and
    their name does in any case."""
    mine = select(Decision.id).where(Decision.author_id == leaver.member_id, Decision.id > after)
    ids = db.session.scalars(mine.order_by(Decision.id).limit(AT_ONCE)).all()
    about = update(Decision).where(Decision.id.in_(ids)).execution_options(synchronize_session=False)
    db.session.execute(about.where(Decision.subject_kind == MEMBER).values(words=[]))
    if leaver.takes_words:
        db.session.execute(about.values(words=[]))
        db.session.execute(about.where(Decision.what == "discussion").values(title=NO_TITLE))
    db.session.execute(about.values(author_id=None))
    return ids[-1] if len(ids) == AT_ONCE else None


@command
def end_reports(leaver: Leaver) -> None:
    """What they told the moderators: that it was told stays, their words go with them. Nobody waits for them at the desk."""
    claimed = update(ReviewItem).where(ReviewItem.claimed_by == leaver.member_id)
    let_go = claimed.values(claimed_by=None, claimed_until=None)
    db.session.execute(let_go.execution_options(synchronize_session=False))
    unanswered = and_(Question.asked_of == leaver.member_id, Question.answered_at.is_(None))
    db.session.execute(delete(Question).where(unanswered).execution_options(synchronize_session=False))
    if leaver.takes_words:
        told = update(Cause).where(Cause.member_id == leaver.member_id).values(words="")
        asked = update(Question).where(Question.asked_by == leaver.member_id).values(words="")
        answered = update(Question).where(Question.asked_of == leaver.member_id).values(answer="")
        for words in (told, asked, answered):
            db.session.execute(words.execution_options(synchronize_session=False))
        db.session.execute(delete(HandOver).where(HandOver.member_id == leaver.member_id))
    db.session.expire_all()


def _staying(items: Sequence[ReviewItem]) -> set[int]:
    """Open items whose subject can be read still: not the profile of who leaves."""
    open_ones = [item for item in items if item.is_open and item.subject_kind != MEMBER]
    waiting = {(item.subject_kind, item.subject_id): item.id for item in open_ones}
    views = subject_views(waiting)
    return {waiting[key] for key, view in views.items() if view.state == PUBLISHED and view.text}


def _unquote(cause: Cause, words: str) -> None:
    """Out of what decisions keep of a text goes what is in it no longer."""
    before, now = one_line(cause.snapshot, len(cause.snapshot)), one_line(words, len(words))
    made = select(Decision).where(Decision.subject_kind == cause.subject_kind, Decision.subject_id == cause.subject_id)
    for decision in db.session.scalars(made):
        kept = [each for each in decision.words if _stands(each, now) or not _stands(each, before)]
        if kept != decision.words:
            decision.words = kept


def _stands(words: str, text: str) -> bool:
    return one_line(words, len(words)).removesuffix("…").strip() in text


def _forget_copies(item_ids: Collection[int]) -> None:
    if not item_ids:
        return
    copies = update(Cause).where(Cause.item_id.in_(item_ids)).values(snapshot="", findings=[])
    db.session.execute(copies.execution_options(synchronize_session=False))
    db.session.expire_all()
