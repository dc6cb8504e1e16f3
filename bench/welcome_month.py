"""A month of welcomes on a real import: `.venv/bin/python bench/welcome_month.py FOLDER [--postgresql URL]`.

The export is brought into an empty community. Then members arrive, write and answer for thirty days at the export's own rates, and
twelve of those who answered most mentor, two for every group. It prints what the export shows, what the month ends with, and
whether the page of figures says the same as the month's own notes. Exit code 1 when something does not hold.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import time_machine
from sqlalchemy import func, select

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from app import create_app
from app.accounts.actor import SYSTEM
from app.accounts.models import Member
from app.core import database, opening
from app.core.db import db
from app.core.text import one_line
from app.discussions.models import Discussion, Post
from app.discussions.preparing import LONGEST_TITLE
from app.groups.models import Group, Membership
from app.imports.running import run_import
from app.mentoring.figures import Line, TalkFigures
from app.mentoring.queries.figures import figures_file, figures_page
from bench.month import DAY, Month, Way
from config import Config

MENTORS = 12
MENTORS_A_GROUP = 2
ENOUGH = 0.02
"""The share of discussions that may be without an answer after a day."""


def main() -> int:
    """Play it in a folder that is gone afterwards."""
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    words.add_argument("folder", type=Path)
    words.add_argument("--postgresql", default="", help="play on this empty database instead of SQLite")
    given = words.parse_args()
    with tempfile.TemporaryDirectory() as instance:
        config = Config(instance=Path(instance), database_url=given.postgresql, secret_key="bench", testing=True)
        with create_app(config).app_context():
            return play(given.folder)


def play(folder: Path) -> int:
    """Import, play, compare, print."""
    database.upgrade(db.engine)
    opening.fill()
    run_import(folder)
    month = Month(_way(), _mentors(), _next_month())
    said("export", "discussions with a first answer after 24 h, or none", f"{share(_before()):.1%}")
    said("export", "a month: newcomers, discussions", f"{month.way.newcomers}, {month.way.talks}")
    started = time.monotonic()
    month.play()
    took = time.monotonic() - started
    own, new = month.talk_figures(), month.newcomer_figures()
    with time_machine.travel(month.end, tick=False):
        wrong = _differences(month)
    hours = tuple(round((seconds or 0) / 3600, 1) for seconds in (own.median, own.p90))
    said("month", "discussions, held for a moderator, newcomers", f"{own.talks}, {month.held_back}, {new.newcomers}")
    said("month", "unanswered at 24 h, at 72 h", f"{share(own):.1%}, {own.open_72 / max(own.known_72, 1):.1%}")
    said("month", "first reply: half, nine in ten (hours)", f"{hours[0]}, {hours[1]}")
    said("month", "newcomers welcomed; wrote a second time in 14 days", f"{new.welcomed}; {new.second} of {new.wrote}")
    said(
        "month", "most held by a mentor, capacity", f"{max(month.most_held.values(), default=0)}, {month.way.capacity}"
    )
    said("month", "times a mentor held more than they can", str(month.over_capacity))
    said("month", "newcomers welcomed twice", str(len(month.welcomed_twice())))
    said("month", "claims that came too late or found no room", dict(month.too_late).__repr__())
    said("page", "figures that differ from the month's own", str(len(wrong)))
    for line in wrong:
        said("page", "differs", line)
    said("month", "seconds to play", f"{took:.0f}")
    holds = share(own) < ENOUGH and not month.over_capacity and not month.welcomed_twice() and not wrong
    print("holds" if holds else "DOES NOT HOLD")
    return 0 if holds else 1


def share(figures: TalkFigures) -> float:
    """Unanswered at 24 hours."""
    return figures.open_24 / max(figures.known_24, 1)


def said(about: str, what: str, words: str) -> None:
    """One line."""
    print(f"{about:8}{what:55}{words}", flush=True)


def _before() -> TalkFigures:
    """What the export's last twelve months show, as the page counts them."""
    last = db.session.scalar(select(func.max(Discussion.published_at))) or datetime.now(UTC)
    lines = figures_page(SYSTEM, until=f"{last:%Y-%m}").months
    return TalkFigures(
        talks=sum(line.talks.talks for line in lines),
        known_24=sum(line.talks.known_24 for line in lines),
        open_24=sum(line.talks.open_24 for line in lines),
    )


