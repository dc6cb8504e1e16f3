"""A line of the help directory that is past its date, as something on the desk: nobody's words, and nothing to rule on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select

from app.accounts.actor import Actor
from app.core.db import db
from app.core.policy import NotFound
from app.core.scope import ROOT
from app.core.wording import day
from app.help.models import HelpLine
from app.help.queries import country_name
from app.moderation.inputs import CauseInput, OpenInput
from app.moderation.kinds import EXPIRED
from app.moderation.registry import PUBLISHED, TAKEN_BACK, SubjectView, Surrounding, register_subject

HELP_LINE = "help_line"
"""The kind of such a subject."""


class HelpLineSubject:
    """A line as the desk shows it; what is done about it is done in the directory."""

    kind = HELP_LINE

    def views(self, ids: Iterable[int]) -> dict[int, SubjectView]:
        """1 statement."""
        rows = db.session.scalars(select(HelpLine).where(HelpLine.id.in_(list(ids))))
        return {row.id: _view(row) for row in rows}

    def flaggable(self, _actor: Actor, _subject_id: int) -> SubjectView:
        """Nobody reports a line to moderators: it has an address of its own."""
        raise NotFound

    def surroundings(self, _subject_id: int) -> list[Surrounding]:
        return []

    def actions(self, _view: SubjectView) -> tuple[str, ...]:
        return ()

    def apply(self, _actor: Actor, _subject_id: int, _action: str, _revision_id: int | None) -> dict[str, Any]:
        """Nothing is ruled on it."""
        return {}


def opening_of(line: HelpLine) -> OpenInput:
    """The item that says so. A line that staff wrote is off the page meanwhile; one that Dayroom came with stands as it came."""
    since = (
        f"Last checked on {day(line.checked_at)}." if line.checked_at else "Nobody has checked it since it was written."
    )
    meanwhile = "read it as Dayroom came with it" if line.first_key else "do not see it"
    words = f"{line.service}, {country_name(line.country)}. {since} Until somebody checks it, people {meanwhile}."
    cause = CauseInput(EXPIRED, EXPIRED, snapshot=words)
    return OpenInput(HELP_LINE, line.id, ROOT, None, "help line", (cause,))


def _view(line: HelpLine) -> SubjectView:
    return SubjectView(
        kind=HELP_LINE,
        id=line.id,
        what="help line",
        title=line.service,
        place=country_name(line.country),
        text=f"{line.service}, {country_name(line.country)}",
        html="",
        state=TAKEN_BACK if line.is_removed else PUBLISHED,
        url=f"/help/lines#line-{line.id}",
        author_id=None,
        scope_path=ROOT,
        revision_id=None,
    )


register_subject(HelpLineSubject())
