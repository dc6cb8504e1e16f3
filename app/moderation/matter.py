"""What an item is about: the newest text, the words in it, and what can be done with it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.core.text import one_line
from app.moderation.actions import KEEP
from app.moderation.marks import words_at
from app.moderation.models import Cause
from app.moderation.registry import SubjectView, adapter_for
from app.moderation.wording import QUOTED


def findings_now(causes: Sequence[Cause]) -> list[dict[str, Any]]:
    """What the checks found in the newest text, of all causes that are about it."""
    newest = causes[-1]
    return [
        finding
        for cause in causes
        if (cause.revision_id, cause.snapshot) == (newest.revision_id, newest.snapshot)
        for finding in cause.findings
    ]


def concerned(causes: Sequence[Cause], title: str) -> tuple[str, ...]:
    """The words an item is about: what was found in the newest text, else the beginning of the text that was flagged."""
    if not causes:
        return ()
    text = causes[-1].snapshot
    found = words_at(findings_now(causes), text, title)
    return found or ((one_line(text, QUOTED),) if text.strip() else ())


def offered(view: SubjectView | None) -> tuple[str, ...]:
    """The actions a subject can have now. One that is gone for good can only be left as it is."""
    if view is None:
        return (KEEP,)
    return adapter_for(view.kind).actions(view) or (KEEP,)
