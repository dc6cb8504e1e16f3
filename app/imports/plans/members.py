"""Plans for members: who is new, under which name, and whose line has changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.accounts.commands.profile import LONGEST_ABOUT
from app.accounts.models import Member
from app.core.text import one_line, skeleton
from app.imports.course import Course
from app.imports.fingerprints import of_shown_member
from app.imports.naming import Names, fitting
from app.imports.queries import Known, known_records, rows_by_id
from app.imports.records import MEMBERS, MemberRecord
from app.imports.survey import Place


@dataclass(frozen=True)
class MemberPlan:
    """A member to add (`known` is None) or to change."""

    record: MemberRecord
    line: int
    username: str
    display_name: str
    about: str
    known: Known | None = None


def plan_members(course: Course, names: Names, places: Sequence[tuple[str, Place]]) -> list[MemberPlan]:
    """What is to be written of these members; the others are counted."""
    records = course.read(MEMBERS, [place for _, place in places])
    known = known_records(course.source_id, MEMBERS.name, [key for key, _ in places])
    changed = [known[record.id].local_id for record in records.values() if _has_changed(record, known)]
    rows = rows_by_id(Member, changed)
    fresh = {line: record for line, record in records.items() if record.id not in known}
    plans = _new(course, names, fresh)
    for line, record in records.items():
        if record.id not in known:
            continue
        if not _has_changed(record, known):
            course.report.tallies[MEMBERS.name].same += 1
            continue
        plan = _changed(course, names, line, record, known[record.id], rows.get(known[record.id].local_id))
        plans += [plan] if plan else []
    return plans


def _has_changed(record: MemberRecord, known: dict[str, Known]) -> bool:
    return record.id in known and known[record.id].content != record.content


def _new(course: Course, names: Names, records: dict[int, MemberRecord]) -> list[MemberPlan]:
    people = [(line, record, _fitting(course, line, record)) for line, record in records.items()]
    handles = names.give_handles([record.username for _, record, _ in people])
    shown = names.give_names([name for _, _, name in people])
    plans = []
    for (line, record, wanted), username, name in zip(people, handles, shown, strict=True):
        if username != record.username:
            course.report.note(MEMBERS.name, line, "handle_changed", wanted=record.username, name=username)
        if name != wanted:
            course.report.note(MEMBERS.name, line, "name_taken", wanted=wanted, name=name)
        plans.append(MemberPlan(record, line, username, name, _about(course, line, record)))
        for kind in sorted({role.kind for role in record.roles if role.group is None or role.group in course.groups}):
            course.report.roles.setdefault(kind, []).append(username)
    course.report.tallies[MEMBERS.name].new += len(plans)
    return plans


def _changed(
    course: Course, names: Names, line: int, record: MemberRecord, known: Known, row: Member | None
) -> MemberPlan | None:
    if row is None or of_shown_member(row) != known.local:
        course.report.keep(MEMBERS.name, line, "gone_here" if row is None else "changed_here")
        return None
    wanted = _fitting(course, line, record)
    name = row.display_name if skeleton(wanted) == row.skeleton else names.give_names([wanted])[0]
    course.report.tallies[MEMBERS.name].updated += 1
    return MemberPlan(record, line, row.username, name, _about(course, line, record), known)


def _fitting(course: Course, line: int, record: MemberRecord) -> str:
    name = fitting(record.display_name, record.username, is_staff=bool(record.roles))
    if name != record.display_name:
        course.report.note(MEMBERS.name, line, "name_changed", wanted=record.display_name, name=name)
    return name


def _about(course: Course, line: int, record: MemberRecord) -> str:
    about = one_line(record.about, LONGEST_ABOUT)
    if about != record.about:
        course.report.note(MEMBERS.name, line, "about_cut", longest=LONGEST_ABOUT)
    return about
