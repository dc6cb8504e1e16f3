"""Bringing in groups, parents first, through the commands that people use."""

from __future__ import annotations

from collections.abc import Sequence

from app.accounts.actor import SYSTEM
from app.core.command import command
from app.core.db import db
from app.core.policy import Invalid, NotFound
from app.groups.commands import EditInput, GroupInput, create_group, edit_group, move_group
from app.groups.models import Group
from app.imports.commands.sources import note_change, note_records
from app.imports.course import Course, GroupHere
from app.imports.fingerprints import of_group
from app.imports.plans.groups import GroupPlan
from app.imports.records import GROUPS


@command
def bring_groups(course: Course, plans: Sequence[GroupPlan]) -> None:
    """Make and change groups. Raises what the commands of groups raise when somebody changed the tree a moment ago."""
    for plan in plans:
        group = _made(course, plan) if plan.known is None else _followed(course, plan, plan.known.local_id)
        course.groups[plan.record.id] = GroupHere(group.id, group.path, group.access)


def _made(course: Course, plan: GroupPlan) -> Group:
    record = plan.record
    new = GroupInput(
        name=plan.name,
        purpose=record.purpose,
        access=plan.access,
        parent_id=_parent_id(course, plan),
        position=plan.position,
        slug=plan.slug,
        created_at=record.created_at or course.start,
    )
    group = db.session.get_one(Group, create_group(SYSTEM, new))
    note_records(course.source, GROUPS.name, [(record.id, group.id, record.content, of_group(group))])
    return group


def _followed(course: Course, plan: GroupPlan, group_id: int) -> Group:
    """The group after it followed the export, or as it was where the tree here does not allow it."""
    try:
        with db.session.begin_nested():
            return _changed(course, plan, group_id)
    except (Invalid, NotFound):
        course.report.tallies[GROUPS.name].updated -= 1
        course.report.keep(GROUPS.name, plan.line, "not_possible_here")
        return db.session.get_one(Group, group_id)


def _changed(course: Course, plan: GroupPlan, group_id: int) -> Group:
    group = db.session.get_one(Group, group_id)
    parent_id = _parent_id(course, plan)
    if parent_id != group.parent_id:
        move_group(SYSTEM, group_id, parent_id, narrow=True)
        group = db.session.get_one(Group, group_id)
    edit = EditInput(plan.name, plan.record.purpose, plan.access, position=group.position, narrow_rooms=True)
    edit_group(SYSTEM, group_id, edit)
    group = db.session.get_one(Group, group_id)
    note_change(course.source, GROUPS.name, plan.record.id, plan.record.content, of_group(group))
    return group


def _parent_id(course: Course, plan: GroupPlan) -> int | None:
    return course.groups[plan.record.parent].id if plan.record.parent is not None else None
