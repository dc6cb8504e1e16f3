"""A second import after the tree here was split and merged: it knows every record again, and tells what it would not undo."""

from __future__ import annotations

from pathlib import Path

from flask import Flask
from sqlalchemy import select

from app.accounts.actor import SYSTEM
from app.accounts.models import Member
from app.accounts.queries import actor_of
from app.core import clock
from app.core.command import command
from app.core.db import db
from app.discussions.commands.drafts import save_draft
from app.discussions.commands.relocation import relocate
from app.discussions.inputs import DraftInput
from app.discussions.models import Discussion, Draft
from app.groups.commands import GroupInput, absorb_group, create_group
from app.groups.models import Group
from app.imports.running import run_import
from tests.imports.exports import everything, first_version, post, talk


def _group(slug: str) -> Group:
    db.session.rollback()
    return db.session.scalars(select(Group).where(Group.slug == slug)).one()


@command
def _merge(slug: str, into_slug: str) -> None:
    group, into = (db.session.scalars(select(Group).where(Group.slug == each)).one() for each in (slug, into_slug))
    ids = db.session.scalars(select(Discussion.id).where(Discussion.group_id == group.id)).all()
    assert not relocate(SYSTEM, ids, group, into, at=clock.now()).stayed
    absorb_group(SYSTEM, group, into, keep_roles=True, at=clock.now())


@command
def _put(title: str, from_slug: str, room_id: int) -> None:
    source = db.session.scalars(select(Group).where(Group.slug == from_slug)).one()
    talk_id = db.session.scalars(select(Discussion.id).where(Discussion.title == title)).one()
    relocate(SYSTEM, [talk_id], source, db.session.get_one(Group, room_id), at=clock.now())


def test_after_a_split_and_a_merge_nothing_is_new_and_what_is_new_finds_its_place(app: Flask, tmp_path: Path) -> None:
    export = first_version(tmp_path)
    run_import(export.write())
    lungs = _group("lungs").id
    joan = db.session.scalars(select(Member.id).where(Member.username == "joan")).one()
    save_draft(actor_of(joan), DraftInput("a" * 20, "discussion", group_id=lungs, title="Steps", body="How many?"))
    room = create_group(SYSTEM, GroupInput("Scans", "Before and after.", parent_id=_group("heart").id))
    _put("About scan", "heart", room)
    _merge("lungs", "heart")
    heart = _group("heart").id
    assert db.session.scalars(select(Draft.group_id)).all() == [heart], "words that were begun keep a place"
    before = everything()
    again = run_import(export.write())
    assert (again.changes, again.remarks) == (0, [])
    assert everything() == before
    export.rows["posts"].append(post("scan", 5, "ruth", reply_to="scan-1"))
    export.rows["discussions"].append(talk("mask", "lungs", "joan", post_count=1))
    export.rows["posts"].append(post("mask", 1, "joan"))
    report = run_import(export.write())
    assert report.remarks == []
    places = dict(db.session.execute(select(Discussion.title, Discussion.group_id)).all())
    assert (places["About scan"], places["About mask"], places["About oxygen"]) == (room, heart, heart)


def test_a_group_that_went_up_in_another_one_is_not_made_again_nor_are_their_names_mixed(
    app: Flask, tmp_path: Path
) -> None:
    export = first_version(tmp_path)
    run_import(export.write())
    _merge("lungs", "heart")
    export.row("groups", "lungs").update(name="Breathing", description="For every breath.")
    before = everything()
    report = run_import(export.write())
    assert [(remark.kind, remark.code) for remark in report.remarks] == [("groups", "changed_here")]
    assert everything() == before
