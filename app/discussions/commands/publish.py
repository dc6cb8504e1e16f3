"""Starting a discussion and replying: the words come out, or wait for a moderator, or go back to the composer with what was found."""

from __future__ import annotations

from typing import cast

from sqlalchemy import select

from app.accounts.actor import Actor
from app.accounts.queries import actor_of
from app.core import clock
from app.core.command import Overtaken, command, must_hold, publish
from app.core.db import db
from app.core.driver import alone
from app.core.limits import count
from app.core.policy import Forbidden, Invalid, NotFound, require
from app.core.text import slugify
from app.discussions import policies
from app.discussions.commands.drafts import forget_draft, save_draft
from app.discussions.commands.next_place import write_in_next_place
from app.discussions.commands.noting import told
from app.discussions.commands.placing import announce, opened, promise_to_tell
from app.discussions.commands.quoting import keep_quotes
from app.discussions.commands.slowing import count_slowed
from app.discussions.commands.standing import (
    KnownPlace,
    KnownTalk,
    NewPost,
    Standing,
    hold,
    new_post,
    reserved,
    standing,
    standing_in_group,
    write,
)
from app.discussions.commands.waiting import hold_post
from app.discussions.events import PostComing
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
from app.discussions.limits import POSTING
from app.discussions.models import Discussion, DiscussionTag, Post, Watch
from app.discussions.preparing import CRISIS_OUT, Words, checked_tags, checked_title, entry, prepare
from app.groups.audience import Audience, narrower, widest
from app.groups.models import Group
from app.groups.policies import read
from app.guidelines.commands import accept_current

BACK = (COACHED, BLOCKED, GUIDELINES)
"""What becomes of words that go back to the composer."""


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
    known = standing_in_group(_member(actor), given.draft_key, group.id)
    if known.earlier_id is not None:
        return _posted_before(known.earlier_id, given.draft_key)
    actor = _as_now(actor, known)
    require(policies.start(actor, group))
    audience = _chosen_audience(given.audience, group)
    words = words.at(actor, group.path, _disputed(given, known))
    state = _state(actor, words, given, group.path, known.accepted)
    if state in BACK:
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
    _count(actor, words, group.path)
    discussion = _new_discussion(actor, group, title, words, audience, tags)
    db.session.add(Watch(discussion_id=discussion.id, member_id=_member(actor), since=clock.now()))
    discussion.opening_id = known.post_id
    post = new_post(known, discussion, _member(actor))
    if _is_out(state):
        promise_to_tell(post.id)
        post = opened(post, discussion)
    write(post, words, given.draft_key, given.anyway)
    return _come_out(actor, post, discussion, group, words, state, given, known)


@command
def reply(actor: Actor, given: ReplyInput) -> Outcome:
    """Reply to a discussion, or to one of its posts. Raises as `start_discussion`.

    Nobody holds the discussion until the reply takes its place there; that finds out whether what was decided still is so. On SQLite it
    has its turn to write once that is decided.
    """
    words = prepare(actor, "reply", given.body)
    known = _known(actor, given)
    discussion, group = known.talk, known.place
    if known.earlier_id is not None:
        return _posted_before(known.earlier_id, given.draft_key)
    actor = _as_now(actor, known)
    require(policies.reply(actor, cast(Discussion, discussion), cast(Group, group)))
    # Who answers the opening post answers the discussion itself.
    answered_id = None if given.reply_to_id == discussion.opening_id else given.reply_to_id
    if answered_id is not None and (known.answered_in != discussion.id or known.answered_state != PUBLISHED):
        raise Invalid("reply_gone", field="reply_to_id")
    words = words.at(actor, group.path, _disputed(given, known))
    state = _state(actor, words, given, group.path, known.accepted)
    if state in BACK:
        draft = DraftInput(
            given.draft_key, "reply", discussion_id=discussion.id, reply_to_id=answered_id, body=given.body
        )
        save_draft(actor, draft)
        outcome = Outcome(state, given.draft_key, discussion_id=discussion.id, assessment=words.assessment)
        return told(actor, outcome, words, group)
    if _is_out(state):
        with alone(db.session()):
            publish(PostComing(actor_id=actor.member_id, discussion_id=discussion.id, answered_id=answered_id))
    elif not must_hold():
        # What waits is brought to the desk of a place, and that is where the discussion stands.
        raise Overtaken
    known = reserved(known, _member(actor))
    post = new_post(known, discussion, _member(actor), answered_id)
    _count(actor, words, group.path)
    if _is_out(state):
        promise_to_tell(post.id)
        # Last of all that can go before: whoever writes there at the same moment waits from here on.
        post = write_in_next_place(post, known, words, given.draft_key, given.anyway)
    else:
        write(post, words, given.draft_key, given.anyway)
    return _come_out(actor, post, discussion, group, words, state, given, known)


