"""Changing one's own words, and taking them back. An edit is checked like a post; while it waits, the former words stay."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import func, select

from app.accounts.actor import Actor
from app.core import clock
from app.core.command import command, publish
from app.core.db import db
from app.core.limits import count
from app.core.policy import require
from app.core.tokens import new_token
from app.discussions import policies
from app.discussions.commands.drafts import disputes, forget_draft, save_draft
from app.discussions.commands.finding import post_for
from app.discussions.commands.noting import told
from app.discussions.commands.placing import take_out
from app.discussions.commands.quoting import keep_quotes
from app.discussions.commands.showing import show_revision
from app.discussions.commands.waiting import hold_post
from app.discussions.events import PostWithdrawn
from app.discussions.inputs import BLOCKED, COACHED, CRISIS, HELD, PUBLISHED, SUBJECT, DraftInput, EditInput, Outcome
from app.discussions.limits import POSTING
from app.discussions.models import Discussion, Post, Revision
from app.discussions.models.post import CURRENT, DROPPED, PAST, SENT_BACK, WITHDRAWN
from app.discussions.models.post import HELD as WAITS
from app.discussions.preparing import Words, checked_title, entry, prepare
from app.discussions.queries.revisions import waiting_revision
from app.groups.models import Group
from app.moderation.commands import hold_still, renew_item, withdraw_item


@command
def edit_post(actor: Actor, given: EditInput) -> Outcome:
    """Store new words for one's own post. Raises NotFound, Forbidden, Invalid, markup.TooLong.

    A published post shows them at once, or waits with the former words standing. A held one keeps its place in line, and a moderator
    sees the new words beside the old. One that was sent back goes to a moderator again.
    """
    title = checked_title(given.title) if given.title is not None else ""
    words = prepare(actor, "edit", given.body, title)
    hold_still(SUBJECT, given.post_id)
    post, discussion, group = post_for(actor, given.post_id)
    words = words.at(actor, group.path, disputes(actor, given, words))
    if post.id != discussion.opening_id:
        words = replace(words, title="")
    require(policies.edit(actor, post, discussion, group))
    outcome = _outcome(actor, post, discussion, group, words, given)
    return told(actor, outcome, words, group)


def _outcome(actor: Actor, post: Post, discussion: Discussion, group: Group, words: Words, given: EditInput) -> Outcome:
    trusted = actor.moderates(group.path)
    state = entry(words.assessment, anyway=given.anyway, is_trusted=trusted, disputed=words.disputed, seen=given.seen)
    if state in (COACHED, BLOCKED):
        draft = DraftInput(given.draft_key, "edit", post_id=post.id, title=given.title or "", body=given.body)
        save_draft(actor, draft)
        return Outcome(state, given.draft_key, post.id, discussion.id, words.assessment)
    count(POSTING, actor.member_id or 0)
    forget_draft(actor, given.draft_key, post_id=post.id)
    waiting = waiting_revision(post.id)
    if _unchanged(post, discussion, words, waiting):
        return Outcome(
            PUBLISHED if post.is_published and waiting is None else HELD, given.draft_key, post.id, discussion.id
        )
    if not post.is_published:
        return _edit_waiting(actor, post, discussion, group, words, given, state)
    return _edit_published(actor, post, discussion, group, words, given, state)


@command
def take_back(actor: Actor, post_id: int) -> str:
    """Take one's own post back; its newest words are answered, and kept in the drafts. Raises NotFound, Forbidden."""
    hold_still(SUBJECT, post_id)
    post, discussion, group = post_for(actor, post_id)
    require(policies.take_back(actor, post, discussion))
    waiting = waiting_revision(post.id)
    words = waiting.body if waiting is not None else post.body
    if waiting is not None:
        waiting.become(DROPPED)
    if post.is_published:
        take_out(post, discussion, group, WITHDRAWN)
    else:
        post.turn(WITHDRAWN, clock.now())
    withdraw_item(SUBJECT, post.id)
    save_draft(actor, _as_draft(post, discussion, words))
    publish(PostWithdrawn(actor_id=actor.member_id, post_id=post.id, discussion_id=discussion.id))
    return words


@command
def take_back_edit(actor: Actor, post_id: int) -> None:
    """Drop an edit that waits; the former words stay. Raises NotFound, Forbidden. Idempotent."""
    hold_still(SUBJECT, post_id)
    post, _discussion, _group = post_for(actor, post_id)
    require(policies.take_back_edit(actor, post))
    waiting = waiting_revision(post.id)
    if waiting is not None and post.is_published:
        waiting.become(DROPPED)
        withdraw_item(SUBJECT, post.id)


def _as_draft(post: Post, discussion: Discussion, words: str) -> DraftInput:
    """The words as they would be begun anew."""
    if post.id == discussion.opening_id:
        return DraftInput(new_token(), "discussion", group_id=discussion.group_id, title=discussion.title, body=words)
    return DraftInput(new_token(), "reply", discussion_id=discussion.id, reply_to_id=post.reply_to_id, body=words)


def _edit_published(
    actor: Actor, post: Post, discussion: Discussion, group: Group, words: Words, given: EditInput, state: str
) -> Outcome:
    former = waiting_revision(post.id)
    if former is not None:
        former.become(DROPPED)
    revision = _add_revision(actor, post, words, given.anyway, WAITS)
    if state == PUBLISHED:
        if former is not None:
            withdraw_item(SUBJECT, post.id)
        show_revision(actor, post, discussion, revision)
    elif former is not None:
        renew_item(SUBJECT, post.id, revision.id, words.body, words.findings["findings"])
    else:
        hold_post(actor, post, discussion, group, words.assessment, words.disputed)
    return Outcome(state, given.draft_key, post.id, discussion.id, words.assessment)


def _edit_waiting(
    actor: Actor, post: Post, discussion: Discussion, group: Group, words: Words, given: EditInput, state: str
) -> Outcome:
    former = db.session.get(Revision, post.revision_id)
    if former is not None:
        former.become(PAST)
    revision = _add_revision(actor, post, words, given.anyway, CURRENT)
    post.show(revision, words.excerpt)
    if post.id == discussion.opening_id:
        discussion.title, discussion.excerpt = words.title or discussion.title, words.excerpt
    if post.state == SENT_BACK:
        post.turn(WAITS, clock.now())
        hold_post(actor, post, discussion, group, words.assessment, words.disputed)
    else:
        renew_item(SUBJECT, post.id, revision.id, words.body, words.findings["findings"])
    return Outcome(CRISIS if state == CRISIS else HELD, given.draft_key, post.id, discussion.id, words.assessment)


def _add_revision(actor: Actor, post: Post, words: Words, anyway: bool, state: str) -> Revision:
    last = db.session.scalar(select(func.max(Revision.number)).where(Revision.post_id == post.id)) or 0
    revision = Revision(
        post_id=post.id,
        number=last + 1,
        title=words.title or None,
        body=words.body,
        html=words.rendered.html,
        author_id=actor.member_id,
        created_at=clock.now(),
        state=state,
        findings=words.findings,
        anyway=anyway,
    )
    db.session.add(revision)
    db.session.flush()
    keep_quotes(post, words.body)
    return revision


def _unchanged(post: Post, discussion: Discussion, words: Words, waiting: Revision | None) -> bool:
    """Whether these are the newest words already, shown or waiting: sent twice, an edit is one."""
    newest = waiting.body if waiting is not None else post.body
    title = (waiting.title if waiting is not None else None) or discussion.title
    same_title = post.id != discussion.opening_id or words.title in ("", title)
    return newest == words.body and same_title and post.state != SENT_BACK