def _way() -> Way:
    """The export's own rates, times to an answer, titles and authors."""
    talks = db.session.execute(
        select(
            Discussion.published_at, Discussion.answered_at, Discussion.title, Discussion.author_id, Discussion.group_id
        )
        .where(Discussion.published_at.is_not(None))
        .order_by(Discussion.id)
    ).all()
    first, last = min(row.published_at for row in talks), max(row.published_at for row in talks)
    joined = db.session.scalars(select(Member.joined_at)).all()
    belongs = {
        (member, group) for member, group in db.session.execute(select(Membership.member_id, Membership.group_id))
    }
    authors = sorted({(row.author_id, row.group_id) for row in talks if row.author_id} & belongs)
    return Way(
        groups=[row.group_id for row in talks],
        authors=authors,
        # An export may hold longer titles than anybody can type here.
        titles=[one_line(row.title, LONGEST_TITLE) for row in talks],
        waits=[row.answered_at - row.published_at if row.answered_at else None for row in talks],
        newcomers=round(len(joined) * 30 / max((max(joined) - min(joined)).days, 1)),
        talks=round(len(talks) * 30 / max((last - first).days, 1)),
    )


def _mentors() -> list[tuple[int, list[int]]]:
    """Those who answered others most, each for some groups, so that every group has two."""
    answered = (
        select(Post.author_id)
        .join(Discussion, Discussion.id == Post.discussion_id)
        .where(Post.seq > 1, Post.author_id != Discussion.author_id)
        .group_by(Post.author_id)
        .order_by(func.count().desc(), Post.author_id)
        .limit(MENTORS)
    )
    people = [key for key in db.session.scalars(answered) if key is not None]
    groups = db.session.scalars(select(Group.id).where(Group.archived_at.is_(None)).order_by(Group.id)).all()
    own: dict[int, list[int]] = {key: [] for key in people}
    for place, group_id in enumerate(groups):
        for step in range(MENTORS_A_GROUP):
            own[people[(place * MENTORS_A_GROUP + step) % len(people)]].append(group_id)
    return list(own.items())


def _next_month() -> datetime:
    """The first of the month after the export's last day, so that no month is both the export's and ours."""
    last = (db.session.scalar(select(func.max(Post.published_at))) or datetime.now(UTC)) + 31 * DAY
    return last.replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def _differences(month: Month) -> list[str]:
    """Every figure of the page and of the file that is not what the month itself noted down."""
    page = figures_page(SYSTEM)
    months = {f"{month.begin + day * DAY:%Y-%m}" for day in range(month.way.days)}
    wrong = [
        f"{line.label}: {line.talks} {line.newcomers}"
        for line in page.months
        if line.key[0] in months and not _agrees(month, line, None, line.key[0])
    ]
    found: Counter[str] = Counter()
    for line in figures_file(SYSTEM):
        group_id, key = line.key
        if key in months:
            found[key] += line.talks.talks
            if not _agrees(month, line, int(group_id), key):
                wrong.append(f"{line.label} {key}: {line.talks} {line.newcomers}")
    if sum(found.values()) != len(month.talks):
        wrong.append(f"the file counts {sum(found.values())} discussions, the month {len(month.talks)}")
    return wrong


def _agrees(month: Month, line: Line, group_id: int | None, key: str) -> bool:
    return line.talks == month.talk_figures(group_id, key) and line.newcomers == month.newcomer_figures(group_id, key)


if __name__ == "__main__":
    sys.exit(main())
