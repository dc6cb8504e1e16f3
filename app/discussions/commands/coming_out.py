"""What starting a discussion and replying have in common: what becomes of the words, and what follows when they come out."""

from __future__ import annotations

from collections.abc import Sequence

from app.accounts.actor import Actor
from app.accounts.queries import actor_of
from app.core.db import db
from app.core.limits import count_each
from app.core.policy import Forbidden
from app.discussions.commands.drafts import forget_draft
from app.discussions.commands.noting import told
from app.discussions.commands.placing import announce
from app.discussions.commands.quoting import keep_quotes
from app.discussions.commands.slowing import count_slowed
from app.discussions.commands.standing import KnownPlace, KnownTalk, NewPost, Standing
from app.discussions.commands.waiting import hold_post
from app.discussions.inputs import (
    BLOCKED,
    COACHED,
    CRISIS,
    GUIDELINES,
    HELD,
    PUBLISHED,
    Outcome,
    ReplyInput,
    StartInput,
)
from app.discussions.limits import POSTING
from app.discussions.models import Discussion, Post
from app.discussions.preparing import CRISIS_OUT, Words, entry
from app.groups.models import Group

BACK = (COACHED, BLOCKED, GUIDELINES)
"""What becomes of words that go back to the composer."""


def as_now(actor: Actor, known: Standing) -> Actor:
    """The actor with the limits that hold for them now: one may have been laid since they came in."""
    return actor if known.limits == len(actor.restrictions) else actor_of(member_of(actor))


def state_of(actor: Actor, words: Words, given: StartInput | ReplyInput, known: Standing) -> str:
    """What becomes of the words, once the guidelines had their say."""
    trusted = actor.moderates(known.path)
    state = entry(words.assessment, anyway=given.anyway, is_trusted=trusted, disputed=words.disputed, seen=given.seen)
    # Somebody in danger is never asked to read the guidelines first.
    must_accept = not (given.accepts_guidelines or words.assessment.is_crisis or known.accepted)
    return GUIDELINES if must_accept else state


def count_posts(coming: Sequence[tuple[Actor, Words, str]]) -> None:
    """Count one more post of each author, with its words, on that path. Raises TooMany."""
    count_each(POSTING, [member_of(actor) for actor, _, _ in coming])
    for actor, words, path in coming:
        if not words.assessment.is_crisis:
            # Somebody in danger is never told to wait an hour.
            count_slowed(actor, path)


def is_out(state: str) -> bool:
    """Whether words in this state are read by others at once."""
    return state == PUBLISHED or (state == CRISIS and CRISIS_OUT.get())


def come_out(
    actor: Actor,
    post: NewPost,
    discussion: Discussion | KnownTalk,
    group: Group | KnownPlace,
    words: Words,
    state: str,
    given: StartInput | ReplyInput,
    known: Standing,
) -> Outcome:
    """What follows once a post is written, with its place or waiting; what becomes of it is announced."""
    keep_quotes(post, words.body)
    if known.disputed is not None:
        forget_draft(actor, given.draft_key)
    if post.seq is not None:
        announce(actor, post, discussion, group, words.rendered.mentions)
    if state in (HELD, CRISIS):
        held = (db.session.get_one(Post, post.id), db.session.get_one(Discussion, discussion.id))
        hold_post(actor, *held, db.session.get_one(Group, group.id), words.assessment, words.disputed)
    return told(actor, Outcome(state, given.draft_key, post.id, discussion.id, words.assessment), words, group)


def posted_before(post_id: int, draft_key: str) -> Outcome:
    """The outcome of the same draft, sent before."""
    post = db.session.get_one(Post, post_id)
    return Outcome(PUBLISHED if post.is_published else HELD, draft_key, post.id, post.discussion_id)


def disputed_in(given: StartInput | ReplyInput, known: Standing) -> frozenset[str]:
    """Keys of findings that the author calls wrong: as sent, or as kept with the draft when the words come from the composer again."""
    return given.disputed or frozenset(known.disputed or ())


def member_of(actor: Actor) -> int:
    """Raises Forbidden for a visitor."""
    if actor.member_id is None:
        raise Forbidden("sign_in")
    return actor.member_id
