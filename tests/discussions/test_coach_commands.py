"""What an author does about findings: fix one, have the words back, call the check wrong; and what is announced of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import select

from app.core import clock
from app.core.db import db
from app.core.facts import on
from app.core.policy import Conflict, NotFound
from app.core.tokens import new_token
from app.discussions.commands import answering
from app.discussions.commands.drafts import save_draft
from app.discussions.commands.edit import edit_post
from app.discussions.commands.publish import start_discussion
from app.discussions.commands.replying import reply
from app.discussions.events import WordsChecked
from app.discussions.inputs import (
    COACHED,
    CRISIS,
    GUIDELINES,
    HELD,
    PUBLISHED,
    DraftInput,
    EditInput,
    ReplyInput,
    StartInput,
)
from app.discussions.models import Draft, Post, Revision
from app.groups.commands import admit
from app.guidelines import effects_in_force as in_force
from app.guidelines.effects import Effect, EffectRow
from app.guidelines.registry import PlacedRow
from app.moderation.models import ReviewItem
from tests.world import PHONE, World, answer

NUMBER = "07700 900418"
TWICE = f"Ring me on {NUMBER} 🌷 any day,\nor in the evening on {NUMBER}."
HARD_WORDS = "I do not want to be here any more. I have been thinking about ending my life all week."

_heard: list[WordsChecked] = []
on(WordsChecked)(_heard.append)


@pytest.fixture
def heard() -> Iterator[list[WordsChecked]]:
    _heard.clear()
    yield _heard
    _heard.clear()


def _draft(key: str) -> Draft:
    db.session.rollback()
    return db.session.scalars(select(Draft).where(Draft.key == key)).one()


def _state_of(post_id: int | None) -> str:
    db.session.rollback()
    return db.session.get_one(Post, post_id).state


def _begun(world: World, body: str, **more: object) -> str:
    given = DraftInput(new_token(), "reply", discussion_id=world.corners["public"].discussion, body=body)
    return save_draft(world.actor("maren"), replace(given, **more))  # type: ignore[arg-type]


def _key_of(world: World, body: str) -> str:
    return answer(world.actor("maren"), world.corners["public"].discussion, body).assessment.findings[0].key


def test_one_press_changes_one_span_and_the_words_come_back_as_they_were(world: World) -> None:
    maren = world.actor("maren")
    finding = _key_of(world, TWICE)
    key = _begun(world, TWICE)
    # The same number stands there twice: the second one was pressed.
    assert answering.fix_draft(maren, key, finding, TWICE.rindex(NUMBER)) == 1
    assert _draft(key).body.startswith(TWICE[: TWICE.rindex(NUMBER)])
    assert _draft(key).body.count(NUMBER) == 1 and _draft(key).body.endswith(".")
    answering.bring_back(maren, key)
    assert (_draft(key).body, _draft(key).swaps) == (TWICE, [])
    with pytest.raises(Conflict):
        answering.bring_back(maren, key)

    assert answering.fix_draft(maren, key, answering.ALL) == 2
    assert NUMBER not in _draft(key).body and "🌷 any day,\nor in the evening" in _draft(key).body
    answering.bring_back(maren, key)
    assert _draft(key).body == TWICE


def test_words_that_were_changed_by_hand_since_a_fix_are_never_overwritten(world: World) -> None:
    maren = world.actor("maren")
    key = _begun(world, PHONE)
    answering.fix_draft(maren, key, answering.ALL)
    changed = "Now " + _draft(key).body
    _begun(world, changed, key=key)
    with pytest.raises(Conflict) as refused:
        answering.bring_back(maren, key)
    assert (refused.value.reason, _draft(key).body) == ("fix_gone", changed)
    assert answering.fix_draft(maren, key, "abcdef") == 0, "a key of words that are not there changes nothing"
    for act in (answering.bring_back, lambda actor, draft: answering.dispute(actor, draft, "abcdef")):
        with pytest.raises(NotFound):
            act(world.actor("ruth"), key)
    with pytest.raises(Conflict):
        answering.dispute(maren, key, "abcdef")


def test_a_dispute_is_kept_told_and_shown_to_moderators_and_skips_no_hold(
    world: World, heard: list[WordsChecked]
) -> None:
    maren, discussion = world.actor("maren"), world.corners["public"].discussion
    finding = _key_of(world, PHONE)
    key = _begun(world, PHONE)
    answering.dispute(maren, key, finding)
    answering.dispute(maren, key, finding)
    answering.dispute(maren, key, finding, is_wrong=False)
    answering.dispute(maren, key, finding)
    assert _draft(key).disputed == [finding]
    assert [fact.hits[0].is_disputed for fact in heard] == [False, True, True, False, True]
    assert answering.fix_draft(maren, key, answering.ALL) == 0, "what is not wrong needs no change"

    # Sent again from the composer, which knows nothing of it, it is still called wrong.
    outcome = reply(maren, ReplyInput(key, discussion, PHONE, accepts_guidelines=True))
    assert outcome.state == HELD and heard[-1].hits[0].is_disputed
    stored = db.session.scalar(select(Revision.findings).where(Revision.post_id == outcome.post_id)) or {}
    item = db.session.scalars(select(ReviewItem).where(ReviewItem.subject_id == outcome.post_id)).one()
    assert stored["findings"][0]["disputed"] is True and item.causes[0].findings[0]["disputed"] is True


def test_posted_as_it_is_means_what_was_seen_and_nothing_that_came_since(world: World) -> None:
    maren, discussion = world.actor("maren"), world.corners["public"].discussion
    both = f"{PHONE} Or write to jonas.brandt@example.org."
    for body, seen, state in (
        (PHONE, frozenset(), COACHED),
        (both, frozenset({"contact_details.phone"}), COACHED),
        (both, frozenset({"contact_details.phone", "contact_details.email"}), HELD),
        ("Ring 07700 900999 then.", frozenset({"contact_details.phone"}), HELD),
    ):
        given = ReplyInput(new_token(), discussion, body, None, True, True, seen=seen)
        assert reply(maren, given).state == state, (body, seen)


def test_every_outcome_is_announced_with_codes_alone(world: World, heard: list[WordsChecked]) -> None:
    maren, corner = world.actor("maren"), world.corners["public"]
    published = answer(maren, corner.discussion, "Slip-on shoes.")
    answer(maren, corner.discussion, PHONE)
    held = answer(maren, corner.discussion, PHONE, anyway=True)
    crisis = answer(maren, corner.discussion, HARD_WORDS)
    start_discussion(world.actor("kit"), StartInput(new_token(), world.corners["other"].group_id, "Hello", "I am new."))
    edit_post(maren, EditInput(new_token(), published.post_id or 0, "Slip-on shoes, and a book."))
    edit_post(maren, EditInput(new_token(), published.post_id or 0, PHONE))
    assert [(fact.state, fact.post_id, [hit.kind for hit in fact.hits]) for fact in heard] == [
        (PUBLISHED, published.post_id, []),
        (COACHED, None, ["phone"]),
        (HELD, held.post_id, ["phone"]),
        (CRISIS, crisis.post_id, [hit.kind for hit in heard[3].hits]),
        (GUIDELINES, None, []),
        (PUBLISHED, published.post_id, []),
        (COACHED, published.post_id, ["phone"]),
    ]
    answering.say_all_right(maren, crisis.post_id or 0)
    assert [(hit.check, hit.is_disputed) for hit in heard.pop().hits] == [(hit.check, True) for hit in heard[3].hits]
    assert _state_of(crisis.post_id) == "held", "it is counted, and a moderator reads the words all the same"
    with pytest.raises(NotFound):
        answering.say_all_right(world.actor("ana"), crisis.post_id or 0)
    with pytest.raises(Conflict):
        answering.say_all_right(maren, published.post_id or 0)
    assert {fact.scope_path for fact in heard} == {corner.path, world.corners["other"].path}
    assert heard[1].hits[0].check.startswith("contact_details.") and heard[1].hits[0].effect == "hold"
    assert NUMBER not in repr(heard) and "ending my life" not in repr(heard)


def test_the_effect_is_that_of_the_place_and_stricter_for_newcomers_where_staff_say_so(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    heart, brain = world.corners["public"], world.corners["other"]
    rows = (
        PlacedRow(heart.path, EffectRow("contact_details", Effect.NOTE)),
        PlacedRow(heart.path, EffectRow("contact_details", Effect.NUDGE, for_newcomers=True)),
    )
    monkeypatch.setattr(in_force, "added_rows", lambda: rows)
    assert answer(world.actor("maren"), heart.discussion, PHONE).state == PUBLISHED
    for corner in (heart, brain):
        admit(corner.group_id, {world.members["newcomer"]: clock.now()})
    newcomer = world.actor("newcomer")
    assert answer(newcomer, heart.discussion, PHONE).state == COACHED
    assert answer(newcomer, heart.discussion, PHONE, anyway=True).state == PUBLISHED, "a nudge holds nobody"
    elsewhere = StartInput(new_token(), brain.group_id, "Hello", PHONE, anyway=True, accepts_guidelines=True)
    assert start_discussion(newcomer, elsewhere).state == HELD
