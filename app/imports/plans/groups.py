"""Plans for groups: their names, addresses and who may read them, fitted into the tree that stands here."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from app.core.db import db
from app.core.text import slugify
from app.groups.audience import PUBLIC, narrower_access
from app.groups.commands.addresses import RESERVED
from app.groups.models import FormerAddress, Group
from app.imports.course import Course, GroupHere
from app.imports.fingerprints import of_group
from app.imports.queries import Known, known_records
from app.imports.records import GROUPS, GroupRecord

Spot = int | str | None
"""Where a group hangs: a group's id here, its id in the export while it has none here, or None for the top."""


@dataclass(frozen=True)
class GroupPlan:
    """A group to make (`known` is None) or to change. `position` is its place among its neighbours."""

    record: GroupRecord
    line: int
    name: str
    slug: str
    access: str
    position: int
    known: Known | None = None


class GroupPlanner:
    """Plans every group of the export, parents first. Four statements in all."""

    def __init__(self, course: Course) -> None:
        self.course, self.report = course, course.report
        self.known = known_records(course.source_id, GROUPS.name, list(course.survey.groups))
        self.rows = {group.id: group for group in db.session.scalars(select(Group))}
        self.slugs = (
            {group.slug for group in self.rows.values()}
            | set(db.session.scalars(select(FormerAddress.slug)))
            | RESERVED
        )
        self.names: dict[Spot, set[str]] = {}
        for group in self.rows.values():
            self.names.setdefault(group.parent_id, set()).add(group.name.casefold())

    def plan(self) -> list[GroupPlan]:
        """What is to be written; the others are counted, and all of them are entered in the course."""
        plans = [
            self._plan(line, record, place)
            for place, (line, record) in enumerate(self.course.survey.groups.values(), 1)
        ]
        return [plan for plan in plans if plan is not None]

    def _plan(self, line: int, record: GroupRecord, place: int) -> GroupPlan | None:
        known = self.known.get(record.id)
        if known is None:
            return self._new(line, record, place)
        row = self.rows.get(known.local_id)
        if row is None:
            self.report.keep(GROUPS.name, line, "gone_here")
            return None
        self.course.groups[record.id] = GroupHere(row.id, row.path, row.access)
        if known.content == record.content:
            self.report.tallies[GROUPS.name].same += 1
            return None
        if of_group(row) != known.local or row.is_archived:
            self.report.keep(GROUPS.name, line, "changed_here")
            return None
        return self._changed(line, record, row, known)

    def _new(self, line: int, record: GroupRecord, place: int) -> GroupPlan | None:
        parent = self.course.groups.get(record.parent) if record.parent is not None else None
        if record.parent is not None and (parent is None or self._is_closed(parent)):
            self.report.skip(GROUPS.name, line, "parent_not_here", value=record.parent)
            return None
        access = self._access(line, record, parent)
        name = self._name(line, record, parent.id or record.parent if parent else None)
        slug = self._slug(line, record)
        self.report.tallies[GROUPS.name].new += 1
        self.course.groups[record.id] = GroupHere(None, "", access)
        return GroupPlan(record, line, name, slug, access, place)

    def _changed(self, line: int, record: GroupRecord, row: Group, known: Known) -> GroupPlan | None:
        parent = self.course.groups.get(record.parent) if record.parent is not None else None
        if record.parent is not None and (parent is None or self._is_closed(parent)):
            self.report.keep(GROUPS.name, line, "parent_not_here", value=record.parent)
            return None
        access = self._access(line, record, parent)
        self.names[row.parent_id].discard(row.name.casefold())
        name = self._name(line, record, parent.id or record.parent if parent else None)
        self.report.tallies[GROUPS.name].updated += 1
        return GroupPlan(record, line, name, row.slug, access, row.position, known)

    def _is_closed(self, parent: GroupHere) -> bool:
        return parent.id is not None and self.rows[parent.id].is_archived

    def _access(self, line: int, record: GroupRecord, parent: GroupHere | None) -> str:
        access = narrower_access(record.access, parent.access if parent else PUBLIC)
        if access != record.access:
            self.report.note(GROUPS.name, line, "narrowed", access=access)
        return access

    def _name(self, line: int, record: GroupRecord, spot: Spot) -> str:
        beside = self.names.setdefault(spot, set())
        name, number = record.name, 1
        while name.casefold() in beside:
            number += 1
            name = f"{record.name} {number}"
        beside.add(name.casefold())
        if number > 1:
            self.report.note(GROUPS.name, line, "name_taken", wanted=record.name, name=name)
        return name

    def _slug(self, line: int, record: GroupRecord) -> str:
        start = slugify(record.slug, 54) or slugify(record.name, 54) or "group"
        slug, number = start, 1
        while slug in self.slugs:
            number += 1
            slug = f"{start}-{number}"
        self.slugs.add(slug)
        if number > 1:
            self.report.note(GROUPS.name, line, "address_taken", wanted=start, slug=slug)
        return slug
