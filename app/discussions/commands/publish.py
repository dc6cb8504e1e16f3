"""Starting a discussion and replying: the words come out, or wait for a moderator, or go back to the composer with what was found."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from app.accounts.actor import Actor
from app.core import clock
from app.core.command import command
from app.core.db import db
from app.core.limits import Limit, count
from app.core.policy import Forbidden, Invalid, NotFound, require
from app.core.text import slugify
from app.discussions import policies
from app.discussions.commands.drafts import disputes, forget_draft, save_draft
from app.discussions.commands.finding import discussion_for
from app.discussions.commands.noting import told
from app.discussions.commands.placing import let_in
from app.discussions.commands.quoting import keep_quotes
from app.discussions.commands.slowing import count_slowed
from app.discussions.commands.waiting import hold_post
from app.discussions.inputs import (
    BLOCKED,
    COACHED,
    CRISIS,
    GUIDELINES,
    HELD,
    PUBLISHED,
    DraftInput,
    Outcome,
    ReplyInput,
    StartInput,
)
from app.discussions.models import Discussion, DiscussionTag, Post, Revision, Watch
from app.discussions.models.post import CURRENT
from app.discussions.preparing import CRISIS_OUT, Words, checked_tags, checked_title, entry, prepare
from app.groups.audience import Audience, narrower, widest
from app.groups.models import Group
from app.groups.policies import read
from app.guidelines.commands import accept_current
from app.guidelines.queries import has_accepted

POSTING = Limit("post", 40, timedelta(hours=1))


@command
def start_discussion(actor: Actor, given: StartInput) -> Outcome:
    """Start a discussion in a group.

    Raises NotFound, Forbidden (reason in wording.py), Invalid, TooMany, markup.TooLong. Sent twice, it is one discussion.
    """
    title, tags = checked_title(given.title), checked_tags(given.tags)
    words = prepare(actor, "discussion", given.body, title)
    group = db.session.scalar(select(Group).where(Group.id == given.group_id).with_for_update())
    if group is None or not read(actor, group):
        raise NotFound
    earlier = _posted_before(actor, given.draft_key)
    if earlier:
        return earlier
    require(policies.start(actor, group))
    audience = _chosen_audience(given.audience, group)
    words = words.at(actor, group.path, disputes(actor, given, words))
    state = _state(actor, words, given, group.path)
    if state in (COACHED, BLOCKED, GUIDELINES):
        save_draft(
            actor,
            DraftInput(
                given.draft_key,
                "discussion",
                group_id=group.id,
                title=given.title,
                body=given.body,
                tags=", ".join(given.tags),
                audience=int(audience),
            ),
        )
        return told(actor, Outcome(state, given.draft_key, assessment=words.assessment), words, group)
    discussion = _new_discussion(actor, group, title, words, audience, tags)
    db.session.add(Watch(discussion_id=discussion.id, member_id=_member(actor), since=clock.now()))
    post = _new_post(actor, discussion, words, given.draft_key, None, given.anyway)
    discussion.opening_id = post.id
    return _come_out(actor, post, discussion, group, words, state, given.draft_key)


@command
def reply(actor: Actor, given: ReplyInput) -> Outcome:
    """Reply to a discussion, or to one of its posts. Raises as `start_discussion`."""
    words = prepare(actor, "reply", given.body)
    discussion, group = discussion_for(actor, given.discussion_id)
    earlier = _posted_before(actor, given.draft_key)
    if earlier:
        return earlier
    require(policies.reply(actor, discussion, group))
    reply_to_id = _answered_post(given.reply_to_id, discussion)
    words = words.at(actor, group.path, disputes(actor, given, words))
    state = _state(actor, words, given, group.path)
    if state in (COACHED, BLOCKED, GUIDELINES):
        draft = DraftInput(
            given.draft_key, "reply", discussion_id=discussion.id, reply_to_id=reply_to_id, body=given.body
        )
        save_draft(actor, draft)
        outcome = Outcome(state, given.draft_key, discussion_id=discussion.id, assessment=words.assessment)
        return told(actor, outcome, words, group)
    post = _new_post(actor, discussion, words, given.draft_key, reply_to_id, given.anyway)
    return _come_out(actor, post, discussion, group, words, state, given.draft_key)


def _state(actor: Actor, words: Words, given: StartInput | ReplyInput, path: str) -> str:
    """What becomes of the words, once the limit and the guidelines had their say."""
    member_id = _member(actor)
    trusted = actor.moderates(path)
    state = entry(words.assessment, anyway=given.anyway, is_trusted=trusted, disputed=words.disputed, seen=given.seen)
    if given.accepts_guidelines:
        accept_current(actor)
    elif not words.assessment.is_crisis and not has_accepted(member_id):
        # Somebody in danger is never asked to read the guidelines first.
        return GUIDELINES
    if state not in (COACHED, BLOCKED):
        count(POSTING, member_id)
    if state not in (COACHED, BLOCKED) and not words.assessment.is_crisis:
        # Somebody in danger is never told to wait an hour.
        count_slowed(actor, path)
    return state


def _come_out(
    actor: Actor, post: Post, discussion: Discussion, group: Group, words: Words, state: str, draft_key: str
) -> Outcome:
    forget_draft(actor, draft_key)
    if state == PUBLISHED or (state == CRISIS and CRISIS_OUT.get()):
        let_in(actor, post, discussion, group, words.rendered.mentions)
    if state in (HELD, CRISIS):
        hold_post(actor, post, discussion, group, words.assessment, words.disputed)
    return told(actor, Outcome(state, draft_key, post.id, discussion.id, words.assessment), words, group)


def _new_discussion(
    actor: Actor, group: Group, title: str, words: Words, audience: Audience, tags: tuple[str, ...]
) -> Discussion:
    discussion = Discussion(
        group_id=group.id,
        title=title,
        slug=slugify(title) or "discussion",
        author_id=actor.member_id,
        audience=int(audience),
        created_at=clock.now(),
        excerpt=words.excerpt,
        last_post_at=clock.now(),
        people_ids=[],
    )
    db.session.add(discussion)
    db.session.flush()
    db.session.add_all(DiscussionTag(discussion_id=discussion.id, tag=tag) for tag in tags)
    return discussion


def _new_post(
    actor: Actor, discussion: Discussion, words: Words, draft_key: str, reply_to_id: int | None, anyway: bool
) -> Post:
    moment = clock.now()
    post = Post(
        discussion_id=discussion.id,
        author_id=actor.member_id,
        reply_to_id=reply_to_id,
        state=HELD,
        audience=discussion.audience,
        body=words.body,
        html=words.rendered.html,
        excerpt=words.excerpt,
        draft_key=draft_key,
        created_at=moment,
        state_at=moment,
    )
    db.session.add(post)
    db.session.flush()
    revision = Revision(
        post_id=post.id,
        number=1,
        title=words.title or None,
        body=words.body,
        html=words.rendered.html,
        author_id=actor.member_id,
        created_at=moment,
        state=CURRENT,
        findings=words.findings,
        anyway=anyway,
    )
    db.session.add(revision)
    db.session.flush()
    post.revision_id = revision.id
    keep_quotes(post, words.body)
    return post


def _answered_post(reply_to_id: int | None, discussion: Discussion) -> int | None:
    """The post that is answered; None for the discussion itself. Raises Invalid when it is gone or elsewhere."""
    if reply_to_id is None or reply_to_id == discussion.opening_id:
        return None
    answered = db.session.get(Post, reply_to_id)
    if answered is None or answered.discussion_id != discussion.id or not answered.is_published:
        raise Invalid("reply_gone", field="reply_to_id")
    return answered.id


def _chosen_audience(chosen: Audience | None, group: Group) -> Audience:
    limit = widest(group.access)
    if chosen is None:
        return limit
    if narrower(chosen, limit) != chosen:
        raise Invalid("wider_audience", field="audience")
    return chosen


def _posted_before(actor: Actor, draft_key: str) -> Outcome | None:
    """The outcome of the same draft, sent before."""
    post = db.session.scalar(select(Post).where(Post.author_id == _member(actor), Post.draft_key == draft_key))
    if post is None:
        return None
    return Outcome(PUBLISHED if post.is_published else HELD, draft_key, post.id, post.discussion_id)


def _member(actor: Actor) -> int:
    if actor.member_id is None:
        raise Forbidden("sign_in")
    return actor.member_id
