"""Posts and edits that wait for a moderator: how they get to the desk, and what a decision does to them."""

from __future__ import annotations

from app.accounts.actor import Actor
from app.core import clock
from app.core.command import command, publish
from app.core.db import db
from app.core.markup import mentions_in
from app.core.policy import Conflict
from app.core.tokens import new_token
from app.discussions.commands.finding import post_by_id
from app.discussions.commands.order import lock
from app.discussions.commands.placing import let_in, put_back, take_out
from app.discussions.commands.showing import show_revision
from app.discussions.commands.withholding import before_of, hide, uncover
from app.discussions.events import PostHeld, PostRemoved, PostRestored
from app.discussions.inputs import SUBJECT
from app.discussions.models import Discussion, Draft, Post, Revision
from app.discussions.models.post import DROPPED, HELD, HIDDEN, REMOVED, SENT_BACK
from app.discussions.preparing import as_stored
from app.discussions.queries.revisions import waiting_revision
from app.groups.models import Group
from app.guidelines.assessment import Assessment
from app.guidelines.effects import Effect
from app.moderation.commands import open_item
from app.moderation.inputs import CauseInput, OpenInput
from app.moderation.registry import Before


@command
def hold_post(
    actor: Actor,
    post: Post,
    discussion: Discussion,
    group: Group,
    assessment: Assessment,
    disputed: frozenset[str] = frozenset(),
) -> None:
    """Open the review item of a post, or of an edit of it, that the checks hold; `disputed` findings are marked for the moderator."""
    revision = waiting_revision(post.id)
    judged = revision.id if revision else post.revision_id
    text = revision.body if revision else post.body
    open_item(
        OpenInput(
            subject_kind=SUBJECT,
            subject_id=post.id,
            scope_path=group.path,
            author_id=post.author_id,
            what="discussion" if post.id == discussion.opening_id else "reply",
            causes=(cause_of(assessment, text, judged, disputed),),
        )
    )
    publish(PostHeld(actor_id=actor.member_id, post_id=post.id, discussion_id=discussion.id, group_id=group.id))


def cause_of(
    assessment: Assessment, text: str, revision_id: int | None, disputed: frozenset[str] = frozenset()
) -> CauseInput:
    """The cause of a hold: a crisis signal is first on the desk; without a finding, staff asked to see the words again."""
    if assessment.is_crisis:
        kind, reason, risk = "crisis", "crisis", 3
    elif assessment.findings:
        strongest = max(assessment.findings, key=lambda finding: finding.effect)
        kind, reason, risk = "check", strongest.family, 2 if strongest.effect >= Effect.HOLD else 1
    else:
        kind, reason, risk = "staff", "changed", 1
    findings = as_stored(assessment, disputed)["findings"]
    return CauseInput(kind=kind, reason=reason, risk=risk, snapshot=text, revision_id=revision_id, findings=findings)


@command
def apply_decision(actor: Actor, post_id: int, action: str, revision_id: int | None) -> Before:
    """Do to the post what a moderator decided; answers how it was. Raises Conflict when its state does not allow it any more."""
    post, discussion, group = post_by_id(post_id)
    waiting = waiting_revision(post.id) if post.state != HELD else None
    before = before_of(post, discussion, waiting)
    if action == "publish":
        _publish(actor, post, discussion, group, waiting)
    elif action == "send_back":
        _send_back(post, discussion, waiting)
    elif action == "remove":
        _remove(actor, post, discussion, group, waiting)
    elif action == "restore":
        _restore(actor, post, discussion, group)
        publish(PostRestored(actor_id=actor.member_id, post_id=post.id, discussion_id=discussion.id))
    elif action == "hide":
        hide(post, discussion)
    elif action in ("lock", "unlock"):
        lock(actor, discussion.id, locked=action == "lock")
    elif action != "keep":
        raise Conflict("not_now")
    return before


def _restore(actor: Actor, post: Post, discussion: Discussion, group: Group) -> None:
    """Back to its former place; what was removed before it ever came out comes out now."""
    if post.state == HIDDEN:
        uncover(post, discussion)
    elif post.seq is None:
        let_in(actor, post, discussion, group, mentions_in(post.body))
    else:
        put_back(post, discussion, group)


def _publish(actor: Actor, post: Post, discussion: Discussion, group: Group, waiting: Revision | None) -> None:
    if post.state == HELD:
        let_in(actor, post, discussion, group, mentions_in(post.body))
    elif waiting is not None:
        show_revision(actor, post, discussion, waiting)
    else:
        raise Conflict("not_now")


def _send_back(post: Post, discussion: Discussion, waiting: Revision | None) -> None:
    """The words return to their author's drafts; an edit that waited is dropped and the former words stay."""
    revision = waiting or db.session.get(Revision, post.revision_id)
    if post.author_id is not None and revision is not None:
        draft = Draft(
            key=new_token(),
            author_id=post.author_id,
            kind="edit",
            post_id=post.id,
            discussion_id=discussion.id,
            title=revision.title or "",
            body=revision.body,
            updated_at=clock.now(),
        )
        db.session.add(draft)
    if waiting is not None:
        waiting.become(DROPPED)
    elif post.state == HELD:
        post.turn(SENT_BACK, clock.now())
    else:
        raise Conflict("not_now")


def _remove(actor: Actor, post: Post, discussion: Discussion, group: Group, waiting: Revision | None) -> None:
    if waiting is not None:
        # What was judged is the edit: the words that everybody has been reading stay.
        waiting.become(DROPPED)
        return
    if post.has_place:
        take_out(post, discussion, group, REMOVED)
    else:
        post.turn(REMOVED, clock.now())
    publish(PostRemoved(actor_id=actor.member_id, post_id=post.id, discussion_id=discussion.id))
