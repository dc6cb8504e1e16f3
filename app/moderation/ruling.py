"""A decision as it will be kept, made from an item and what a moderator gave. The desk's preview reads the same one, unsaved."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from app.core.policy import Invalid
from app.core.scope import is_within
from app.guidelines.queries import ClauseText
from app.moderation.actions import KEEP, may_measure
from app.moderation.inputs import DecisionInput, MemberDecisionInput
from app.moderation.kinds import CHECK, CRISIS, FLAG, STAFF
from app.moderation.letters import ACCOUNT
from app.moderation.matter import concerned, findings_now, offered
from app.moderation.measures import check_measure, is_exclusion
from app.moderation.models import Cause, Decision, ReviewItem
from app.moderation.registry import HELD, SubjectView

LONGEST_STATEMENT = 4000
"""Letters of a moderator's reason."""

LONGEST_LAW = 200
"""Letters of the name of a law."""

MEMBER = "member"
"""The subject of a decision that is about no words."""

FOUND_BY = (FLAG, CHECK, CRISIS, "notice", STAFF, "appeal")
"""Who or what brought a matter to the desk, for statements and figures."""

_BLANK = re.compile(r"\[(?!\s*(?:…|\.\.\.)\s*\])[^\[\]\n]{1,80}\](?!\()")
"""A blank of a canned text. Three dots in brackets say that words were left out, and a link's words are followed by its address."""


def check_reason(statement: str, law: str = "") -> None:
    """Whether it is a reason that can be sent. Raises Invalid (`statement`): 'statement_missing', 'statement_long', 'blank_left';
    'law_long' (`law`)."""
    if len(law) > LONGEST_LAW:
        raise Invalid("law_long", field="law")
    if not statement.strip():
        raise Invalid("statement_missing", field="statement")
    if len(statement) > LONGEST_STATEMENT:
        raise Invalid("statement_long", field="statement")
    blank = _BLANK.search(statement)
    if blank is not None:
        raise Invalid("blank_left", field="statement", blank=blank.group())


def blanks_of(text: str) -> tuple[str, ...]:
    """The blanks in a canned text, each once, with their brackets."""
    return tuple(dict.fromkeys(_BLANK.findall(text)))


def check_ruling(item: ReviewItem, view: SubjectView | None, given: DecisionInput, now: datetime) -> None:
    """Whether this can be decided on the item as it is. Raises Invalid: as `check_reason`, and 'unknown_action' (`action`),
    'nobody_here', 'measure_not_here' and those of `check_measure` (`measure`, `until`), 'unknown_path' (`path`), 'two_people'
    (`until`)."""
    if given.action not in offered(view, item):
        raise Invalid("unknown_action", field="action")
    check_reason(given.statement, given.law)
    if not given.measure:
        return
    if item.author_id is None:
        raise Invalid("nobody_here", field="measure")
    if not may_measure(item.kind):
        raise Invalid("measure_not_here", field="measure")
    path = given.path or item.scope_path
    if not is_within(item.scope_path, path):
        raise Invalid("unknown_path", field="path")
    check_person(given.measure, path, given.until, now)


def check_person(measure: str, path: str, until: datetime | None, now: datetime) -> None:
    """Whether the measure is whole, and one that a single person decides. Raises Invalid."""
    check_measure(measure, path, until, now)
    if is_exclusion(measure, path, until):
        raise Invalid("two_people", field="until")


def decision_on(
    item: ReviewItem,
    view: SubjectView | None,
    given: DecisionInput,
    clause: ClauseText,
    decided_by: int | None,
    now: datetime,
) -> Decision:
    """The decision on words, not yet in any session."""
    title = view.title if view else ""
    state = view.state if view else ""
    return Decision(
        item_id=item.id,
        version=item.version,
        subject_kind=item.subject_kind,
        subject_id=item.subject_id,
        revision_id=view.revision_id if view else item.causes[-1].revision_id,
        scope_path=item.scope_path,
        author_id=item.author_id,
        decided_by=decided_by,
        decided_at=now,
        action=given.action,
        clause=clause.number,
        clause_title=clause.title,
        statement=given.statement.strip(),
        what=item.what,
        title=title,
        state_before=state,
        words=list(concerned(item.causes, title, given.action)),
        item_kind=item.kind,
        waited_seconds=max(0, int((now - item.opened_at).total_seconds())),
        law=given.law.strip(),
        **_measured(given.measure, given.path or item.scope_path, given.until),
        **_found(item.causes, state),
    )


def decision_about(
    item: ReviewItem, given: MemberDecisionInput, clause: ClauseText, decided_by: int | None, now: datetime
) -> Decision:
    """The decision about a member, not yet in any session."""
    return Decision(
        item_id=item.id,
        version=item.version,
        subject_kind=MEMBER,
        subject_id=item.subject_id,
        revision_id=None,
        scope_path=item.scope_path,
        author_id=item.author_id,
        decided_by=decided_by,
        decided_at=now,
        action=KEEP,
        clause=clause.number,
        clause_title=clause.title,
        statement=given.statement.strip(),
        what=ACCOUNT,
        title="",
        state_before="",
        words=[],
        item_kind=item.kind,
        waited_seconds=0,
        law=given.law.strip(),
        **_measured(given.measure, item.scope_path, given.until),
        **_found(item.causes, ""),
    )


def _measured(measure: str, path: str, until: datetime | None) -> dict[str, Any]:
    return {"measure": measure, "path": path if measure else "", "until": until if measure else None}


def _found(causes: Sequence[Cause], state: str) -> dict[str, Any]:
    """Who or what found it: a crisis signal before all, else what came first. `automated`: a machine kept it back."""
    kinds = [cause.kind for cause in causes]
    first = CRISIS if CRISIS in kinds else next(iter(kinds), STAFF)
    findings = findings_now(causes) if causes else []
    checks = {f"{finding.get('family', '')}/{finding.get('kind', '')}" for finding in findings}
    return {
        "found_by": first if first in FOUND_BY else STAFF,
        "checks": sorted(checks),
        "automated": state == HELD and any(kind in (CHECK, CRISIS) for kind in kinds),
        "before": {},
    }
