"""Links in letters to people without an account: made at the last moment, kept as a hash."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from app.core import clock
from app.core.command import command, current_work
from app.core.db import db
from app.core.tokens import new_token, token_hash
from app.outsiders.models import CONFIRM, DECIDED, GONE, STATUS, OutsiderKey, OutsiderNotice
from app.outsiders.queries import answer_to, looked_again

CONFIRM_LASTS = timedelta(days=7)
"""So long a notice waits for its mail address to be proved; then it is forgotten."""

STATUS_LASTS = timedelta(days=400)
"""Longer than an ordinary notice is kept (`forgetting.KEPT_MONTHS`)."""


@dataclass(frozen=True)
class ReadyLetter:
    """A letter that can be written now. The token exists nowhere but here and in the letter. `is_read`: the notice is on the desk;
    `is_again`: it is answered a second time."""

    to: str
    number: str
    token: str
    answer: tuple[str, ...] = ()
    is_read: bool = False
    is_again: bool = False


def make_key(notice: OutsiderNotice, purpose: str) -> str:
    """A new link to a notice; inside a command."""
    current_work()
    token = new_token()
    until = clock.now() + (CONFIRM_LASTS if purpose == CONFIRM else STATUS_LASTS)
    db.session.add(OutsiderKey(token_hash=token_hash(token), notice_id=notice.id, purpose=purpose, good_until=until))
    return token


@command
def prepare_confirmation(notice_id: int) -> ReadyLetter | None:
    """The letter that proves an address; None when it is proved already, or the notice is gone."""
    notice = db.session.get(OutsiderNotice, notice_id)
    if notice is None or not notice.email or notice.confirmed_at is not None:
        return None
    return ReadyLetter(notice.email, notice.number, make_key(notice, CONFIRM), is_read=notice.is_waiting)


@command
def prepare_receipt(notice_id: int) -> ReadyLetter | None:
    """The letter with the number and the status link; None when nobody can be written to."""
    notice = db.session.get(OutsiderNotice, notice_id)
    if notice is None or not notice.can_be_written_to:
        return None
    return ReadyLetter(notice.email, notice.number, make_key(notice, STATUS))


@command
def prepare_answer(notice_id: int) -> ReadyLetter | None:
    """The letter with the decision; None when nobody can be written to, or it has not ended."""
    notice = db.session.get(OutsiderNotice, notice_id)
    if notice is None or notice.state not in (DECIDED, GONE) or not notice.can_be_written_to:
        return None
    is_again = looked_again(notice) is not None
    return ReadyLetter(notice.email, notice.number, make_key(notice, STATUS), answer_to(notice), is_again=is_again)
