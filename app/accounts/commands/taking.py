"""Taking one's data: asked for with the password, made by a job, kept for a week, fetched by its owner alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import delete, select

from app.accounts import policies
from app.accounts.actor import Actor
from app.accounts.commands.leaving import locked_member
from app.accounts.commands.passwords import check_own_password
from app.accounts.data_file import write_data
from app.accounts.events import DataAsked, DataReady
from app.accounts.models import DataExport
from app.core import clock, stored
from app.core.command import afterwards, command, publish
from app.core.db import db
from app.core.jobs import defer
from app.core.policy import NotFound, TooMany, require

KIND = "own-data"
"""The kind of these files."""
KEPT = timedelta(days=7)
AGAIN_AFTER = timedelta(days=1)
STRAY_AFTER = timedelta(days=1)
"""A file that no row names after this long was left behind by a job that was killed."""


def ask_for_data(actor: Actor, password: str) -> None:
    """Promise the actor a file of all their data. Raises Forbidden, Invalid (a wrong password), TooMany above once a day."""
    require(policies.take_data(actor, actor.member_id or 0))
    check_own_password(actor, password)
    _ask(actor.member_id or 0)


@command
def _ask(member_id: int) -> None:
    locked_member(member_id)
    now = clock.now()
    last = latest_export(member_id)
    if last is not None and last.asked_at > now - AGAIN_AFTER:
        raise TooMany(int((last.asked_at + AGAIN_AFTER - now).total_seconds()) + 1)
    asked = DataExport(member_id=member_id, asked_at=now, file="", size=0)
    db.session.add(asked)
    db.session.flush()
    defer("accounts.collect_data", export_id=asked.id)
    publish(DataAsked(actor_id=member_id, member_id=member_id, export_id=asked.id))


def latest_export(member_id: int) -> DataExport | None:
    """What a member asked for last."""
    found = select(DataExport).where(DataExport.member_id == member_id).order_by(DataExport.id.desc())
    return db.session.scalars(found.limit(1)).first()


def own_export(actor: Actor, export_id: int) -> DataExport:
    """The actor's own file, there to be fetched. Raises NotFound for another's, one that is not ready, and one whose week is over."""
    export = db.session.get(DataExport, export_id)
    if export is None or not policies.take_data(actor, export.member_id) or export.ready_at is None:
        raise NotFound
    if export.ready_at <= clock.now() - KEPT:
        raise NotFound
    return export


def collect_data(export_id: int) -> None:
    """Make the promised file: for a job. Run twice, the second finds it made. It is written outside of any transaction."""
    export = db.session.get(DataExport, export_id)
    if export is None or export.is_ready:
        return
    name, member_id = stored.new_name("zip"), export.member_id
    with stored.workplace() as folder:
        write_data(member_id, folder / name)
        db.session.rollback()
        size = stored.store().put(KIND, name, folder / name)
    _be_ready(export_id, name, size)


@command
def _be_ready(export_id: int, name: str, size: int) -> None:
    held = select(DataExport).where(DataExport.id == export_id).with_for_update()
    export = db.session.scalars(held.execution_options(populate_existing=True)).one_or_none()
    if export is None or export.is_ready:
        afterwards(_forgetting(name))
        return
    export.be_ready(name, size, clock.now())
    publish(DataReady(actor_id=None, member_id=export.member_id, export_id=export.id))


@command
def forget_data(member_id: int | None = None) -> None:
    """Delete files whose week is over, and those of nobody; with `member_id` all of that member's."""
    old = DataExport.ready_at <= clock.now() - KEPT
    gone = delete(DataExport).where(old if member_id is None else DataExport.member_id == member_id)
    for name in db.session.scalars(gone.returning(DataExport.file)).all():
        afterwards(_forgetting(name))


def forget_strays() -> int:
    """Delete what killed jobs left among the files: whole ones that no row names, half-written ones, their folders. Answers how many."""
    before = clock.now() - STRAY_AFTER
    named = set(db.session.scalars(select(DataExport.file)).all())
    return stored.forget_strays(KIND, named, before)


def _forgetting(name: str) -> Callable[[], None]:
    # One that was asked for and never made has no name yet.
    return lambda: stored.store().delete(KIND, name) if name else None
