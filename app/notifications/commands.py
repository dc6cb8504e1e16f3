"""Telling members, marking what they read, and what they want by mail."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import bindparam, select, text, update
from sqlalchemy.dialects import sqlite

from app.accounts.actor import Actor
from app.accounts.models import Member
from app.core import clock
from app.core.among import among, numbers
from app.core.command import before_commit, command, current_work, publish
from app.core.db import UtcDateTime, db
from app.core.jobs import defer
from app.core.policy import NotFound, require
from app.core.prepared import Prepared
from app.core.prepared_writes import PreparedWrite
from app.notifications import policies
from app.notifications.events import MailTurnedOff, NoticeAdded
from app.notifications.models import MailChoice, Notice
from app.notifications.registry import KINDS, kinds_for, offered_to

AT_ONCE = 100
"""Notices written in one statement."""

LETTERS_A_JOB = 50
"""As many as a job of its own is worth. A job that is tried again passes over those that went out."""

_OWED = "letters"

T = TypeVar("T")


@dataclass(frozen=True)
class MailInput:
    """A member's choice: mail at all, and the kinds that come by mail."""

    is_on: bool
    kinds: frozenset[str]


class Telling(NamedTuple):
    """Members to be told about one thing.

    `key` says what it is about ("reply:17"): a member told twice under one key has one notice. `actor_id` did it, and is never
    told. `data` holds ids and codes, never words.
    """

    member_ids: Sequence[int]
    kind: str
    key: str
    subject_kind: str = ""
    subject_id: int | None = None
    actor_id: int | None = None
    data: Mapping[str, Any] = {}  # noqa: RUF012 - nobody writes to it


@command
def notify(
    member_id: int,
    kind: str,
    *,
    key: str,
    subject_kind: str = "",
    subject_id: int | None = None,
    actor_id: int | None = None,
    data: dict[str, Any] | None = None,
) -> None:
    """Tell one member; see `notify_many`."""
    notify_many(
        (member_id,), kind, key=key, subject_kind=subject_kind, subject_id=subject_id, actor_id=actor_id, data=data
    )


@command
def notify_many(
    member_ids: Iterable[int],
    kind: str,
    *,
    key: str,
    subject_kind: str = "",
    subject_id: int | None = None,
    actor_id: int | None = None,
    data: dict[str, Any] | None = None,
) -> None:
    """Tell members about one thing: see `Telling` and `notify_of`. Nested in the command that did it."""
    notify_of([Telling(list(member_ids), kind, key, subject_kind, subject_id, actor_id, data or {})])


@command
def notify_of(tellings: Sequence[Telling]) -> None:
    """Tell members about things, and promise the mail. A statement for each hundred notices, and two more.

    Raises LookupError for a kind that is not registered.
    """
    for one in tellings:
        if one.kind not in KINDS:
            raise LookupError(f"no such kind of notice: {one.kind!r}")
    rows = [(to, one) for one in tellings for to in sorted(set(one.member_ids) - {one.actor_id})]
    told = [notice for some in _parts(rows, AT_ONCE) for notice in _add(some)]
    _owe_letters(_by_mail(told))
    for notice in told:
        publish(notice)


@command
def mark_read(actor: Actor, notice_ids: Collection[int]) -> None:
    """The actor saw these; others' ids are passed over."""
    _read(Notice.member_id == actor.member_id, Notice.id.in_(notice_ids))


@command
def mark_all_read(actor: Actor, newest_id: int) -> None:
    """The actor has seen everything up to `newest_id`; what came since stays unread, and so does what they may not read now."""
    _read(Notice.member_id == actor.member_id, Notice.id <= newest_id, Notice.kind.in_(kinds_for(actor)))


@command
def mark_mailed(notice_ids: Collection[int]) -> None:
    """Their letters went out; only the first time counts. 1 statement."""
    _MAILED.run(notices=notice_ids, mailed_at=clock.now())


@command
def choose_mail(actor: Actor, choice: MailInput) -> None:
    """Keep what the actor wants by mail; of kinds they were not asked about, what they chose before. Raises Forbidden for a visitor."""
    require(policies.choose_mail(actor, actor.member_id or 0))
    kept = _choice(actor.member_id or 0)
    asked = {kind.name for kind in offered_to(actor)}
    kept.choose(choice.is_on, (asked - choice.kinds) | (set(kept.off_kinds) & (KINDS.keys() - asked)), clock.now())


