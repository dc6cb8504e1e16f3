"""Announcing what the checks noticed in words that were sent in, so that packages above can count. Codes only, never the words."""

from __future__ import annotations

from app.accounts.actor import Actor
from app.core.command import publish
from app.discussions.commands.standing import KnownPlace
from app.discussions.events import CheckHit, WordsChecked
from app.discussions.inputs import Outcome
from app.discussions.preparing import Words
from app.groups.models import Group
from app.guidelines.assessment import Assessment


def told(actor: Actor, outcome: Outcome, words: Words, group: Group | KnownPlace) -> Outcome:
    """The outcome, once it was announced."""
    publish(
        WordsChecked(
            actor_id=actor.member_id,
            draft_key=outcome.draft_key,
            author_id=actor.member_id or 0,
            scope_path=group.path,
            state=outcome.state,
            hits=hits_of(words.assessment, words.disputed),
            post_id=outcome.post_id,
        )
    )
    return outcome


def hits_of(assessment: Assessment, disputed: frozenset[str]) -> tuple[CheckHit, ...]:
    """One for each finding."""
    return tuple(
        CheckHit(
            check=each.check,
            kind=each.kind,
            key=each.key,
            effect=str(each.effect),
            is_disputed=each.key in disputed,
        )
        for each in assessment.findings
    )
