"""Starting a discussion: the words come out, or wait for a moderator, or go back to the composer with what was found."""

from __future__ import annotations

from sqlalchemy import select

from app.accounts.actor import Actor
from app.core import clock
from app.core.command import command
from app.core.db import db
from app.core.policy import Invalid, NotFound, require
from app.core.text import slugify
from app.discussions import policies
from app.discussions.commands.coming_out import (
    BACK,
    as_now,
    come_out,
    count_posts,
    disputed_in,
    is_out,
    member_of,
    posted_before,
    state_of,
)
from app.discussions.commands.drafts import save_draft
from app.discussions.commands.noting import told
from app.discussions.commands.placing import opened, promise_to_tell
from app.discussions.commands.standing import (
    new_post,
    standing_in_group,
    write,
)
from app.discussions.inputs import DraftInput, Outcome, StartInput
from app.discussions.models import Discussion, DiscussionTag, Watch
from app.discussions.preparing import Words, checked_tags, checked_title, prepare
from app.groups.audience import Audience, narrower, widest
from app.groups.models import Group
from app.groups.policies import read
from app.guidelines.commands import accept_current


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
    known = standing_in_group(member_of(actor), given.draft_key, group.id)
    if known.earlier_id is not None:
        return posted_before(known.earlier_id, given.draft_key)
    actor = as_now(actor, known)
    require(policies.start(actor, group))
    audience = _chosen_audience(given.audience, group)
    words = words.at(actor, group.path, disputed_in(given, known))
    state = state_of(actor, words, given, known)
    if given.accepts_guidelines:
        accept_current(actor)
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
    count_posts([(actor, words, group.path)])
    discussion = _new_discussion(actor, group, title, words, audience, tags)
    db.session.add(Watch(discussion_id=discussion.id, member_id=member_of(actor), since=clock.now()))
    discussion.opening_id = known.post_id
    post = new_post(known, discussion, member_of(actor))
    if is_out(state):
        promise_to_tell(post.id)
        post = opened(post, discussion)
    write(post, words, given.draft_key, given.anyway)
    return come_out(actor, post, discussion, group, words, state, given, known)


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
