"""Texts of the team: reasons written well once, for everybody at the desk."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select

from app.accounts.actor import Actor
from app.core import clock
from app.core.command import command, publish
from app.core.db import db
from app.core.policy import Invalid, NotFound, require
from app.guidelines.queries import clause as guideline
from app.moderation import policies
from app.moderation.actions import ACTIONS
from app.moderation.events import TextKept
from app.moderation.measures import MEASURES
from app.moderation.models import CannedText
from app.moderation.ruling import LONGEST_STATEMENT
from app.moderation.wording import LANGUAGE_NAMES

LONGEST_TITLE = 80
MOST_TEXTS = 200


@dataclass(frozen=True)
class TextInput:
    """A text of the team; `clause` 0, `action`, `measure` and `language` '' stand for any. `body` may hold [blanks]."""

    title: str
    body: str
    clause: int = 0
    action: str = ""
    measure: str = ""
    language: str = ""


@command
def keep_text(actor: Actor, given: TextInput, text_id: int | None = None) -> int:
    """Write a text for the team, or change one; answers its id.

    Raises Forbidden, NotFound; Invalid: 'title_missing', 'title_long', 'title_taken' (`title`), 'statement_missing',
    'statement_long' (`body`), 'unknown_clause', 'unknown_action', 'unknown_measure', 'unknown_language', 'too_many' (`title`).
    """
    require(policies.keep_texts(actor))
    text = _locked(text_id) if text_id is not None else CannedText()
    _check(given, text.id)
    text.title, text.body = given.title.strip(), given.body.strip()
    text.clause, text.action, text.measure, text.language = given.clause, given.action, given.measure, given.language
    text.changed_at, text.changed_by = clock.now(), actor.member_id
    db.session.add(text)
    db.session.flush()
    publish(TextKept(actor_id=actor.member_id, text_id=text.id, is_gone=False))
    return text.id


@command
def take_text_away(actor: Actor, text_id: int) -> None:
    """Take a text away; decisions that were written with it keep their words. Raises Forbidden, NotFound."""
    require(policies.keep_texts(actor))
    text = _locked(text_id)
    publish(TextKept(actor_id=actor.member_id, text_id=text.id, is_gone=True))
    db.session.delete(text)


def _locked(text_id: int) -> CannedText:
    found = db.session.scalars(select(CannedText).where(CannedText.id == text_id).with_for_update()).one_or_none()
    if found is None:
        raise NotFound
    return found


def _check(given: TextInput, text_id: int | None) -> None:
    _check_words(given)
    choices = (
        ("clause", not given.clause or guideline(given.clause) is not None),
        ("action", given.action in ("", *ACTIONS)),
        ("measure", given.measure in ("", *MEASURES)),
        ("language", given.language in ("", *LANGUAGE_NAMES)),
    )
    for field, is_known in choices:
        if not is_known:
            raise Invalid(f"unknown_{field}", field=field)
    same = select(CannedText.id).where(func.lower(CannedText.title) == given.title.strip().lower())
    if db.session.scalar(same.where(CannedText.id != (text_id or 0)).limit(1)) is not None:
        raise Invalid("title_taken", field="title")
    if text_id is None and (db.session.scalar(select(func.count(CannedText.id))) or 0) >= MOST_TEXTS:
        raise Invalid("too_many", field="title")


def _check_words(given: TextInput) -> None:
    if not given.title.strip():
        raise Invalid("title_missing", field="title")
    if len(given.title.strip()) > LONGEST_TITLE:
        raise Invalid("title_long", field="title")
    if not given.body.strip():
        raise Invalid("statement_missing", field="body")
    if len(given.body) > LONGEST_STATEMENT:
        raise Invalid("statement_long", field="body")
