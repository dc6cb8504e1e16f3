"""Starting, replying, being coached, being held: what becomes of words."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from app.core import jobs
from app.core.db import db
from app.core.markup import TooLong
from app.core.policy import Forbidden, Invalid, NotFound
from app.core.tokens import new_token
from app.discussions.commands.answering import fix_draft
from app.discussions.commands.edit import edit_post, take_back
from app.discussions.commands.order import lock, move_discussion
from app.discussions.commands.publish import start_discussion
from app.discussions.commands.replying import reply
from app.discussions.commands.waiting import apply_decision
from app.discussions.inputs import COACHED, CRISIS, GUIDELINES, HELD, PUBLISHED, EditInput, ReplyInput, StartInput
from app.discussions.models import Discussion, Draft, Post, Revision
from app.discussions.queries.thread import discussion_page
from app.groups.audience import Audience
from app.groups.models import Group
from app.moderation.models import ReviewItem
from app.notifications.models import Notice
from tests.world import PHONE, World, answer, start

HARD_WORDS = "I do not want to be here any more. I have been thinking about ending my life all week."


def _post(post_id: int | None) -> Post:
    db.session.rollback()
    return db.session.get_one(Post, post_id)


def _talk(discussion_id: int | None) -> Discussion:
    db.session.rollback()
    return db.session.get_one(Discussion, discussion_id)


def test_a_reply_is_published_and_counted(world: World) -> None:
    corner = world.corners["public"]
    before = _talk(corner.discussion).reply_count
    outcome = answer(world.actor("maren"), corner.discussion, "And slip-on shoes.")
    talk = _talk(corner.discussion)
    assert outcome.state == PUBLISHED
    assert talk.reply_count == before + 1
    assert talk.last_post_id == outcome.post_id
    assert _post(outcome.post_id).seq == talk.last_seq


def test_the_same_draft_sent_twice_is_one_post(world: World) -> None:
    corner = world.corners["public"]
    given = ReplyInput(new_token(), corner.discussion, "Once is enough.", accepts_guidelines=True)
    first = reply(world.actor("maren"), given)
    second = reply(world.actor("maren"), given)
    assert (first.post_id, second.state) == (second.post_id, PUBLISHED)
    assert db.session.scalar(select(func.count()).where(Post.body == "Once is enough.")) == 1


def test_the_same_draft_of_a_discussion_sent_twice_is_one_discussion(world: World) -> None:
    given = StartInput(new_token(), world.corners["public"].group_id, "Twice", "Sent twice.", accepts_guidelines=True)
    first = start_discussion(world.actor("maren"), given)
    assert start_discussion(world.actor("maren"), given).discussion_id == first.discussion_id


def test_words_with_a_phone_number_come_back_with_the_finding_and_are_kept_as_a_draft(world: World) -> None:
    outcome = answer(world.actor("maren"), world.corners["public"].discussion, PHONE)
    assert outcome.state == COACHED
    assert outcome.post_id is None
    assert [finding.kind for finding in outcome.assessment.findings] == ["phone"]
    assert db.session.scalar(select(Draft.body).where(Draft.key == outcome.draft_key)) == PHONE


def test_one_press_takes_the_number_out_and_nothing_else(world: World) -> None:
    maren = world.actor("maren")
    outcome = answer(maren, world.corners["public"].discussion, PHONE)
    assert fix_draft(maren, outcome.draft_key, outcome.assessment.findings[0].key) == 1
    fixed = db.session.scalar(select(Draft.body).where(Draft.key == outcome.draft_key)) or ""
    assert "07700" not in fixed
    assert fixed.startswith("Ring me on ")
    assert fixed.endswith(" if you like, I am up most nights.")


def test_nobody_else_can_change_or_reach_a_draft(world: World) -> None:
    outcome = answer(world.actor("maren"), world.corners["public"].discussion, PHONE)
    with pytest.raises(NotFound):
        fix_draft(world.actor("ruth"), outcome.draft_key, "all")


def test_posted_anyway_the_words_wait_for_a_moderator_and_the_choice_is_recorded(world: World) -> None:
    outcome = answer(world.actor("maren"), world.corners["public"].discussion, PHONE, anyway=True)
    post = _post(outcome.post_id)
    assert (outcome.state, post.state, post.seq) == (HELD, "held", None)
    assert db.session.scalar(select(Revision.anyway).where(Revision.post_id == post.id)) is True
    item = db.session.scalar(select(ReviewItem).where(ReviewItem.subject_id == post.id, ReviewItem.state == "open"))
    assert item is not None


def test_a_moderator_is_coached_too_but_does_not_wait_for_themselves(world: World) -> None:
    ana, discussion = world.actor("ana"), world.corners["public"].discussion
    assert answer(ana, discussion, PHONE).state == COACHED
    assert answer(ana, discussion, PHONE, anyway=True).state == PUBLISHED


def test_a_crisis_signal_is_stored_at_once_unseen_by_members_and_first_on_the_desk(world: World) -> None:
    outcome = answer(world.actor("maren"), world.corners["public"].discussion, HARD_WORDS)
    assert outcome.state == CRISIS
    item = db.session.scalar(
        select(ReviewItem).where(ReviewItem.state == "open").order_by(ReviewItem.risk.desc(), ReviewItem.due_at)
    )
    assert item is not None
    assert item.subject_id == outcome.post_id
    page = discussion_page(world.actor("kit"), world.corners["public"].discussion)
    assert outcome.post_id not in [row.id for row in page.posts.items]


def test_words_of_somebody_who_has_not_accepted_the_guidelines_wait_in_their_drafts(world: World) -> None:
    newcomer = world.actor("kit")
    given = StartInput(new_token(), world.corners["other"].group_id, "Hello", "I am new.")
    assert start_discussion(newcomer, given).state == GUIDELINES
    again = StartInput(given.draft_key, given.group_id, given.title, given.body, accepts_guidelines=True)
    assert start_discussion(newcomer, again).state == PUBLISHED


@pytest.mark.parametrize("words", ["", "   ", "\n\n"])
def test_empty_words_are_refused(world: World, words: str) -> None:
    with pytest.raises(Invalid, match="empty"):
        answer(world.actor("maren"), world.corners["public"].discussion, words)


def test_more_than_a_post_can_hold_is_refused(world: World) -> None:
    with pytest.raises(TooLong):
        answer(world.actor("maren"), world.corners["public"].discussion, "x" * 33_000)


def test_a_member_of_another_group_joins_before_writing(world: World) -> None:
    with pytest.raises(Forbidden, match="not_in_group"):
        answer(world.actor("kit"), world.corners["public"].discussion, "Hello from Brain.")


def test_what_one_may_not_see_cannot_be_answered(world: World) -> None:
    with pytest.raises(NotFound):
        answer(world.actor("kit"), world.corners["private"].discussion, "Hello.")


def test_a_closed_discussion_takes_no_reply_and_no_edit(world: World) -> None:
    corner = world.corners["public"]
    lock(world.actor("ana"), corner.discussion, locked=True)
    with pytest.raises(Forbidden, match="locked"):
        answer(world.actor("maren"), corner.discussion, "One more thing.")
    with pytest.raises(Forbidden, match="locked"):
        edit_post(world.actor("maren"), EditInput(new_token(), corner.published, "Changed."))


def test_a_reply_to_a_removed_post_is_refused_kindly(world: World) -> None:
    corner = world.corners["public"]
    with pytest.raises(Invalid, match="reply_gone"):
        answer(world.actor("maren"), corner.discussion, "I agree.", to=corner.removed)


def test_nobody_may_choose_more_readers_than_the_group_allows(world: World) -> None:
    given = StartInput(new_token(), world.corners["private"].group_id, "Wide", "Open.", audience=Audience.EVERYONE)
    with pytest.raises(Invalid, match="wider_audience"):
        start_discussion(world.actor("maren"), given)


def test_replies_inherit_the_audience_of_the_discussion(world: World) -> None:
    maren = world.actor("maren")
    given = StartInput(
        new_token(),
        world.corners["public"].group_id,
        "Quiet",
        "For us.",
        audience=Audience.GROUP,
        accepts_guidelines=True,
    )
    talk = start_discussion(maren, given)
    outcome = answer(world.actor("ruth"), talk.discussion_id or 0, "Thank you.")
    assert _post(outcome.post_id).audience == Audience.GROUP
    with pytest.raises(NotFound):
        discussion_page(world.actor("kit"), talk.discussion_id or 0)


def test_published_by_a_moderator_it_takes_its_place_and_time_at_that_moment(world: World) -> None:
    corner = world.corners["public"]
    later = answer(world.actor("maren"), corner.discussion, "Written after the held one.")
    apply_decision(world.actor("ana"), corner.held, "publish", None)
    held, other = _post(corner.held), _post(later.post_id)
    assert (held.seq or 0) > (other.seq or 0)
    assert held.published_at is not None
    assert other.published_at is not None
    assert held.published_at >= other.published_at
    talk = _talk(corner.discussion)
    assert talk.last_post_id == held.id


def test_a_held_discussion_is_counted_in_its_group_when_it_comes_out(world: World) -> None:
    corner = world.corners["public"]
    before = db.session.get_one(Group, corner.group_id).discussion_count
    opening = _talk(corner.held_discussion).opening_id or 0
    apply_decision(world.actor("ana"), opening, "publish", None)
    assert _talk(corner.held_discussion).published_at is not None
    assert db.session.get_one(Group, corner.group_id).discussion_count == before + 1


def test_a_held_post_can_be_edited_and_keeps_waiting(world: World) -> None:
    corner = world.corners["public"]
    outcome = edit_post(world.actor("ruth"), EditInput(new_token(), corner.held, "Write to me here instead."))
    assert outcome.state == HELD
    post = _post(corner.held)
    assert (post.state, post.body) == ("held", "Write to me here instead.")
    item = db.session.scalar(select(ReviewItem).where(ReviewItem.subject_id == corner.held, ReviewItem.state == "open"))
    assert item is not None
    assert item.version > 1


def test_taken_back_a_held_post_leaves_the_desk(world: World) -> None:
    corner = world.corners["public"]
    assert take_back(world.actor("ruth"), corner.held) == PHONE
    assert _post(corner.held).state == "withdrawn"
    assert (
        db.session.scalar(select(ReviewItem).where(ReviewItem.subject_id == corner.held, ReviewItem.state == "open"))
        is None
    )


def test_while_a_held_edit_waits_the_former_words_stay(world: World) -> None:
    corner = world.corners["public"]
    outcome = edit_post(world.actor("maren"), EditInput(new_token(), corner.published, PHONE, anyway=True))
    assert outcome.state == HELD
    assert _post(corner.published).body == "A phone lead that is far too long."
    apply_decision(world.actor("ana"), corner.published, "publish", None)
    post = _post(corner.published)
    assert post.body == PHONE
    assert post.edited_at is not None


def test_an_edit_sent_back_leaves_the_post_as_it_was_and_the_words_in_the_drafts(world: World) -> None:
    corner = world.corners["public"]
    edit_post(world.actor("maren"), EditInput(new_token(), corner.published, PHONE, anyway=True))
    apply_decision(world.actor("ana"), corner.published, "send_back", None)
    assert _post(corner.published).state == "published"
    assert db.session.scalar(select(Draft.body).where(Draft.post_id == corner.published)) == PHONE


def test_an_edit_that_is_removed_leaves_the_post_as_it_was(world: World) -> None:
    corner = world.corners["public"]
    edit_post(world.actor("maren"), EditInput(new_token(), corner.published, PHONE, anyway=True))
    apply_decision(world.actor("ana"), corner.published, "remove", None)
    assert (_post(corner.published).state, _post(corner.published).body) == (
        "published",
        "A phone lead that is far too long.",
    )


def test_sent_back_the_words_are_in_the_drafts_and_go_to_a_moderator_again(world: World) -> None:
    corner = world.corners["public"]
    apply_decision(world.actor("ana"), corner.held, "send_back", None)
    assert _post(corner.held).state == "sent_back"
    draft = db.session.scalar(select(Draft).where(Draft.post_id == corner.held))
    assert draft is not None
    outcome = edit_post(world.actor("ruth"), EditInput(draft.key, corner.held, "Write to me here."))
    assert outcome.state == HELD
    assert db.session.scalar(select(Draft).where(Draft.post_id == corner.held)) is None


def test_removed_and_restored_a_post_stands_where_it_stood_and_the_counters_agree(world: World) -> None:
    corner = world.corners["public"]
    fields = ("reply_count", "people_count", "people_ids", "last_post_id", "answered_at")
    before = {name: getattr(_talk(corner.discussion), name) for name in fields}
    place = (_post(corner.published).branch_seq, _post(corner.published).seq)
    apply_decision(world.actor("ana"), corner.published, "remove", None)
    gone = _talk(corner.discussion)
    assert gone.reply_count == before["reply_count"] - 1
    assert world.members["maren"] not in gone.people_ids
    assert gone.answered_at is None
    apply_decision(world.actor("ana"), corner.published, "restore", None)
    assert {name: getattr(_talk(corner.discussion), name) for name in fields} == before
    assert (_post(corner.published).branch_seq, _post(corner.published).seq) == place


def test_an_opening_post_that_others_answered_cannot_be_taken_back(world: World) -> None:
    with pytest.raises(Forbidden, match="has_answers"):
        take_back(world.actor("ruth"), world.corners["public"].opening)


def test_moving_narrows_to_what_the_new_group_allows_and_keeps_counters_right(world: World) -> None:
    corner, target = world.corners["public"], world.corners["members"]
    counts = {key: db.session.get_one(Group, key).discussion_count for key in (corner.group_id, target.group_id)}
    move_discussion(world.actor("ana"), corner.discussion, target.group_id)
    assert _talk(corner.discussion).audience == Audience.MEMBERS
    assert set(db.session.scalars(select(Post.audience).where(Post.discussion_id == corner.discussion))) == {1}
    assert db.session.get_one(Group, corner.group_id).discussion_count == counts[corner.group_id] - 1
    assert db.session.get_one(Group, target.group_id).discussion_count == counts[target.group_id] + 1
    with pytest.raises(NotFound):
        discussion_page(world.actor("visitor"), corner.discussion)


def test_moving_back_does_not_widen(world: World) -> None:
    corner, target = world.corners["public"], world.corners["members"]
    move_discussion(world.actor("ana"), corner.discussion, target.group_id)
    move_discussion(world.actor("ana"), corner.discussion, corner.group_id)
    assert _talk(corner.discussion).audience == Audience.MEMBERS


def test_each_person_is_told_once_of_a_post_for_the_strongest_reason(world: World) -> None:
    corner = world.corners["public"]
    outcome = answer(world.actor("maren"), corner.discussion, "What do you think, @ruth and @ana?")
    jobs.run_due()
    jobs.run_due()
    told = db.session.execute(
        select(Notice.member_id, Notice.kind).where(Notice.subject_kind == "post", Notice.subject_id == outcome.post_id)
    ).all()
    assert sorted((row.member_id, row.kind) for row in told) == sorted(
        [(world.members["ruth"], "reply"), (world.members["ana"], "mention")]
    )


def test_a_mention_tells_nobody_who_may_not_read_it(world: World) -> None:
    outcome = answer(world.actor("maren"), world.corners["private"].discussion, "I wish @kit were here.")
    jobs.run_due()
    told = select(Notice.member_id).where(Notice.subject_kind == "post", Notice.subject_id == outcome.post_id)
    assert world.members["kit"] not in db.session.scalars(told).all()


def test_nested_replies_stand_in_the_branch_of_the_post_they_answer(world: World) -> None:
    corner = world.corners["public"]
    first = answer(world.actor("ruth"), corner.discussion, "Why long?", to=corner.published)
    top = answer(world.actor("maren"), corner.discussion, "Another thing: lip balm.")
    nested = answer(world.actor("maren"), corner.discussion, "The socket is behind you.", to=first.post_id)
    page = discussion_page(world.actor("kit"), corner.discussion)
    order = [row.id for row in page.posts.items]
    assert order == [corner.opening, corner.published, first.post_id, nested.post_id, top.post_id]
    depths = [row.depth for row in page.posts.items]
    assert depths == [0, 0, 1, 1, 0]
    assert page.posts.items[3].in_reply_to is not None
    assert page.posts.items[3].in_reply_to.name == "Ruth"


def test_a_removed_opening_takes_the_discussion_with_it(world: World) -> None:
    corner = world.corners["public"]
    apply_decision(world.actor("ana"), corner.opening, "remove", None)
    with pytest.raises(NotFound):
        discussion_page(world.actor("maren"), corner.discussion)
    assert discussion_page(world.actor("ana"), corner.discussion).posts.items
    apply_decision(world.actor("ana"), corner.opening, "restore", None)
    assert discussion_page(world.actor("maren"), corner.discussion).posts.items


def test_starting_makes_the_starter_follow_and_others_hear_when_they_follow(world: World) -> None:
    talk = start(world.actor("maren"), world.corners["public"].group_id, "Slippers", "Which ones?")
    answer(world.actor("ruth"), talk.discussion_id or 0, "The ugly ones.")
    jobs.run_due()
    kinds = db.session.scalars(select(Notice.kind).where(Notice.member_id == world.members["maren"])).all()
    assert "reply" in kinds


def test_somebody_in_danger_is_not_asked_to_accept_guidelines_first(world: World) -> None:
    given = StartInput(new_token(), world.corners["other"].group_id, "Tonight", HARD_WORDS)
    assert start_discussion(world.actor("kit"), given).state == CRISIS


def test_words_taken_back_are_in_the_drafts(world: World) -> None:
    corner = world.corners["public"]
    take_back(world.actor("ruth"), corner.held)
    kept = select(Draft).where(Draft.author_id == world.members["ruth"])
    assert [(draft.kind, draft.discussion_id, draft.body) for draft in db.session.scalars(kept)] == [
        ("reply", corner.discussion, PHONE)
    ]


def test_removing_and_restoring_an_opening_post_leaves_the_number_of_people(world: World) -> None:
    corner = world.corners["public"]
    before = (_talk(corner.discussion).people_count, _talk(corner.discussion).people_ids)
    apply_decision(world.actor("ana"), corner.opening, "remove", None)
    apply_decision(world.actor("ana"), corner.opening, "restore", None)
    assert (_talk(corner.discussion).people_count, sorted(_talk(corner.discussion).people_ids)) == (
        before[0],
        sorted(before[1]),
    )
