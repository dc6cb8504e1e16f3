"""Sending a welcome: as a reply where the newcomer wrote, or as words for them alone. Nobody is welcomed twice."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import select

from app.accounts.actor import Actor
from app.core import clock
from app.core.command import command, publish
from app.core.db import db
from app.core.limits import count
from app.core.policy import Conflict, Invalid, NotFound, require
from app.discussions.commands import replying
from app.discussions.commands.drafts import forget_draft, save_draft
from app.discussions.commands.slowing import count_slowed
from app.discussions.commands.waiting import cause_of
from app.discussions.inputs import BLOCKED, COACHED, CRISIS, GUIDELINES, HELD, PUBLISHED, DraftInput, ReplyInput
from app.discussions.limits import POSTING
from app.discussions.models import Post
from app.discussions.preparing import Words, entry, prepare
from app.guidelines.commands import accept_current
from app.guidelines.queries import has_accepted
from app.mentoring import policies
from app.mentoring.commands.claims import held_newcomer
from app.mentoring.commands.introducing import introduce
from app.mentoring.events import GreetingSent
from app.mentoring.inputs import GREETING, REPLY, WelcomeInput, WelcomeOutcome
from app.mentoring.letter import LONGEST_LINE, MOST_PEOPLE
from app.mentoring.models import Greeting
from app.mentoring.queries.addressing import Addressed, address
from app.mentoring.queries.case import welcomed
from app.mentoring.queries.greetings import scope_of
from app.mentoring.queries.newcomer import FirstPost
from app.moderation.commands import open_item
from app.moderation.inputs import OpenInput
from app.notifications.commands import notify

STORED = (PUBLISHED, HELD, CRISIS)


def send_welcome(actor: Actor, given: WelcomeInput) -> WelcomeOutcome:
    """Send a welcome once, however often it is sent. What is coached, blocked or lacks the guidelines stores the line as a draft.

    Raises Forbidden ('no_mentor', and those of a reply), NotFound; Conflict: those of `held_newcomer`, 'welcomed' (with `who`), 'way'
    (it would go out in another way than the mentor saw, with `way`), 'people' or 'talk' (cannot be put in any more), each with `name`;
    Invalid on `line`: 'own_line', 'line_long'; TooMany, markup.TooLong. The words are put together before the transaction opens.
    """
    require(policies.claim(actor))
    if earlier := _sent_before(actor, given.draft_key):
        return earlier
    _check(given)
    # Asked once more under the lock below: here it says why, before anything is put together.
    held_newcomer(actor, given.newcomer_id)
    found = address(actor, given)
    if not found.letter.has_own(given.line):
        raise Invalid("own_line", field="line")
    text = found.letter.text(given.line)
    if given.way == REPLY:
        return _send_reply(actor, given, found, text)
    return _send_greeting(actor, given, prepare(actor, GREETING, text))


@command
def come_out(greeting: Greeting, *, by_id: int | None) -> None:
    """A welcome can be read from now on, because of what `by_id` did: tell its newcomer, and everybody who counts. Nested.

    A reply that is a welcome is one notice: the one that would tell of the reply has the same key and finds it there.
    """
    publish(
        GreetingSent(
            actor_id=by_id,
            greeting_id=greeting.id,
            newcomer_id=greeting.newcomer_id,
            mentor_id=greeting.mentor_id or 0,
            post_id=greeting.post_id,
        )
    )
    key = f"post:{greeting.post_id}" if greeting.post_id else f"greeting:{greeting.id}"
    notify(
        greeting.newcomer_id, GREETING, key=key, subject_kind=GREETING, subject_id=greeting.id, actor_id=greeting.mentor_id
    )  # fmt: skip


@command
def note_post_out(post_id: int) -> None:
    """A post came out: was it a welcome that waited for a moderator?"""
    greeting = db.session.scalar(select(Greeting).where(Greeting.post_id == post_id).with_for_update())
    if greeting is not None:
        greeting.sent_at = clock.now()
        come_out(greeting, by_id=greeting.mentor_id)


@command
def _send_reply(actor: Actor, given: WelcomeInput, found: Addressed, text: str) -> WelcomeOutcome:
    assert found.seen.first is not None
    wanted = ReplyInput(
        given.draft_key,
        found.seen.first.discussion_id,
        text,
        found.seen.first.post_id,
        anyway=given.anyway,
        accepts_guidelines=given.accepts_guidelines,
        seen=given.seen,
    )
    outcome = replying.reply(actor, wanted)
    if earlier := _sent_before(actor, given.draft_key):
        return earlier
    now = _still(actor, given)
    if outcome.state not in STORED or outcome.post_id is None:
        _keep_line(actor, given, now)
        return WelcomeOutcome(outcome.state, assessment=outcome.assessment)
    post = db.session.get_one(Post, outcome.post_id)
    greeting = _store(actor, given, now, Greeting(post_id=post.id))
    if post.is_published:
        come_out(greeting, by_id=actor.member_id)
    return WelcomeOutcome(outcome.state, greeting.id, post.id, outcome.assessment)


@command
def _send_greeting(actor: Actor, given: WelcomeInput, words: Words) -> WelcomeOutcome:
    # Sent twice at once, the second waits here for the first, and finds what it stored.
    held_newcomer(actor, given.newcomer_id)
    if earlier := _sent_before(actor, given.draft_key):
        return earlier
    now = _still(actor, given)
    path = scope_of(now.seen.row)
    words = words.at(actor, path)
    state = _state(actor, given, words, path)
    if state not in STORED:
        _keep_line(actor, given, now)
        return WelcomeOutcome(state, assessment=words.assessment)
    html = words.rendered.html if state == PUBLISHED else ""
    greeting = _store(actor, given, now, Greeting(body=words.body, html=html))
    forget_draft(actor, given.draft_key)
    if state == PUBLISHED:
        come_out(greeting, by_id=actor.member_id)
    else:
        cause = cause_of(words.assessment, words.body, None)
        open_item(OpenInput(GREETING, greeting.id, path, actor.member_id, "welcome", (cause,)))
    return WelcomeOutcome(state, greeting.id, None, words.assessment)


def _check(given: WelcomeInput) -> None:
    if len(given.line) > LONGEST_LINE:
        raise Invalid("line_long", field="line")
    if len(given.people) > MOST_PEOPLE:
        raise Invalid("too_many_people", field="people")


def _sent_before(actor: Actor, draft_key: str) -> WelcomeOutcome | None:
    """The outcome of the same welcome, sent before."""
    row = db.session.execute(
        select(Greeting, Post.state)
        .outerjoin(Post, Post.id == Greeting.post_id)
        .where(Greeting.mentor_id == actor.member_id, Greeting.draft_key == draft_key)
    ).one_or_none()
    if row is None:
        return None
    greeting, post_state = row
    is_out = bool(greeting.html) or post_state == PUBLISHED
    return WelcomeOutcome(PUBLISHED if is_out else HELD, greeting.id, greeting.post_id)


def _still(actor: Actor, given: WelcomeInput) -> Addressed:
    """What the welcome was made of is still true, now that the newcomer's row is locked."""
    newcomer = held_newcomer(actor, given.newcomer_id)
    found = address(actor, given)
    if before := welcomed(actor, newcomer.member_id):
        raise Conflict("welcomed", who=before.by, name=found.seen.name)
    return found


