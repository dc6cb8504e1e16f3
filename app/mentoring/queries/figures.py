"""The figures of the welcome desk: two statements for each way of grouping them, whatever the community holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select

from app.accounts.actor import ADMIN, MODERATOR, Actor
from app.core import clock
from app.core.db import db
from app.core.policy import NotFound
from app.core.scope import ROOT, within_any
from app.discussions.models import Discussion, Post
from app.discussions.queries.waiting import A_DAY, THREE_DAYS
from app.groups.models import Group
from app.mentoring import policies
from app.mentoring.clocks import SECOND_POST
from app.mentoring.figures import (
    Line,
    NewcomerFigures,
    TalkFigures,
    beginning,
    guarded,
    month_name,
    month_or,
    months_until,
    shifted,
)
from app.mentoring.models import IS_HELD, USUAL_CAPACITY, Greeting, Mentor, Newcomer, Welcome
from app.mentoring.queries.greetings import is_out
from app.mentoring.queries.moments import MonthOf, SecondsBetween

NO_GROUP = "No group yet"


@dataclass(frozen=True)
class Scope:
    """What the figures are of: months from `first` to `last`, in the groups below `paths`; `everywhere`: and of no group."""

    first: str
    last: str
    paths: tuple[str, ...]
    everywhere: bool


@dataclass(frozen=True)
class OwnLine:
    """One mentor's own figures: newcomers they welcome now and can, those they welcomed ever, and thanks that came back."""

    held: int
    capacity: int
    welcomed: int
    thanks: int


@dataclass(frozen=True)
class FiguresPage:
    """`months` and `groups` are lines of the same figures, by month and by group; `statements` what was asked for them, as SQL.

    For a mentor who is no staff all of these are empty and `own` is all there is. `slug` is the chosen group's, '' for all.
    """

    last: str
    slug: str
    choices: tuple[tuple[str, str], ...]
    months: tuple[Line, ...]
    groups: tuple[Line, ...]
    statements: tuple[tuple[str, str], ...]
    own: OwnLine | None


def figures_page(actor: Actor, until: str | None = None, slug: str = "") -> FiguresPage:
    """The page of the twelve months that end with `until`. Raises NotFound. 6 statements for staff who mentor, 1 for a mentor."""
    if not policies.read_desk(actor):
        raise NotFound
    own = own_line(actor) if policies.is_mentor(actor) else None
    last = month_or(until, clock.now())
    if not actor.is_staff:
        return FiguresPage(last, "", (), (), (), (), own)
    groups = _groups(actor)
    scope = _scope(actor, last, groups, slug)
    by_month, by_group = (MonthOf(Discussion.published_at),), (Group.id,)
    asked = (
        ("Discussions by month", talk_figures(scope, by_month)),
        ("Newcomers by month", newcomer_figures(scope, (MonthOf(Newcomer.arrived_at),))),
        ("Discussions by group", talk_figures(scope, by_group)),
        ("Newcomers by group", newcomer_figures(scope, by_group)),
    )
    found = [db.session.execute(query).all() for _, query in asked]
    names = {str(group.id): group.name for group in groups}
    months: dict[tuple[str, ...], Line] = {(month,): Line((month,), month_name(month)) for month in months_until(last)}
    return FiguresPage(
        last=last,
        slug=slug,
        choices=tuple((group.slug, group.name) for group in groups),
        months=_guarded(_lines(months, found[0], found[1])),
        groups=_guarded(_by_name(_lines({}, found[2], found[3]), names)),
        statements=tuple((title, as_text(query)) for title, query in asked),
        own=own,
    )


def figures_file(actor: Actor, until: str | None = None, slug: str = "") -> list[Line]:
    """Lines by group and month, for a file. Raises NotFound for who is no staff. 3 statements."""
    if not actor.is_staff:
        raise NotFound
    groups = _groups(actor)
    scope = _scope(actor, month_or(until, clock.now()), groups, slug)
    talks = db.session.execute(talk_figures(scope, (Group.id, MonthOf(Discussion.published_at)))).all()
    new = db.session.execute(newcomer_figures(scope, (Group.id, MonthOf(Newcomer.arrived_at)))).all()
    lines = _by_name(_lines({}, talks, new), {str(group.id): group.name for group in groups})
    # The page has the sum of each group, and that of each month.
    kept = [
        {line.key for line in lines if line.key[place] == part} for place in (0, 1) for part in _parts(lines, place)
    ]
    return list(guarded(lines, kept))


def own_line(actor: Actor) -> OwnLine:
    """A mentor's own figures. 1 statement."""
    me = actor.member_id
    held = select(func.count()).where(Welcome.mentor_id == me, IS_HELD)
    capacity = select(Mentor.capacity).where(Mentor.member_id == me)
    reached = select(func.count(Greeting.newcomer_id.distinct())).outerjoin(Post, Post.id == Greeting.post_id)
    welcomed = reached.where(Greeting.mentor_id == me, is_out())
    thanks = select(func.count()).where(Greeting.mentor_id == me, Greeting.thanked_at.is_not(None))
    row = db.session.execute(select(*(each.scalar_subquery() for each in (held, capacity, welcomed, thanks)))).one()
    return OwnLine(row[0], USUAL_CAPACITY if row[1] is None else row[1], row[2], row[3])