@command
def turn_mail_off(member_id: int) -> None:
    """No more mail of notices to this member, asked for by the link in a letter. Twice is once. Raises NotFound for nobody."""
    if db.session.get(Member, member_id) is None:
        raise NotFound
    kept = _choice(member_id)
    if kept.is_on:
        kept.turn_off(clock.now())
        publish(MailTurnedOff(actor_id=member_id, member_id=member_id))


def _choice(member_id: int) -> MailChoice:
    kept = db.session.get(MailChoice, member_id)
    if kept is None:
        kept = MailChoice(member_id=member_id, is_on=True, off_kinds=[], changed_at=clock.now())
        db.session.add(kept)
    return kept


def _add(rows: Sequence[tuple[int, Telling]]) -> list[NoticeAdded]:
    """Insert those that are new. 1 statement."""
    given = [
        (to, one.kind, one.key, one.subject_kind, one.subject_id, one.actor_id, dict(one.data)) for to, one in rows
    ]
    added = sorted(_NOTICES.run(rows=json.dumps(given), created_at=clock.now())) if given else ()
    return [
        NoticeAdded(actor_id=actor_id, notice_id=notice_id, member_id=member_id, kind=kind)
        for notice_id, member_id, kind, actor_id in added
    ]


def _by_mail(told: Sequence[NoticeAdded]) -> list[int]:
    """The notices of those who want letters about this kind. The letter's job asks again: much may happen until then. 1 statement."""
    about = [notice for notice in told if not KINDS[notice.kind].own_letter]
    if not about:
        return []
    rows = _LETTERS.rows(members={notice.member_id for notice in about})
    off = {row.id: row.off_kinds or () for row in rows if row.is_on is not False}
    return [one.notice_id for one in about if one.member_id in off and one.kind not in off[one.member_id]]


def _owe_letters(notice_ids: list[int]) -> None:
    """Promised at the end of the outermost command, so that the letters of many posts told at once are few jobs."""
    if not notice_ids:
        return
    owed = current_work().known.setdefault((_OWED, 0), [])
    if not owed:
        before_commit(_promise_letters)
    owed += notice_ids


def _promise_letters() -> None:
    for some in _parts(current_work().known.pop((_OWED, 0)), LETTERS_A_JOB):
        defer("notifications.deliver", notice_ids=some)


def _parts(items: list[T], size: int) -> list[list[T]]:
    return [items[start : start + size] for start in range(0, len(items), size)]


def _read(*which: Any) -> None:
    unread = update(Notice).where(Notice.read_at.is_(None), *which)
    db.session.execute(unread.values(read_at=clock.now()).execution_options(synchronize_session=False))
    db.session.expire_all()


def _letters() -> Any:
    found = select(Member.id, MailChoice.is_on, MailChoice.off_kinds).outerjoin(
        MailChoice, MailChoice.member_id == Member.id
    )
    reached = (Member.email.is_not(None), Member.email != "", Member.email_confirmed_at.is_not(None))
    return found.where(among(Member.id, [numbers("members")]), *reached)


_LETTERS = Prepared(_letters)
_MAILED = PreparedWrite(
    Notice,
    ("mailed_at",),
    lambda _insert: update(Notice).where(among(Notice.id, [numbers("notices")]), Notice.mailed_at.is_(None)),
)


def _inserting(insert: Any) -> Any:
    """Of rows that are one value, so that the words are the same for one as for a hundred."""
    is_lite = isinstance(insert, sqlite.Insert)
    cell, rows = (
        ("json_extract(value, '$[{}]')", "json_each(:rows)")
        if is_lite
        else ("CAST(value ->> {} AS {})", "json_array_elements(CAST(:rows AS json))")
    )
    kinds = ("bigint", "text", "text", "text", "bigint", "bigint", "json")
    cells = ", ".join(cell.format(place, kind) for place, kind in enumerate(kinds))
    given = text(f"SELECT {cells}, :created_at FROM {rows} WHERE true")  # noqa: S608 - words of our own
    moment: Any = bindparam("created_at", type_=UtcDateTime())
    return (
        insert.from_select(_COLUMNS, given.bindparams(moment).columns(*(Notice.__table__.c[name] for name in _COLUMNS)))
        .on_conflict_do_nothing(index_elements=["member_id", "key"])
        .returning(Notice.id, Notice.member_id, Notice.kind, Notice.actor_id)
    )


_COLUMNS = ("member_id", "kind", "key", "subject_kind", "subject_id", "actor_id", "data", "created_at")
_NOTICES = PreparedWrite(Notice, (), _inserting)
