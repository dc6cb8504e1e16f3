"""Items enter the queue, are renewed, and leave it without a decision. All of these are nested in the commands of content packages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from app.core import clock
from app.core.command import command, publish
from app.core.db import db
from app.core.text import one_line
from app.moderation.events import ItemOpened, ItemRenewed, ItemWithdrawn
from app.moderation.inputs import CauseInput, OpenInput
from app.moderation.kinds import CHECK, CRISIS, HIGH, NO_FAULT, STAFF, URGENT
from app.moderation.models import IS_OPEN, OPEN, WITHDRAWN, Cause, ReviewItem
from app.moderation.pressing import due_by, pressing

EXCERPT = 160


@command
def open_item(given: OpenInput, *, actor_id: int | None = None) -> int:
    """Put a subject into the queue, or join its causes to the item that is open. Answers the item's id.

    Raises ValueError without a cause. A moderator who has the item on screen must look again only when the text is another
    one or the risk rose: then its version goes up.
    """
    if not given.causes:
        raise ValueError("a review item needs a cause")
    item, is_new = _locked_item(given)
    _join(item, given.causes, is_new, given.imported)
    if is_new:
        publish(
            ItemOpened(
                actor_id=actor_id,
                item_id=item.id,
                subject_kind=item.subject_kind,
                subject_id=item.subject_id,
                kind=item.kind,
                risk=item.risk,
                imported=given.imported,
            )
        )
    return item.id


@command
def renew_item(
    subject_kind: str,
    subject_id: int,
    revision_id: int | None,
    snapshot: str,
    findings: Sequence[dict[str, Any]],
    *,
    imported: bool = False,
) -> bool:
    """The author changed a waiting text: one version more, the same place in line. False when nothing waits."""
    item = hold_still(subject_kind, subject_id)
    if item is None:
        return False
    kind, reason, risk = _found(findings, item)
    cause = CauseInput(kind, reason, risk, snapshot, revision_id, list(findings))
    _join(item, (cause,), is_new=False, imported=imported)
    return True


@command
def withdraw_item(subject_kind: str, subject_id: int) -> bool:
    """The author took the text back, or an answer came: nobody needs to look any more. True when the item left the queue.

    It stays when somebody was worried about the author or told us about the text: a person in danger is still in danger.
    """
    item = hold_still(subject_kind, subject_id)
    if item is None or any(cause.kind not in (CHECK, STAFF, *NO_FAULT) for cause in item.causes):
        return False
    leave_queue(item, actor_id=item.author_id)
    return True


@command
def put_ahead(item_id: int, subject_kind: str, subject_ids: Select[Any]) -> None:
    """Let an item stand before the open ones about these subjects: what it says may make looking at those needless.

    It is due just before the first of them, and as pressing as they are, short of urgent.
    """
    theirs = ReviewItem.subject_kind == subject_kind, ReviewItem.subject_id.in_(subject_ids), ReviewItem.state == OPEN
    found = select(func.min(ReviewItem.due_at), func.max(ReviewItem.risk)).where(*theirs).having(func.count() > 0)
    row = db.session.execute(found).one_or_none()
    if row is None:
        return
    item = db.session.get_one(ReviewItem, item_id)
    item.due_at = min(item.due_at, row[0] - timedelta(seconds=1))
    item.risk = max(item.risk, min(row[1], HIGH))


@command
def rescope_items(subject_kind: str, subject_ids: Iterable[int], scope_path: str) -> None:
    """The subjects moved to another group: so do their open items."""
    moved = update(ReviewItem).where(
        ReviewItem.subject_kind == subject_kind, ReviewItem.subject_id.in_(list(subject_ids)), ReviewItem.state == OPEN
    )
    db.session.execute(moved.values(scope_path=scope_path))


@command
def hold_still(subject_kind: str, subject_id: int) -> ReviewItem | None:
    """The subject's open item, locked until the transaction ends; None when nothing waits.

    A command that changes a waiting subject calls this before it touches the subject's own rows: a decision locks the item
    first too, so the two can never wait for each other.
    """
    return db.session.scalars(_open_of(subject_kind, subject_id)).one_or_none()


def leave_queue(item: ReviewItem, *, actor_id: int | None = None, decision_id: int | None = None) -> None:
    """Nobody needs to look at this locked item any more. Inside the command that made it so; ended before, it stays as it ended.

    `decision_id` as in the fact.
    """
    item.close(WITHDRAWN, clock.now())
    kind, subject_id = item.subject_kind, item.subject_id
    publish(
        ItemWithdrawn(
            actor_id=actor_id, item_id=item.id, subject_kind=kind, subject_id=subject_id, decision_id=decision_id
        )
    )


def _open_of(subject_kind: str, subject_id: int) -> Any:
    return (
        select(ReviewItem)
        .where(ReviewItem.subject_kind == subject_kind, ReviewItem.subject_id == subject_id, ReviewItem.state == OPEN)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def _locked_item(given: OpenInput) -> tuple[ReviewItem, bool]:
    """The open item of the subject, locked, and whether it was made just now."""
    while True:
        made = db.session.execute(_insert(given, clock.now())).scalar_one_or_none()
        item = hold_still(given.subject_kind, given.subject_id)
        # None: another transaction decided it between the two statements, so there is room for a new one.
        if item is not None:
            return item, made is not None


def _insert(given: OpenInput, now: datetime) -> Any:
    insert = postgresql.insert if db.session.get_bind().dialect.name == "postgresql" else sqlite.insert
    row = insert(ReviewItem).values(
        subject_kind=given.subject_kind,
        subject_id=given.subject_id,
        scope_path=given.scope_path,
        author_id=given.author_id,
        what=given.what,
        opened_at=min((cause.at for cause in given.causes if cause.at), default=now),
        due_at=now,
    )
    conflict = row.on_conflict_do_nothing(index_elements=["subject_kind", "subject_id"], index_where=IS_OPEN)
    return conflict.returning(ReviewItem.id)


def _join(item: ReviewItem, causes: Sequence[CauseInput], is_new: bool, imported: bool) -> None:
    """Add `causes` and weigh the item anew."""
    before, known = item.risk, {(cause.revision_id, cause.snapshot) for cause in item.causes}
    needs_look = not is_new and any((cause.revision_id, cause.snapshot) not in known for cause in causes)
    now = item.opened_at if is_new else clock.now()
    rows = [_row(item, cause, now) for cause in causes]
    weighed = pressing([*item.causes, *rows], due_by())
    item.kind, item.reason, item.flaggers = weighed.kind, weighed.reason, weighed.flaggers
    item.risk, item.due_at = weighed.risk, weighed.due_at
    item.excerpt = _excerpt(causes[-1]) or item.excerpt
    if needs_look or (not is_new and item.risk > before):
        item.version += 1
        publish(ItemRenewed(actor_id=None, item_id=item.id, version=item.version, imported=imported))
    for row in rows:
        row.version = item.version
    item.causes.extend(rows)
    db.session.flush()


def _row(item: ReviewItem, cause: CauseInput, now: datetime) -> Cause:
    return Cause(
        kind=cause.kind,
        reason=cause.reason,
        risk=cause.risk,
        subject_kind=item.subject_kind,
        subject_id=item.subject_id,
        revision_id=cause.revision_id,
        snapshot=cause.snapshot,
        findings=list(cause.findings),
        member_id=cause.member_id,
        words=cause.words,
        at=cause.at or now,
    )


def _excerpt(cause: CauseInput) -> str:
    """The words the inbox shows: from the line in which something was found, else from the beginning."""
    start = next((finding["start"] for finding in cause.findings if finding.get("field", "text") == "text"), 0)
    line_start = cause.snapshot.rfind("\n", 0, start) + 1
    return one_line(cause.snapshot[line_start : line_start + 4 * EXCERPT], EXCERPT)


def _found(findings: Sequence[dict[str, Any]], item: ReviewItem) -> tuple[str, str, int]:
    """Cause kind, reason and risk that a changed text's findings make."""
    levels = {finding.get("level") for finding in findings if finding.get("family") == CRISIS}
    if levels & {"medium", "high"}:
        return CRISIS, CRISIS, URGENT
    first = next(iter(findings), None)
    return CHECK, (first or {}).get("family") or item.reason, 1
