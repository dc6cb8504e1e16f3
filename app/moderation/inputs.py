"""What commands take and answer."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from app.core.wording import nth


@dataclass(frozen=True)
class CauseInput:
    """Why something should be looked at. `kind` is a cause of `kinds`; `risk` 1 to 3.

    `reason` is a flag's reason code, or the family of the check. `snapshot` is the text as typed, `findings` are
    `Finding.to_json` dictionaries. `at` is for imports; None means now.
    """

    kind: str
    reason: str
    risk: int = 1
    snapshot: str = ""
    revision_id: int | None = None
    findings: list[dict[str, Any]] = field(default_factory=list)
    member_id: int | None = None
    words: str = ""
    at: datetime | None = None


@dataclass(frozen=True)
class OpenInput:
    """A subject for the queue, with at least one cause. `imported`: it came with an import, so nobody is called for it."""

    subject_kind: str
    subject_id: int
    scope_path: str
    author_id: int | None
    what: str
    causes: tuple[CauseInput, ...]
    imported: bool = False


@dataclass(frozen=True)
class FlagInput:
    """A reason code of `wording.reasons_for` the subject, and the member's own words, which may be empty."""

    reason: str
    words: str = ""


@dataclass(frozen=True)
class FlagOutcome:
    """`state` is 'taken', or 'already' when this member has told us about this text before. `item_id` is 0 then."""

    state: str
    item_id: int = 0


@dataclass(frozen=True)
class DecisionInput:
    """What a moderator decided on the `version` they saw. `clause` is a clause's number, `statement` their reason.

    `measure` is what the person gets beside it (see `measures`), '' for nothing, on `path` and until `until`; `path` '' means where
    the item lies. `revision_id` is the text they saw, when the page said so; another text since then is a conflict. `law`, where it is
    given, is what the decision rests on instead of the guideline alone: the statement names it.
    """

    version: int
    action: str
    clause: int
    statement: str
    revision_id: int | None = None
    measure: str = ""
    path: str = ""
    until: datetime | None = None
    law: str = ""


@dataclass(frozen=True)
class MemberDecisionInput:
    """A decision about a member that is about no words of theirs: at least a note. `path` '' means the whole community."""

    measure: str
    clause: int
    statement: str
    path: str = ""
    until: datetime | None = None
    law: str = ""


@dataclass(frozen=True)
class DecisionOutcome:
    """The decision that was kept. `sanction_id` is None when the person got nothing that is counted."""

    decision_id: int
    item_id: int
    action: str
    author_name: str
    measure: str = ""
    sanction_id: int | None = None


@dataclass(frozen=True)
class AppealRuling:
    """How somebody else decides on an appeal: `outcome` is one of `models.appeals.OUTCOMES`, with clause and reason.

    For 'changed', `action`, `measure`, `path` and `until` are what takes the place of the first decision, as in DecisionInput.
    """

    version: int
    outcome: str
    clause: int
    statement: str
    action: str = ""
    measure: str = ""
    path: str = ""
    until: datetime | None = None


@dataclass(frozen=True)
class AppealOutcome:
    """`outcome_id` is the decision that ended the appeal. `words_back`: the words stand as before."""

    appeal_id: int
    outcome_id: int
    outcome: str
    author_name: str
    words_back: bool


@dataclass(frozen=True)
class Place:
    """Where a waiting subject stands. `position` starts at 1; `usual_minutes` is None while too few were decided to say.

    `open_item` is False when nothing waits; `position` is 0 then. `is_far`: further behind than places are counted.
    """

    position: int
    usual_minutes: int | None
    open_item: bool
    is_far: bool = False

    @property
    def words(self) -> str:
        """'third in line', or what is true of every place behind those that are counted."""
        return "far back in line" if self.is_far else f"{nth(self.position)} in line"