def _state(actor: Actor, given: WelcomeInput, words: Words, path: str) -> str:
    """What becomes of words for the newcomer alone: as it would of a post."""
    member_id = actor.member_id or 0
    state = entry(words.assessment, anyway=given.anyway, is_trusted=actor.moderates(path), seen=given.seen)
    if given.accepts_guidelines:
        accept_current(actor)
    elif not words.assessment.is_crisis and not has_accepted(member_id):
        return GUIDELINES
    if state not in (COACHED, BLOCKED):
        count(POSTING, member_id)
    if state not in (COACHED, BLOCKED) and not words.assessment.is_crisis:
        count_slowed(actor, path)
    return state


def _keep_line(actor: Actor, given: WelcomeInput, found: Addressed) -> None:
    """The draft holds what the mentor typed; the template stands around it wherever they go on."""
    save_draft(actor, draft_of(given, found.seen.first))


def draft_of(given: WelcomeInput, first: FirstPost | None = None) -> DraftInput:
    """The mentor's own line as a draft, with its place where there is one."""
    draft = DraftInput(given.draft_key, "reply", body=given.line)
    if first is None or given.way != REPLY:
        return draft
    return replace(draft, discussion_id=first.discussion_id, reply_to_id=first.post_id)


def _store(actor: Actor, given: WelcomeInput, found: Addressed, greeting: Greeting) -> Greeting:
    if actor.member_id is None:
        raise NotFound
    greeting.newcomer_id, greeting.mentor_id = given.newcomer_id, actor.member_id
    greeting.draft_key, greeting.sent_at = given.draft_key, clock.now()
    db.session.add(greeting)
    db.session.flush()
    introduce(greeting, [person.member_id for person in found.letter.people])
    return greeting
