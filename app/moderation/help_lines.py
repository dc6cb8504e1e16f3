"""A line of the help directory that is past its date, as something on the desk: nobody's words, and nothing to rule on."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from app.core.db import db
from app.core.scope import ROOT
from app.core.wording import day
from app.help.models import HelpLine
from app.help.queries import country_name
from app.moderation.inputs import CauseInput, OpenInput
from app.moderation.kinds import EXPIRED
from app.moderation.registry import PUBLISHED, TAKEN_BACK, SubjectView, register_subject
from app.moderation.wordless import WordlessSubject

HELP_LINE = "help_line"
"""The kind of such a subject."""


class HelpLineSubject(WordlessSubject):
    """A line as the desk shows it; what is done about it is done in the directory."""

    kind = HELP_LINE

    def views(self, ids: Iterable[int]) -> dict[int, SubjectView]:
        """1 statement."""
        rows = db.session.scalars(select(HelpLine).where(HelpLine.id.in_(list(ids))))
        return {row.id: _view(row) for row in rows}


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
