"""Counts of decisions: made for a quarter that has ended, and read as they were published."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median, quantiles
from typing import Any

from sqlalchemy import func, select

from app.core.db import db
from app.guidelines.queries import current
from app.moderation.actions import ACTIONS, LIFT, PUBLISH
from app.moderation.counting import Figure, Quarter, Table, added_tables, published, quarter_of
from app.moderation.kinds import APPEAL, CHECK
from app.moderation.measures import MEASURES
from app.moderation.models import Cause, Decision, PublishedCount
from app.moderation.ruling import FOUND_BY

QUARTERS = 4
"""Quarters beside each other on the page."""
NO_MEASURE = "none"


@dataclass(frozen=True)
class Published:
    """Figures by quarter, the newest first; `older` is the quarter before them, '' when there is none."""

    quarters: tuple[Quarter, ...]
    figures: dict[tuple[str, str], dict[str, int | None]]
    older: str = ""
    newer: str = ""


def count_quarter(quarter: Quarter) -> list[Figure]:
    """The figures of a quarter, small ones hidden. One statement for each table, and those of what was registered."""
    total = db.session.scalar(_within(select(func.count(Decision.id)), quarter)) or 0
    tables = [
        Table("action", _by(Decision.action, quarter, (*ACTIONS, LIFT))),
        Table(
            "measure",
            _by(func.coalesce(func.nullif(Decision.measure, ""), NO_MEASURE), quarter, (NO_MEASURE, *MEASURES)),
        ),
        Table("clause", _by(Decision.clause, quarter, _clauses())),
        Table("found", _by(Decision.found_by, quarter, [one for one in FOUND_BY if one != APPEAL])),
        *_false_alarms(quarter),
        *added_tables(quarter),
    ]
    return published(total, tables, _minutes(quarter))


def first_quarter() -> Quarter | None:
    """The quarter of the first decision; None when nothing was decided yet. 1 statement."""
    first = db.session.scalar(select(func.min(Decision.decided_at)))
    return quarter_of(first) if first else None


def last_published() -> Quarter | None:
    """The latest quarter whose counts stand on the page. 1 statement."""
    latest = db.session.scalar(select(func.max(PublishedCount.begins_on)))
    return Quarter(latest) if latest else None


def published_counts(until: str = "") -> Published:
    """`QUARTERS` quarters up to the one named `until` ('2026-Q3'), or up to the latest. 2 statements."""
    names = db.session.scalars(select(PublishedCount.begins_on).distinct().order_by(PublishedCount.begins_on.desc()))
    every = [Quarter(begins_on) for begins_on in names]
    start = next((place for place, one in enumerate(every) if one.name == until), 0)
    shown = tuple(every[start : start + QUARTERS])
    older = every[start + QUARTERS].name if len(every) > start + QUARTERS else ""
    newer = every[max(0, start - QUARTERS)].name if start else ""
    return Published(shown, _figures(shown), older, newer)


def every_count() -> list[PublishedCount]:
    """All that was ever published, for the file. 1 statement."""
    order = (PublishedCount.begins_on.desc(), PublishedCount.id)
    return list(db.session.scalars(select(PublishedCount).order_by(*order)))


def _figures(quarters: Sequence[Quarter]) -> dict[tuple[str, str], dict[str, int | None]]:
    if not quarters:
        return {}
    begins = [quarter.begins_on for quarter in quarters]
    rows = db.session.scalars(
        select(PublishedCount).where(PublishedCount.begins_on.in_(begins)).order_by(PublishedCount.id)
    )
    found: dict[tuple[str, str], dict[str, int | None]] = {}
    for row in rows:
        found.setdefault((row.section, row.category), {})[Quarter(row.begins_on).name] = row.value
    return found


def _within(statement: Any, quarter: Quarter) -> Any:
    """Decisions on appeals have a table of their own: counted here too, the two would give hidden numbers away."""
    first = Decision.found_by != APPEAL
    return statement.where(first, Decision.decided_at >= quarter.begin, Decision.decided_at < quarter.end)


def _by(column: Any, quarter: Quarter, known: Sequence[Any]) -> dict[str, int]:
    """Counts by a column; every category that is known stands there, and one that is gone from the table as well."""
    rows = db.session.execute(_within(select(column.label("one"), func.count(Decision.id)), quarter).group_by("one"))
    found = {str(one): count for one, count in rows}
    return {**dict.fromkeys(map(str, known), 0), **found}


def _clauses() -> list[int]:
    version = current()
    return [clause.number for clause in version.clauses] if version else []


def _false_alarms(quarter: Quarter) -> list[Table]:
    """What checks kept back: how much of it was published as it was, and who was right where its author called it wrong.

    Signals of danger are not among them: somebody looked, as somebody should, and that is no false alarm.
    """
    kept_back = _within(select(Decision.item_id, Decision.action), quarter).where(
        Decision.automated, Decision.found_by == CHECK
    )
    held, disputed = dict.fromkeys(("as_it_was", "otherwise"), 0), dict.fromkeys(("author", "check"), 0)
    findings = select(Cause.item_id, Cause.findings).where(
        Cause.item_id.in_(kept_back.with_only_columns(Decision.item_id))
    )
    called_wrong = {
        item_id
        for item_id, found in db.session.execute(findings.execution_options(yield_per=1000))
        if any(one.get("disputed") for one in found)
    }
    for item_id, action in db.session.execute(kept_back):
        was_wrong = action == PUBLISH
        held["as_it_was" if was_wrong else "otherwise"] += 1
        if item_id in called_wrong:
            disputed["author" if was_wrong else "check"] += 1
    return [Table("held", held, of="found:check"), Table("disputed", disputed, of="held")]


def _minutes(quarter: Quarter) -> dict[str, int]:
    """Median and ninth decile of the time from arrival to decision, in whole minutes."""
    waited = list(db.session.scalars(_within(select(Decision.waited_seconds), quarter)))
    if len(waited) < 2:
        return dict.fromkeys(("median", "p90"), round(sum(waited) / 60))
    return {"median": round(median(waited) / 60), "p90": round(quantiles(waited, n=10, method="inclusive")[-1] / 60)}
