"""Joining: the tick on the form accepts the version in force."""

from __future__ import annotations

from app.accounts.events import MemberJoined
from app.accounts.registry import knows_guidelines
from app.core.facts import on
from app.guidelines.commands import accept_on_joining
from app.guidelines.queries import current


@knows_guidelines
def version_in_force() -> str:
    """What somebody who joins accepts; '' while there are no guidelines."""
    version = current()
    return str(version.number) if version else ""


@on(MemberJoined)
def keep_acceptance(fact: MemberJoined) -> None:
    """Keep what they accepted on the form; who was added by staff or an import is asked before they write."""
    if fact.guidelines_version:
        accept_on_joining(fact.member_id, fact.guidelines_version)
