"""Words that are added later: by who told us, once, and by a moderator to them."""

from __future__ import annotations

from sqlalchemy import select

from app.accounts.actor import Actor
from app.core import clock, limits
from app.core.command import command, publish
from app.core.db import db
from app.core.policy import Conflict, Invalid, require
from app.outsiders import policies
from app.outsiders.events import OutsiderNoticeAnswered, OutsiderNoticeRead
from app.outsiders.inputs import LONGEST_WORDS
from app.outsiders.limits import ADDED_BY_CLIENT, READ_A_DAY
from app.outsiders.models import OutsiderNotice
from app.outsiders.queries import notice_behind, notice_for


def add_words(token: str, words: str, client: str) -> None:
    """Add words to a notice that waits, once. Raises NotFound, TooMany, Invalid ('words_missing', 'words_long'), Conflict
    ('already_added', 'over')."""
    _check(words)
    limits.count(ADDED_BY_CLIENT, client)
    _add(token, words.strip())


@command
def keep_answer(actor: Actor, notice_id: int, words: str) -> None:
    """Write a word to who told us, to be sent with the decision; '' takes it away. Raises NotFound, Forbidden, Invalid
    ('words_long'), Conflict ('over')."""
    found = notice_for(actor, notice_id)
    require(policies.answer_notice(actor, found.item))
    if words.strip():
        _check(words)
    notice = _locked(notice_id)
    if not notice.is_waiting:
        raise Conflict("over")
    notice.answer = words.strip()
    publish(
        OutsiderNoticeAnswered(
            actor_id=actor.member_id,
            notice_id=notice_id,
            author_id=found.item.author_id,
            scope_path=found.item.scope_path,
        )
    )


@command
def note_reading(actor: Actor, notice_id: int) -> None:
    """Note in the record that somebody of the team reads a whole notice, once a day for each. Raises NotFound."""
    found = notice_for(actor, notice_id)
    key = f"{actor.member_id}:{notice_id}"
    if limits.used(READ_A_DAY, key):
        return
    limits.count(READ_A_DAY, key)
    publish(
        OutsiderNoticeRead(
            actor_id=actor.member_id,
            notice_id=notice_id,
            author_id=found.item.author_id,
            scope_path=found.item.scope_path,
        )
    )


@command
def _add(token: str, words: str) -> None:
    notice = _locked(notice_behind(token).id)
    if not notice.may_add:
        raise Conflict("already_added" if notice.is_waiting else "over")
    notice.add(words, clock.now())


def _check(words: str) -> None:
    if not words.strip():
        raise Invalid("words_missing", field="words")
    if len(words) > LONGEST_WORDS:
        raise Invalid("words_long", field="words", most=LONGEST_WORDS)


def _locked(notice_id: int) -> OutsiderNotice:
    rows = select(OutsiderNotice).where(OutsiderNotice.id == notice_id).with_for_update()
    return db.session.scalars(rows.execution_options(populate_existing=True)).one()
