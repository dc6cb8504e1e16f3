"""What mentoring does when something happens below it: newcomers arrive, are answered and come back; claims end with a role."""

from __future__ import annotations

from app.accounts.actor import MENTOR, SLOW
from app.accounts.events import MemberJoined, MemberRestricted, MemberSeen, RestrictionLifted, RoleGranted, RoleRevoked
from app.core.command import current_work
from app.core.db import db
from app.core.facts import on
from app.core.jobs import defer
from app.discussions.events import (
    DiscussionLocked,
    DiscussionMoved,
    DiscussionsRelocated,
    PostPublished,
    PostRemoved,
    PostRestored,
    PostsComing,
    PostWithdrawn,
)
from app.discussions.models import Discussion, Post
from app.groups.events import GroupAbsorbed, GroupArchived, MemberJoinedGroup, MemberLeftGroup
from app.mentoring.commands import asking, greeting, newcomers, nominating
from app.mentoring.commands.settling import review_claims
from app.mentoring.events import GreetingSent
from app.mentoring.queries import concerned

_CONCERNED = "concerned"


@on(MemberJoined)
def welcome_whoever_joined(fact: MemberJoined) -> None:
    """Who came with an import was here before."""
    if not fact.imported:
        newcomers.arrive(fact.member_id)


@on(PostsComing)
def ask_of_posts(fact: PostsComing) -> None:
    """What `note_post` would ask while the discussions are held, in the order in which they come.

    What comes before a reply there can make nothing of what it means, and never something of nothing: then it is asked again.
    """
    known = current_work().known
    for one, found in zip(fact.coming, concerned.by_coming(fact.coming), strict=True):
        waiting = known.setdefault((_CONCERNED, one.discussion_id), [])
        waiting.append(None if waiting and any(found) else found)


@on(PostPublished)
def note_post(fact: PostPublished) -> None:
    """Mostly it means nothing to newcomers, to a welcome or to a discussion that waits: one look tells."""
    asked = current_work().known.get((_CONCERNED, fact.discussion_id))
    found = (asked.pop(0) if asked else None) or concerned.by_post(fact.post_id)
    if found.is_about_newcomers:
        newcomers.note_post(fact.post_id)
    if found.is_welcome:
        # It waited for a moderator and has come out.
        greeting.note_post_out(fact.post_id)
    if found.is_first_answer:
        # The first answer of somebody else takes the discussion off the review desk; its author's own reply does not.
        asking.end_waiting(fact.discussion_id)


@on(PostWithdrawn)
def note_post_taken_back(fact: PostWithdrawn) -> None:
    newcomers.note_post(fact.post_id)


@on(PostRemoved)
def note_post_removed(fact: PostRemoved) -> None:
    """An answer that could not stay was none."""
    newcomers.note_post(fact.post_id)


@on(PostRestored)
def note_post_restored(fact: PostRestored) -> None:
    newcomers.note_post(fact.post_id)


@on(GreetingSent)
def note_greeting(fact: GreetingSent) -> None:
    newcomers.note_greeting(fact.newcomer_id)


@on(MemberSeen)
def note_seen(fact: MemberSeen) -> None:
    newcomers.note_seen(fact.member_id, fact.at)


@on(MemberJoinedGroup)
def note_joined_group(fact: MemberJoinedGroup) -> None:
    newcomers.note_groups(fact.member_id)


@on(MemberLeftGroup)
def note_left_group(fact: MemberLeftGroup) -> None:
    newcomers.note_groups(fact.member_id)


@on(GroupAbsorbed)
def follow_group(fact: GroupAbsorbed) -> None:
    newcomers.follow_group(fact.group_id, fact.into_id)
    nominating.follow_group(fact.group_id, fact.into_id)


@on(DiscussionMoved)
def follow_first_post(fact: DiscussionMoved) -> None:
    newcomers.follow_discussions((fact.discussion_id,), fact.to_group_id)


@on(DiscussionsRelocated)
def follow_first_posts(fact: DiscussionsRelocated) -> None:
    newcomers.follow_discussions(fact.discussion_ids, fact.to_group_id)


@on(RoleGranted)
def seat_new_mentor(fact: RoleGranted) -> None:
    """A person gave the role. Roles that come with an import are seated by the clock, so that importing does nothing else."""
    if fact.kind == MENTOR and fact.actor_id is not None:
        defer("mentoring.seat_mentors")


@on(RoleRevoked)
def unseat_former_mentor(fact: RoleRevoked) -> None:
    if fact.kind == MENTOR and fact.actor_id is not None:
        defer("mentoring.seat_mentors")


@on(RoleGranted)
def settle_whoever_helps(fact: RoleGranted) -> None:
    """Who looks after others is new no longer."""
    newcomers.settle(fact.member_id)


@on(RoleRevoked)
def offer_again(fact: RoleRevoked) -> None:
    """A mentor who loses the role, here or everywhere, holds nobody there."""
    if fact.kind == MENTOR:
        review_claims(fact.member_id)


@on(MemberRestricted)
def end_with_limit(fact: MemberRestricted) -> None:
    """A role rests under a limit, so whom they held is offered again. Shut out for good, a newcomer is new no longer."""
    if fact.kind != SLOW:
        review_claims(fact.member_id)
    if fact.shuts_out and fact.until is None:
        newcomers.settle(fact.member_id)


@on(RestrictionLifted)
def take_up_again(fact: RestrictionLifted) -> None:
    if fact.lets_in:
        newcomers.unsettle(fact.member_id)


@on(PostRemoved)
def look_again_at_removed(fact: PostRemoved) -> None:
    _look_again(fact.post_id)


@on(PostWithdrawn)
def look_again_at_taken_back(fact: PostWithdrawn) -> None:
    _look_again(fact.post_id)


@on(PostRestored)
def look_again_at_restored(fact: PostRestored) -> None:
    _look_again(fact.post_id)


@on(DiscussionLocked)
def end_waiting_of_locked(fact: DiscussionLocked) -> None:
    """Nobody can answer any more; or everybody again."""
    look = asking.end_waiting if fact.locked else asking.wait_again
    look(fact.discussion_id)


@on(GroupArchived)
def end_waiting_in_closed(fact: GroupArchived) -> None:
    look = asking.end_waiting_in if fact.archived else asking.wait_again_in
    look(fact.group_id)


@on(DiscussionMoved)
def follow_moved(fact: DiscussionMoved) -> None:
    asking.follow_group((fact.discussion_id,), fact.to_group_id)


@on(DiscussionsRelocated)
def follow_relocated(fact: DiscussionsRelocated) -> None:
    asking.follow_group(fact.discussion_ids, fact.to_group_id)


def _look_again(post_id: int) -> None:
    """With its opening post the whole discussion is gone, or here again; so is its waiting with its only answer."""
    post = db.session.get_one(Post, post_id)
    discussion = db.session.get_one(Discussion, post.discussion_id)
    if not discussion.is_out or discussion.answered_at is not None:
        asking.end_waiting(discussion.id)
    elif post.seq is not None and (post.is_opening or post.author_id != discussion.author_id):
        asking.wait_again(discussion.id)
