"""Promising letters, making their tokens at the last moment, and spending them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, select, update

from app.accounts.letters import KINDS, LetterKind
from app.accounts.models import MailToken
from app.core import clock
from app.core.command import command, current_work
from app.core.db import db
from app.core.jobs import defer
from app.core.policy import Invalid
from app.core.tokens import new_token, token_hash

LINKED = tuple(kind.purpose for kind in KINDS.values() if kind.endpoint)


@dataclass(frozen=True)
class ReadyLetter:
    """A letter that can be written now. `token` is '' when it has no link; it exists nowhere but here and in the letter."""

    kind: LetterKind
    to: str
    token: str
    hours: int


def promise_letter(
    kind: LetterKind, email: str, *, member_id: int | None = None, sign_up_id: int | None = None
) -> None:
    """Promise a letter, inside a command; a job writes and sends it."""
    current_work()
    now = clock.now()
    row = MailToken(
        purpose=kind.purpose,
        member_id=member_id,
        sign_up_id=sign_up_id,
        email=email,
        created_at=now,
        expires_at=now + kind.lasts,
    )
    db.session.add(row)
    db.session.flush()
    defer("accounts.send_letter", letter_id=row.id)


@command
def prepare_letter(letter_id: int) -> ReadyLetter | None:
    """Make the token of a promised letter. None when there is nothing to send: spent, run out, sent, or meant for nobody."""
    row = db.session.get(MailToken, letter_id)
    if row is None or not row.is_good(clock.now()):
        return None
    kind = KINDS[row.purpose]
    if not row.email:
        db.session.delete(row)
        return None
    token = new_token() if kind.endpoint else ""
    row.token_hash = token_hash(token) if token else None
    return ReadyLetter(kind, row.email, token, int(kind.lasts / timedelta(hours=1)))


@command
def settle_letter(letter_id: int) -> None:
    """Forget a letter without a link once it was sent."""
    db.session.execute(delete(MailToken).where(MailToken.id == letter_id, MailToken.token_hash.is_(None)))


def good_token(token: str, *kinds: LetterKind) -> MailToken:
    """The row behind a link's token, if it is for one of `kinds` and still good. Raises Invalid('link_spent')."""
    row = db.session.scalar(select(MailToken).where(MailToken.token_hash == token_hash(token))) if token else None
    if row is None or row.purpose not in {kind.purpose for kind in kinds} or not row.is_good(clock.now()):
        raise Invalid("link_spent")
    return row


def drop_letters(member_id: int, kind: LetterKind) -> None:
    """Make letters of one kind for this member useless, written or not; inside a command."""
    current_work()
    db.session.execute(delete(MailToken).where(MailToken.member_id == member_id, MailToken.purpose == kind.purpose))


def drop_links(member_id: int) -> None:
    """Make every link for this member useless, also those not written yet; inside a command."""
    current_work()
    db.session.execute(
        update(MailToken)
        .where(MailToken.member_id == member_id, MailToken.purpose.in_(LINKED), MailToken.used_at.is_(None))
        .values(used_at=clock.now())
    )