def _known(actor: Actor, given: ReplyInput) -> Standing:
    """What is known of the discussion. Raises NotFound when the actor may not see it. 1 statement, 2 when it must be held."""
    if must_hold():
        hold(given.discussion_id)
    with alone(db.session()):
        known = standing(_member(actor), given.draft_key, given.discussion_id, given.reply_to_id)
    # They have every column that a rule looks at.
    if known is None or not policies.see_discussion(actor, cast(Discussion, known.talk), cast(Group, known.place)):
        raise NotFound
    return known


def _as_now(actor: Actor, known: Standing) -> Actor:
    """The actor with the limits that hold for them now: one may have been laid since they came in."""
    return actor if known.limits == len(actor.restrictions) else actor_of(_member(actor))


def _state(actor: Actor, words: Words, given: StartInput | ReplyInput, path: str, accepted: bool) -> str:
    """What becomes of the words, once the guidelines had their say."""
    trusted = actor.moderates(path)
    state = entry(words.assessment, anyway=given.anyway, is_trusted=trusted, disputed=words.disputed, seen=given.seen)
    if given.accepts_guidelines:
        accept_current(actor)
    elif not words.assessment.is_crisis and not accepted:
        # Somebody in danger is never asked to read the guidelines first.
        return GUIDELINES
    return state


def _count(actor: Actor, words: Words, path: str) -> None:
    """Count one more post of theirs. Raises TooMany."""
    count(POSTING, _member(actor))
    if not words.assessment.is_crisis:
        # Somebody in danger is never told to wait an hour.
        count_slowed(actor, path)


def _is_out(state: str) -> bool:
    return state == PUBLISHED or (state == CRISIS and CRISIS_OUT.get())


def _come_out(
    actor: Actor,
    post: NewPost,
    discussion: Discussion | KnownTalk,
    group: Group | KnownPlace,
    words: Words,
    state: str,
    given: StartInput | ReplyInput,
    known: Standing,
) -> Outcome:
    keep_quotes(post, words.body)
    if known.disputed is not None:
        forget_draft(actor, given.draft_key)
    if post.seq is not None:
        announce(actor, post, discussion, group, words.rendered.mentions)
    if state in (HELD, CRISIS):
        held = (db.session.get_one(Post, post.id), db.session.get_one(Discussion, discussion.id))
        hold_post(actor, *held, db.session.get_one(Group, group.id), words.assessment, words.disputed)
    return told(actor, Outcome(state, given.draft_key, post.id, discussion.id, words.assessment), words, group)


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


def _chosen_audience(chosen: Audience | None, group: Group) -> Audience:
    limit = widest(group.access)
    if chosen is None:
        return limit
    if narrower(chosen, limit) != chosen:
        raise Invalid("wider_audience", field="audience")
    return chosen


def _posted_before(post_id: int, draft_key: str) -> Outcome:
    """The outcome of the same draft, sent before."""
    post = db.session.get_one(Post, post_id)
    return Outcome(PUBLISHED if post.is_published else HELD, draft_key, post.id, post.discussion_id)


def _disputed(given: StartInput | ReplyInput, known: Standing) -> frozenset[str]:
    """Keys of findings that the author calls wrong: as sent, or as kept with the draft when the words come from the composer again."""
    return given.disputed or frozenset(known.disputed or ())


def _member(actor: Actor) -> int:
    if actor.member_id is None:
        raise Forbidden("sign_in")
    return actor.member_id
