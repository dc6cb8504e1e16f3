"""What an author does about a finding: make the fix, have one's own words back, say that the check is wrong."""

from __future__ import annotations

from dataclasses import dataclass

from app.accounts.actor import Actor
from app.core import clock
from app.core.command import command, publish
from app.core.db import db
from app.core.policy import Conflict, NotFound
from app.core.scope import ROOT
from app.discussions.commands.finding import post_for
from app.discussions.commands.noting import hits_of
from app.discussions.events import WordsChecked
from app.discussions.inputs import COACHED, CRISIS
from app.discussions.models import Draft, Revision
from app.discussions.preparing import as_stored, asked_of, assess, rated
from app.discussions.queries.drafts import draft_place
from app.discussions.queries.revisions import waiting_revision
from app.discussions.swaps import fixed, swaps_of, undone
from app.guidelines.assessment import Assessment
from app.guidelines.findings import Finding

MOST_DISPUTED = 100
"""Findings that an author may call wrong in one draft; of more the oldest is forgotten."""
ALL = "all"
"""Instead of a finding's key: every one that has a fix, but for those that the author calls wrong."""


@dataclass(frozen=True)
class Look:
    """What the checks see in a draft, and the words that they saw it in."""

    key: str
    title: str
    body: str
    noticed: Assessment


def fix_draft(actor: Actor, key: str, finding_key: str, start: int | None = None) -> int:
    """Make the one-press change for a finding, or for `ALL`; answers how many were made, 0 when its words are gone meanwhile.

    Only the spans of the findings change. `start` tells two findings in the same words apart. Raises NotFound for another's draft.
    """
    return _fix_draft(actor, _look(actor, key), finding_key, start)


@command
def bring_back(actor: Actor, key: str) -> None:
    """Put the author's own words back where the last fix stands. Raises NotFound; Conflict 'fix_gone' when it stands there no more."""
    draft, _path = _own_draft(actor, key)
    words = undone({"title": draft.title, "body": draft.body}, swaps_of(draft.swaps))
    if words is None:
        raise Conflict("fix_gone")
    draft.title, draft.body, draft.swaps = words["title"], words["body"], []
    draft.updated_at = clock.now()


def dispute(actor: Actor, key: str, finding_key: str, *, is_wrong: bool = True) -> None:
    """The author says that the check is wrong about a finding, or takes that back. It skips no hold. Idempotent.

    Raises NotFound for another's draft, Conflict 'finding_gone' when the words of the finding have changed meanwhile.
    """
    _dispute(actor, _look(actor, key), finding_key, is_wrong)


@command
def say_all_right(actor: Actor, post_id: int) -> None:
    """The author of hard words says that the check got them wrong: it is counted, and a moderator still reads them. Idempotent.

    Raises NotFound for anybody else, Conflict 'finding_gone' when no check saw danger in the words as they are now.
    """
    post, _discussion, group = post_for(actor, post_id)
    if post.author_id is None or post.author_id != actor.member_id:
        raise NotFound
    revision = waiting_revision(post.id) or db.session.get(Revision, post.revision_id)
    found = Assessment.from_json(revision.findings) if revision else Assessment()
    wrong = frozenset(each.key for each in found.for_family("crisis"))
    if revision is None or not wrong:
        raise Conflict("finding_gone")
    revision.findings = as_stored(found, wrong)
    publish(
        WordsChecked(
            actor_id=actor.member_id,
            # What came with an import has no draft.
            draft_key=post.draft_key or f"post:{post.id}",
            author_id=post.author_id,
            scope_path=group.path,
            state=CRISIS,
            hits=hits_of(found, wrong),
            post_id=post.id,
        )
    )


@command
def _fix_draft(actor: Actor, seen: Look, finding_key: str, start: int | None) -> int:
    draft, path = _own_draft(actor, seen.key)
    chosen = _chosen(draft, asked_of(_looked_at(actor, draft, path, seen)), finding_key, start)
    if not chosen:
        return 0
    words, swaps = fixed({"title": draft.title, "body": draft.body}, chosen)
    draft.title, draft.body = words["title"], words["body"]
    draft.swaps = [swap.to_json() for swap in swaps]
    draft.updated_at = clock.now()
    return len(chosen)


@command
def _dispute(actor: Actor, seen: Look, finding_key: str, is_wrong: bool) -> None:
    draft, path = _own_draft(actor, seen.key)
    found = _looked_at(actor, draft, path, seen)
    if finding_key not in {each.key for each in asked_of(found)}:
        raise Conflict("finding_gone")
    others = [each for each in draft.disputed if each != finding_key][-MOST_DISPUTED:]
    draft.disputed = [*others, finding_key] if is_wrong else others
    draft.updated_at = clock.now()
    publish(
        WordsChecked(
            actor_id=actor.member_id,
            draft_key=draft.key,
            author_id=draft.author_id,
            scope_path=path,
            state=COACHED,
            hits=hits_of(found, frozenset(draft.disputed)),
        )
    )


def _chosen(draft: Draft, asked: tuple[Finding, ...], key: str, start: int | None) -> list[Finding]:
    mendable = [each for each in asked if each.fix is not None]
    if key == ALL:
        return [each for each in mendable if each.key not in draft.disputed]
    named = [each for each in mendable if each.key == key]
    return [each for each in named if each.start == start] or named[:1]


def _look(actor: Actor, key: str) -> Look:
    """Check a draft before the transaction opens. Raises NotFound for another's."""
    draft = draft_place(actor, key).draft
    return Look(key, draft.title.strip(), draft.body, assess(actor, draft.kind, draft.body, draft.title))


def _looked_at(actor: Actor, draft: Draft, path: str, seen: Look) -> Assessment:
    """What was seen, as it counts in a place; looked at once more when the words have changed since."""
    is_same = (draft.title.strip(), draft.body) == (seen.title, seen.body)
    noticed = seen.noticed if is_same else assess(actor, draft.kind, draft.body, draft.title)
    return rated(actor, noticed, path)


def _own_draft(actor: Actor, key: str) -> tuple[Draft, str]:
    """The draft, and the path of where it is meant for; the whole community when that is gone."""
    found = draft_place(actor, key)
    if found.draft.title != found.draft.title.strip():
        # Places in a title count from its first letter, as the checks read it.
        found.draft.title = found.draft.title.strip()
    return found.draft, found.group.path if found.group else ROOT
