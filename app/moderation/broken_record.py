"""A record that does not hold, as something on the desk: nobody's words, nothing to rule on, and for admins alone."""

from __future__ import annotations

from collections.abc import Iterable

from app.audit.events import AuditBroken
from app.audit.faults import Fault
from app.audit.wording import fault_words
from app.core.scope import ROOT
from app.moderation.inputs import CauseInput, OpenInput
from app.moderation.kinds import RECORD, URGENT
from app.moderation.registry import PUBLISHED, SubjectView, register_subject
from app.moderation.wordless import WordlessSubject

THE_RECORD = 1
"""There is one record, so each day's look joins the item that is open."""


class RecordSubject(WordlessSubject):
    """The record as the desk shows it; what is done about it is done at the command line."""

    kind = RECORD

    def views(self, ids: Iterable[int]) -> dict[int, SubjectView]:
        """No statement."""
        return {number: _VIEW for number in ids if number == THE_RECORD}


def opening_of(fact: AuditBroken) -> OpenInput:
    """The item that says what was found."""
    words = fault_words(Fault(fact.kind, fact.number, fact.through))
    return OpenInput(RECORD, THE_RECORD, ROOT, None, "record", (CauseInput(RECORD, RECORD, URGENT, words),))


_VIEW = SubjectView(
    kind=RECORD,
    id=THE_RECORD,
    what="record",
    title="The record",
    place="The whole community",
    text="",
    html="",
    state=PUBLISHED,
    url="/desk/record",
    author_id=None,
    scope_path=ROOT,
    revision_id=None,
)

register_subject(RecordSubject())
