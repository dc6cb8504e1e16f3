"""Bringing in members, many at a time: no address, no password, no notice; roles only where the export grants them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import insert

from app.accounts.actor import SYSTEM
from app.accounts.commands.members import unused_ids
from app.accounts.commands.roles import grant_role
from app.accounts.events import MemberJoined
from app.accounts.models import Member
from app.core.command import command, publish
from app.core.db import db
from app.core.scope import ROOT
from app.core.text import skeleton
from app.groups.commands import admit
from app.imports.commands.sources import note_change, note_records
from app.imports.course import Course
from app.imports.fingerprints import of_member, of_shown_member
from app.imports.plans.members import MemberPlan
from app.imports.records import MEMBERS


@command
def bring_members(course: Course, plans: Sequence[MemberPlan]) -> None:
    """Add and change members. Raises IntegrityError when somebody took one of the names a moment ago."""
    new = [plan for plan in plans if plan.known is None]
    ids = _add(new)
    note_records(
        course.source,
        MEMBERS.name,
        [
            (plan.record.id, ids[plan.record.id], plan.record.content, of_member(plan.display_name, plan.about))
            for plan in new
        ],
    )
    _let_into_groups(course, new, ids)
    for plan in new:
        _grant(course, plan, ids[plan.record.id])
    for plan in plans:
        if plan.known is not None:
            _change(course, plan, plan.known.local_id)


def _add(plans: Sequence[MemberPlan]) -> dict[str, int]:
    """Rows for new members; answers their ids by those of the export."""
    if not plans:
        return {}
    rows: list[dict[str, Any]] = [
        {
            "username": plan.username,
            "display_name": plan.display_name,
            "skeleton": skeleton(plan.display_name),
            "joined_at": plan.record.joined_at,
            "about": plan.about,
        }
        for plan in plans
    ]
    for row, member_id in zip(rows, unused_ids(len(rows)), strict=False):
        row["id"] = member_id
    made = db.session.scalars(insert(Member).returning(Member.id, sort_by_parameter_order=True), rows).all()
    for member_id in made:
        publish(MemberJoined(actor_id=None, member_id=member_id, imported=True))
    return {plan.record.id: member_id for plan, member_id in zip(plans, made, strict=True)}


def _let_into_groups(course: Course, plans: Sequence[MemberPlan], ids: dict[str, int]) -> None:
    joined: dict[int, dict[int, datetime]] = {}
    for plan in plans:
        for key in plan.record.groups:
            group = course.groups.get(key)
            if group is not None and group.id is not None:
                joined.setdefault(group.id, {})[ids[plan.record.id]] = plan.record.joined_at
    for group_id, people in joined.items():
        admit(group_id, people)


def _grant(course: Course, plan: MemberPlan, member_id: int) -> None:
    for role in plan.record.roles:
        group = course.groups.get(role.group) if role.group is not None else None
        if role.group is None:
            grant_role(SYSTEM, member_id, role.kind, ROOT)
        elif group is not None and group.path:
            grant_role(SYSTEM, member_id, role.kind, group.path)


def _change(course: Course, plan: MemberPlan, member_id: int) -> None:
    member = db.session.get_one(Member, member_id)
    member.display_name, member.skeleton, member.about = plan.display_name, skeleton(plan.display_name), plan.about
    db.session.flush()
    note_change(course.source, MEMBERS.name, plan.record.id, plan.record.content, of_shown_member(member))
