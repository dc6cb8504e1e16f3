"""Runs an import from its first line to its report, in batches that each stand alone: killed in the middle, the next run goes on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TypeVar

from app.core import clock
from app.core.db import db
from app.imports.commands.flags import bring_flags
from app.imports.commands.groups import bring_groups
from app.imports.commands.members import bring_members
from app.imports.commands.sources import close_source, open_source
from app.imports.commands.talks import bring_talks
from app.imports.course import Course, Progress, Unwatched
from app.imports.manifest import Manifest, read_manifest
from app.imports.naming import Names
from app.imports.plans.flags import plan_flags
from app.imports.plans.groups import GroupPlanner
from app.imports.plans.members import plan_members
from app.imports.plans.talks import TalkPlanner
from app.imports.queries import source_with
from app.imports.report import Report
from app.imports.survey import Survey, Surveyor

MEMBERS_AT_ONCE = 250
TALKS_AT_ONCE = 200
FLAGS_AT_ONCE = 100

T = TypeVar("T")


def run_import(folder: Path, *, dry: bool = False, hold: bool = False, progress: Progress | None = None) -> Report:
    """Bring in the export in `folder`; `dry`: say what that would do and write nothing. `hold`: what the checks would hold waits.

    Raises NotAnExport, OSError, FileChanged; IntegrityError or a Refusal when somebody changed the community at the same moment.
    Batches that are done stay, and the next run goes on behind them.
    """
    manifest = read_manifest(folder)
    course = _course(folder, manifest, dry, hold, progress or Unwatched())
    if not dry:
        course.source_id = open_source(manifest, course.start)
    course.progress.begin("Bringing in" if not dry else "Looking through", course.survey.size())
    try:
        for step in (_groups, _members, _talks, _flags):
            step(course)
            db.session.rollback()
    finally:
        course.progress.end()
    if not dry:
        close_source(course.source)
    return course.report


def _course(folder: Path, manifest: Manifest, dry: bool, hold: bool, progress: Progress) -> Course:
    source = source_with(manifest.key)
    # Relative times of a run that was cut off count from where it began, so that going on ends in the same community.
    start = source.started_at if source is not None and source.finished_at is None else clock.now()
    source_id = source.id if source is not None else None
    db.session.rollback()
    report = Report()
    survey: Survey = Surveyor(folder, manifest, start, report).survey()
    return Course(folder, manifest, start, hold, dry, report, survey, progress, source_id)


def _groups(course: Course) -> None:
    plans = GroupPlanner(course).plan()
    if plans and not course.dry:
        bring_groups(course, plans)
    course.progress.advance(len(course.survey.groups))


def _members(course: Course) -> None:
    names = Names()
    for places in _batches(list(course.survey.members.items()), MEMBERS_AT_ONCE):
        plans = plan_members(course, names, places)
        if plans and not course.dry:
            bring_members(course, plans)
        course.progress.advance(len(places))


def _talks(course: Course) -> None:
    for talks in _batches(list(course.survey.talks.values()), TALKS_AT_ONCE):
        plans = TalkPlanner(course, talks).plan()
        if plans and not course.dry:
            bring_talks(course, plans)
        # Rows of this batch are not needed again.
        db.session.expunge_all()
        course.progress.advance(sum(1 + len(talk.posts) for talk in talks))


def _flags(course: Course) -> None:
    for flags in _batches(course.survey.flags, FLAGS_AT_ONCE):
        plans = plan_flags(course, flags)
        if plans and not course.dry:
            bring_flags(course, plans)
        course.progress.advance(len(flags))


def _batches(values: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    for start in range(0, len(values), size):
        yield values[start : start + size]
