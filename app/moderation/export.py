"""A statement of reasons for machines: countable categories, dates and codes, after `statement.schema.json`. Pure."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from app.core.scope import ROOT
from app.moderation.actions import is_restriction
from app.moderation.letters import ACCOUNT, PROFILE
from app.moderation.models import Decision
from app.moderation.statements import appeal_until

SCHEMA_FILE = Path(__file__).with_name("statement.schema.json")
SCHEMA_VERSION = 1

CONTENT = frozenset({"discussion", "reply", "welcome", ACCOUNT, PROFILE})
STATES = frozenset({"held", "published", "hidden", "removed", "withdrawn", "sent_back"})


def exported(decision: Decision, *, with_words: bool = False) -> dict[str, Any]:
    """One decision as a line of the export. `with_words` adds the words concerned and the reason, which may be private."""
    appeal = appeal_until(decision)
    line: dict[str, Any] = {
        "schema": SCHEMA_VERSION,
        "id": decision.id,
        "decided_at": decision.decided_at.isoformat(),
        "content": decision.what if decision.what in CONTENT else "other",
        "action": decision.action,
        "restriction": is_restriction(decision.action, decision.measure),
        "measure": decision.measure or None,
        "scope": _scope(decision),
        "until": decision.until.isoformat() if decision.until else None,
        "ground": "law" if decision.law else "guideline",
        "clause": decision.clause,
        "law": decision.law or None,
        "found_by": decision.found_by,
        "checks": sorted(set(decision.checks)),
        "automated_detection": decision.found_by in ("check", "crisis"),
        "kept_back_by_machine": decision.automated,
        "automated_decision": False,
        "state_before": decision.state_before if decision.state_before in STATES else "",
        "waited_seconds": decision.waited_seconds,
        "appeal_until": appeal.isoformat() if appeal else None,
    }
    return {**line, "words": list(decision.words), "reason": decision.statement} if with_words else line


def as_line(decision: Decision, *, with_words: bool = False) -> str:
    """The same as one line of JSON, with its line end."""
    return json.dumps(exported(decision, with_words=with_words), ensure_ascii=False, separators=(",", ":")) + "\n"


def _scope(decision: Decision) -> str | None:
    if not decision.measure:
        return None
    return "community" if decision.path == ROOT else "group"
