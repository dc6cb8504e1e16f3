"""What an item is about: the newest text, the words in it, and what can be done with it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.core.text import one_line
from app.moderation.actions import CLEAR_ABOUT, KEEP, LOCK, REDACT, RESET_NAME, UNLOCK, for_kind
from app.moderation.letters import ACCOUNT, QUOTED
from app.moderation.marks import words_at
from app.moderation.models import Cause, ReviewItem
from app.moderation.redacting import has_spans, without_words
from app.moderation.registry import Redacted, SubjectView, adapter_for, redaction_for

BELOW_NAME = "\n\n"
"""What parts the name from the line below it, in the text of a profile."""


def findings_now(causes: Sequence[Cause]) -> list[dict[str, Any]]:
    """What the checks found in the newest text, of all causes that are about it."""
    newest = causes[-1]
    return [
        finding
        for cause in causes
        if (cause.revision_id, cause.snapshot) == (newest.revision_id, newest.snapshot)
        for finding in cause.findings
    ]


def concerned(causes: Sequence[Cause], title: str, action: str = "") -> tuple[str, ...]:
    """The words an item is about: what was found in the newest text, else the beginning of the text that was flagged.

    Of a profile, only the part that `action` is about.
    """
    if not causes:
        return ()
    text = causes[-1].snapshot
    if action in (RESET_NAME, CLEAR_ABOUT):
        name, _, about = text.partition(BELOW_NAME)
        text = name if action == RESET_NAME else about
    found = words_at(findings_now(causes), text, title)
    return found or ((one_line(text, QUOTED),) if text.strip() else ())


def offered(view: SubjectView | None, item: ReviewItem) -> tuple[str, ...]:
    """The actions an item's subject can have now. One that is gone for good can only be left as it is."""
    if view is None or item.what == ACCOUNT:
        return (KEEP,)
    left_out = {LOCK if view.is_closed else UNLOCK}
    if not _can_redact(view, item.causes):
        left_out.add(REDACT)
    can = tuple(action for action in adapter_for(view.kind).actions(view) if action not in left_out)
    return for_kind(item.kind, can or (KEEP,))


def redacted(view: SubjectView, causes: Sequence[Cause]) -> Redacted:
    """The subject's text and title without the words that were found in them."""
    findings = findings_now(causes)
    title = without_words(view.title, findings, "title")
    return Redacted(without_words(view.text, findings), title if title != view.title else None)


def _can_redact(view: SubjectView, causes: Sequence[Cause]) -> bool:
    """The places of findings count in the text as it was read: in another one they would stand anywhere."""
    if redaction_for(view.kind) is None or not causes:
        return False
    return view.text == causes[-1].snapshot and has_spans(findings_now(causes))
