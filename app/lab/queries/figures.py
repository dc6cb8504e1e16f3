"""What the checks noticed in the drafts of the last 28 days: how many they touched, how often an author called that wrong."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import case, func, select

from app.core import clock
from app.core.db import db
from app.core.scope import ROOT, within_any
from app.lab.models import CheckedDraft, CheckTouch
from app.lab.unusual import USUAL_FOR

FEWEST_TO_SAY = 20
"""Below so many drafts a share would say more than is known."""


@dataclass(frozen=True)
class Figures:
    """Counts of drafts, each once. `anyway`: posted with the finding still in it."""

    checked: int = 0
    touched: int = 0
    disputed: int = 0
    anyway: int = 0

    @property
    def touched_share(self) -> float | None:
        """The share of all drafts read; None while too few were read to say."""
        return self.touched / self.checked if self.checked >= FEWEST_TO_SAY else None

    @property
    def disputed_share(self) -> float | None:
        """The share of the touched drafts whose authors called it wrong; None without any."""
        return self.disputed / self.touched if self.touched else None


def figures_of(checks: Iterable[tuple[str, str]]) -> dict[str, Figures]:
    """Figures by name of checks, given as name and path. 1 statement, and 1 for each different path."""
    places = dict(checks)
    read = {path: _drafts_read(path) for path in set(places.values())}
    touched = _touches(places)
    return {name: Figures(read[path], *touched.get(name, (0, 0, 0))) for name, path in places.items()}


def drafts_read(scope_path: str = ROOT) -> int:
    """How many drafts were checked in a place in the last 28 days. 1 statement."""
    return _drafts_read(scope_path)


def _drafts_read(path: str) -> int:
    wanted = select(func.count()).where(CheckedDraft.at > clock.now() - USUAL_FOR)
    if path != ROOT:
        wanted = wanted.where(within_any(CheckedDraft.scope_path, (path,)))
    return db.session.scalar(wanted) or 0


def _touches(places: dict[str, str]) -> dict[str, tuple[int, int, int]]:
    def number(column: Any) -> Any:
        return func.sum(case((column, 1), else_=0))

    rows = db.session.execute(
        select(CheckTouch.check_name, func.count(), number(CheckTouch.is_disputed), number(CheckTouch.is_anyway))
        .join(CheckedDraft, CheckedDraft.id == CheckTouch.draft_id)
        .where(CheckTouch.check_name.in_(sorted(places)), CheckedDraft.at > clock.now() - USUAL_FOR)
        .group_by(CheckTouch.check_name)
    )
    return {name: (touched, int(disputed), int(anyway)) for name, touched, disputed, anyway in rows}