def talk_figures(scope: Scope, keys: Sequence[Any]) -> Select[Any]:
    """Counts, half and nine in ten of the times to the first reply, and what was unanswered, for each value of `keys`."""
    now = clock.now()
    wait = SecondsBetween(Discussion.published_at, Discussion.answered_at)
    talks = (
        select(
            *_named(keys),
            wait.label("wait"),
            case((Discussion.published_at <= now - A_DAY, 1), else_=0).label("known_24"),
            case((Discussion.published_at <= now - THREE_DAYS, 1), else_=0).label("known_72"),
        )
        .join(Group, Group.id == Discussion.group_id)
        .where(
            Discussion.published_at >= beginning(scope.first),
            Discussion.published_at < beginning(shifted(scope.last, 1)),
            Discussion.removed_at.is_(None),
            within_any(Group.path, scope.paths),
        )
        .subquery("talks")
    )
    own = [talks.c[f"key_{place}"] for place in range(len(keys))]
    in_order = func.row_number().over(partition_by=own, order_by=(talks.c.wait.is_(None), talks.c.wait))
    ranked = select(talks, in_order.label("place"), func.count(talks.c.wait).over(partition_by=own).label("answered"))
    row = ranked.subquery("ranked").c
    return select(
        *(row[f"key_{place}"] for place in range(len(keys))),
        func.count().label("talks"),
        func.max(row.answered).label("answered"),
        func.max(case((row.place == (row.answered + 1) // 2, row.wait))).label("median"),
        func.max(case((row.place == (9 * row.answered + 9) // 10, row.wait))).label("p90"),
        func.sum(row.known_24).label("known_24"),
        func.sum(_open_at(row.known_24, row.wait, A_DAY)).label("open_24"),
        func.sum(row.known_72).label("known_72"),
        func.sum(_open_at(row.known_72, row.wait, THREE_DAYS)).label("open_72"),
    ).group_by(*(row[f"key_{place}"] for place in range(len(keys))))


def newcomer_figures(scope: Scope, keys: Sequence[Any]) -> Select[Any]:
    """Who arrived, was welcomed, and came back to write, for each value of `keys`."""
    wrote = Newcomer.first_post_at <= clock.now() - SECOND_POST
    apart = SecondsBetween(Newcomer.first_post_at, Newcomer.second_post_at)
    again = and_(wrote, apart <= int(SECOND_POST.total_seconds()))
    here = within_any(Group.path, scope.paths)
    people = (
        select(
            *_named(keys),
            case((Newcomer.greeted_at.is_not(None), 1), else_=0).label("welcomed"),
            case((wrote, 1), else_=0).label("wrote"),
            case((again, 1), else_=0).label("second"),
        )
        .outerjoin(Group, Group.id == Newcomer.group_id)
        .where(
            Newcomer.arrived_at >= beginning(scope.first),
            Newcomer.arrived_at < beginning(shifted(scope.last, 1)),
            or_(here, Newcomer.group_id.is_(None)) if scope.everywhere else here,
        )
        .subquery("people")
    )
    own = [people.c[f"key_{place}"] for place in range(len(keys))]
    return select(
        *own,
        func.count().label("newcomers"),
        func.sum(people.c.welcomed).label("welcomed"),
        func.sum(people.c.wrote).label("wrote"),
        func.sum(people.c.second).label("second"),
    ).group_by(*own)


def as_text(query: Select[Any]) -> str:
    """The statement as this database gets it, with its values in it."""
    return str(query.compile(dialect=db.engine.dialect, compile_kwargs={"literal_binds": True}))


def _groups(actor: Actor) -> Sequence[Group]:
    """The groups whose figures the actor may see, by name."""
    mine = select(Group).where(within_any(Group.path, actor.paths(MODERATOR, ADMIN)))
    return db.session.scalars(mine.order_by(func.lower(Group.name), Group.id)).all()


def _scope(actor: Actor, last: str, groups: Sequence[Group], slug: str) -> Scope:
    """Of one group with its rooms, or of all the actor looks after. Raises NotFound for another group."""
    first = months_until(last)[0]
    if not slug:
        paths = actor.paths(MODERATOR, ADMIN)
        return Scope(first, last, paths, ROOT in paths)
    chosen = next((group for group in groups if group.slug == slug), None)
    if chosen is None:
        raise NotFound
    return Scope(first, last, (chosen.path,), everywhere=False)


def _named(keys: Sequence[Any]) -> list[Any]:
    return [key.label(f"key_{place}") for place, key in enumerate(keys)]


def _open_at(known: ColumnElement[int], wait: ColumnElement[int], span: timedelta) -> Any:
    late = or_(wait.is_(None), wait > int(span.total_seconds()))
    return case((and_(known == 1, late), 1), else_=0)


def _lines(lines: dict[tuple[str, ...], Line], talks: Sequence[Any], new: Sequence[Any]) -> list[Line]:
    """Talks and newcomers of one key on one line."""
    found = dict(lines)
    for row in talks:
        key, values = _parted(row)
        found[key] = replace(found.get(key) or Line(key, key[-1]), talks=TalkFigures(**values))
    for row in new:
        key, values = _parted(row)
        found[key] = replace(found.get(key) or Line(key, key[-1]), newcomers=NewcomerFigures(**values))
    return list(found.values())


def _guarded(lines: Sequence[Line]) -> tuple[Line, ...]:
    """Lines of one table, whose sum the other table has."""
    return guarded(lines, [[line.key for line in lines]])


def _parts(lines: Sequence[Line], place: int) -> list[str]:
    return sorted({line.key[place] for line in lines})


def _parted(row: Any) -> tuple[tuple[str, ...], dict[str, Any]]:
    """The key of a row and its figures by name."""
    parts = row._mapping
    key = tuple(str(value) for name, value in parts.items() if name.startswith("key_"))
    figures = {
        name: value if value is None else int(value) for name, value in parts.items() if not name.startswith("key_")
    }
    return key, figures


def _by_name(lines: Sequence[Line], names: dict[str, str]) -> tuple[Line, ...]:
    named = [replace(line, label=names.get(line.key[0], NO_GROUP)) for line in lines]
    return tuple(sorted(named, key=lambda line: (line.label == NO_GROUP, line.label.casefold(), line.key)))
