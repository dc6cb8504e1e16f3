"""Sending a welcome: what goes out and to whom, what is refused, and that nobody is welcomed twice."""

from __future__ import annotations

import threading

import pytest
from flask import Flask, current_app
from sqlalchemy import delete, func, select

from app.accounts.models import Member
from app.core.db import db
from app.core.jobs import run_due
from app.core.policy import Conflict, Forbidden, Invalid, NotFound
from app.discussions.commands.order import lock
from app.discussions.commands.waiting import apply_decision as decide_post
from app.discussions.models import Draft, Mention, Post
from app.discussions.queries.drafts import drafts_of
from app.mentoring.commands.claims import let_go
from app.mentoring.commands.introducing import decline_introduction
from app.mentoring.commands.judging import apply_decision
from app.mentoring.commands.thanking import thank
from app.mentoring.models import Greeting, Introduction, Newcomer
from app.mentoring.queries.cards import introductions_of
from app.mentoring.queries.case import case_of
from app.mentoring.queries.greetings import greeting_page
from app.moderation.models import ReviewItem
from app.moderation.registry import subject_views
from app.notifications.models import Notice
from app.notifications.queries import notices_page
from tests.mentoring.welcomes import LINE, arrive, fill, talk_about_beeps, welcome
from tests.suspending import suspend
from tests.world import PHONE, World, answer


def _told(world: World, who: str) -> list[tuple[str, str]]:
    """(kind, title) of somebody's notices, newest first."""
    run_due()
    return [(row.kind, row.view.title) for row in notices_page(world.actor(who)).rows.items]


def _count(model: type) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_the_case_suggests_by_cards_and_words_and_the_welcome_names_whom_the_mentor_chose(world: World) -> None:
    talk_id = talk_about_beeps(world)
    arrive(world)
    case = case_of(world.actor("ingrid"), world.members["newcomer"])
    assert case.can_send
    assert case.card_line == "Halina chose to show: Heart failure; since 2026."
    assert [(one.who.name, one.why) for one in case.people] == [
        ("Ruth", "Same condition."), ("Maren", "Same condition.")
    ], "what Halina likes is for herself alone, so it is no reason"  # fmt: skip
    assert case.talk is not None
    assert (case.talk.talk.discussion_id, case.talk.why) == (talk_id, "It is about beeps and monitor too. 2 replies.")
    ruth, maren = world.members["ruth"], world.members["maren"]
    outcome = welcome(world, people=(ruth,), talk_id=talk_id)
    post = db.session.get_one(Post, outcome.post_id)
    assert post.body.startswith("Hello Halina, I am Ingrid, one of the mentors here.\n\n" + LINE)
    assert "You may like to meet @Ruth." in post.body
    assert "Maren" not in post.body
    assert f'<a href="/discussions/{talk_id}"' in post.html
    assert db.session.scalars(select(Mention.member_id).where(Mention.post_id == post.id)).all() == [ruth]
    assert _told(world, "newcomer")[0] == ("greeting", "Ingrid welcomes you")
    assert [kind for kind, _ in _told(world, "newcomer")].count("reply") == 0, "one notice, not two"
    assert _told(world, "ruth")[0] == ("mention", "Ingrid mentioned you in “Beeps at night”")
    newcomer = db.session.get_one(Newcomer, world.members["newcomer"])
    assert (newcomer.greeted_by, newcomer.answered_at) == (world.members["ingrid"], post.published_at)
    after = case_of(world.actor("ingrid"), world.members["newcomer"])
    assert (after.can_send, after.people) == (False, ())
    assert after.welcomed is not None
    assert (after.welcomed.greeting_id, after.welcomed.can_open) == (outcome.greeting_id, True)
    assert maren not in db.session.scalars(select(Introduction.member_id)).all()


def test_a_welcome_is_sent_once_however_often_it_is_sent(world: World) -> None:
    arrive(world)
    key = "k" * 20
    first = welcome(world, key=key, people=(world.members["ruth"],))
    again = welcome(world, key=key, people=(world.members["ruth"],))
    assert (again.greeting_id, again.post_id) == (first.greeting_id, first.post_id)
    with pytest.raises(Conflict) as refused:
        welcome(world)
    assert (refused.value.reason, refused.value.facts["who"]) == ("welcomed", "Ingrid")
    assert (_count(Greeting), _count(Introduction)) == (1, 1)
    assert db.session.scalar(select(func.count()).where(Post.author_id == world.members["ingrid"])) == 1


@pytest.mark.parametrize("keys", [("k" * 20, "k" * 20), ("k" * 20, "l" * 20)], ids=["twice", "two_tabs"])
@pytest.mark.parametrize("alone", [False, True])
def test_two_sendings_at_once_are_one_welcome(world: World, keys: tuple[str, str], alone: bool) -> None:
    arrive(world, wrote=not alone)
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    db.session.remove()
    ready, outcomes = threading.Barrier(2), []

    def send(key: str) -> None:
        with app.app_context():
            ready.wait()
            try:
                outcomes.append(welcome(world, key=key, alone=alone).state)
            except Conflict as conflict:
                outcomes.append(conflict.reason)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=send, args=(key,)) for key in keys]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["published", "published" if keys[0] == keys[1] else "welcomed"]
    posts = db.session.scalar(select(func.count()).where(Post.author_id == world.members["ingrid"]))
    assert (_count(Greeting), posts) == (1, 0 if alone else 1)


def test_a_welcome_without_a_line_of_ones_own_is_refused(world: World) -> None:
    arrive(world)
    for line in (
        "",
        "  \n ",
        "...",
        "Hello Halina",
        "Just read for a while.\nAsk anything",
        "Hello Halina, I am Ingrid!",
    ):
        with pytest.raises(Invalid) as refused:
            welcome(world, line)
        assert (refused.value.reason, refused.value.field) == ("own_line", "line"), line
    assert _count(Greeting) == 0


def test_words_for_the_newcomer_alone_are_read_by_the_two_and_thanked_for_once(world: World) -> None:
    arrive(world, wrote=False)
    ingrid, halina = world.actor("ingrid"), world.actor("newcomer")
    case = case_of(ingrid, world.members["newcomer"])
    assert case.way.name == "greeting"
    assert case.talk is not None
    assert case.talk.why == "1 reply."
    outcome = welcome(world, alone=True, people=(world.members["ruth"],))
    assert outcome.post_id is None
    greeting_id = outcome.greeting_id or 0
    page = greeting_page(halina, greeting_id)
    assert (page.is_for_me, page.is_out, [met.who.name for met in page.met]) == (True, True, ["Ruth"])
    assert LINE in page.html
    for other in ("ruth", "kit", "ana", "marta", "visitor", "system"):
        with pytest.raises(NotFound):
            greeting_page(world.actor(other), greeting_id)
    for wrong in (ingrid, world.actor("ruth")):
        with pytest.raises(NotFound):
            thank(wrong, greeting_id)
    thank(halina, greeting_id)
    thank(halina, greeting_id)
    assert _told(world, "ingrid") == [("thanked", "Halina thanks you for your welcome")]
    assert _told(world, "newcomer") == [("greeting", "Ingrid welcomes you")]
    assert {kind for kind, _ in _told(world, "ruth")} == {"reply"}, "nobody hears of words that are for Halina alone"
    assert db.session.get_one(Newcomer, world.members["newcomer"]).greeted_by == world.members["ingrid"]


def test_declining_is_told_to_nobody_and_ends_the_suggestion(world: World) -> None:
    arrive(world, wrote=False)
    outcome = welcome(world, alone=True, people=(world.members["ruth"], world.members["maren"]))
    ruth, halina = world.actor("ruth"), world.actor("newcomer")
    made = {one.name: one.id for one in introductions_of(halina)}
    assert set(made) == {"Ruth", "Maren"}
    with pytest.raises(NotFound):
        decline_introduction(world.actor("maren"), made["Ruth"])
    told = _count(Notice)
    decline_introduction(ruth, made["Ruth"])
    assert introductions_of(ruth) == ()
    assert {one.name for one in introductions_of(halina)} == {"Ruth", "Maren"}, "what Halina sees does not change"
    decline_introduction(halina, made["Ruth"])
    decline_introduction(halina, made["Maren"])
    assert introductions_of(halina) == introductions_of(ruth) == ()
    assert [one.name for one in introductions_of(world.actor("maren"))] == ["Halina"]
    assert _count(Notice) == told
    apply_decision(world.actor("ana"), outcome.greeting_id or 0, "remove")
    assert case_of(world.actor("ingrid"), world.members["newcomer"]).people == ()
    with pytest.raises(Conflict) as refused:
        welcome(world, alone=True, people=(world.members["ruth"],))
    assert refused.value.reason == "people"


def test_only_who_said_yes_and_is_here_is_suggested(world: World) -> None:
    arrive(world)

    def suggested() -> list[str]:
        return [one.who.name for one in case_of(world.actor("ingrid"), world.members["newcomer"]).people]

    assert suggested() == ["Ruth", "Maren"]
    fill(world, "ruth", introduced=False, condition=("heart failure", "members"))
    assert suggested() == ["Maren"], "never introduce me"
    fill(world, "maren", condition=("Heart failure", "me"))
    assert suggested() == [], "a hidden field is no reason any more"
    fill(world, "maren", condition=("Heart failure", "mentors"))
    suspend(world.actor("marta"), world.members["maren"], None, "Unkind.")
    fill(world, "kit", condition=("heart failure", "members"))
    assert suggested() == ["Kit"], "also of another group that Halina can read"
    with pytest.raises(Conflict, match="people"):
        welcome(world, people=(world.members["ruth"],))
    fill(world, "newcomer", introduced=False, condition=("Heart failure", "mentors"))
    assert suggested() == [], "Halina said never"
    # What people post changes nothing: they all write of the same thing, and no card says so.
    fill(world, "newcomer", likes=("work", "mentors"))
    answer(world.actor("ruth"), world.corners["public"].discussion, "I work with heart failure, heart failure, work.")
    assert suggested() == []


def test_a_welcome_that_the_checks_hold_is_nothing_until_a_moderator_lets_it_out(world: World) -> None:
    arrive(world)
    coached = welcome(world, PHONE, key="k" * 20)
    assert (coached.state, coached.greeting_id) == ("coached", None)
    assert [row.words for row in drafts_of(world.actor("ingrid"))] == [PHONE], "the line is kept, not the template"
    held = welcome(world, PHONE, key="k" * 20, anyway=True, people=(world.members["ruth"],))
    newcomer = db.session.get_one(Newcomer, world.members["newcomer"])
    assert (held.state, newcomer.greeted_at, _count(Draft)) == ("held", None, 0)
    assert introductions_of(world.actor("ruth")) == (), "nobody was named yet"
    with pytest.raises(NotFound):
        greeting_page(world.actor("newcomer"), held.greeting_id or 0)
    assert _told(world, "newcomer") == []
    decide_post(world.actor("ana"), held.post_id or 0, "publish", None)
    assert _told(world, "newcomer") == [("greeting", "Ingrid welcomes you")]
    assert db.session.get_one(Newcomer, world.members["newcomer"]).greeted_by == world.members["ingrid"]
    assert [one.name for one in introductions_of(world.actor("ruth"))] == ["Halina"]


def test_words_for_one_person_are_held_judged_and_put_back_like_posts(world: World) -> None:
    arrive(world, wrote=False)
    held = welcome(world, PHONE, alone=True, anyway=True)
    greeting_id = held.greeting_id or 0
    item = db.session.scalars(select(ReviewItem).where(ReviewItem.subject_kind == "greeting")).one()
    assert (item.subject_id, item.scope_path, item.kind) == (greeting_id, world.corners["public"].path, "held")
    assert db.session.get_one(Newcomer, world.members["newcomer"]).greeted_at is None
    assert greeting_page(world.actor("ana"), greeting_id).state == "held", "who has it on the desk may open it"
    with pytest.raises(NotFound):
        greeting_page(world.actor("samuel"), greeting_id)
    states = []
    for action in ("publish", "remove", "restore"):
        apply_decision(world.actor("ana"), greeting_id, action)
        states.append(subject_views([("greeting", greeting_id)])[("greeting", greeting_id)].state)
        greeted = db.session.get_one(Newcomer, world.members["newcomer"]).greeted_at
        assert (greeted is not None) == (action != "remove")
    assert states == ["published", "removed", "published"]
    assert "07700" in greeting_page(world.actor("newcomer"), greeting_id).html
    with pytest.raises(Conflict):
        apply_decision(world.actor("ana"), greeting_id, "publish")


def test_a_signal_of_danger_in_words_for_one_person_reaches_a_moderator_at_once(world: World) -> None:
    arrive(world, wrote=False)
    outcome = welcome(world, "I want to kill myself tonight, I cannot go on.", alone=True)
    item = db.session.scalars(select(ReviewItem).where(ReviewItem.subject_kind == "greeting")).one()
    assert (outcome.state, item.kind, item.risk) == ("crisis", "worried", 3)


def test_whatever_changed_meanwhile_is_refused_with_its_reason_and_nothing_half_done(world: World) -> None:
    arrive(world)
    ingrid, newcomer_id = world.actor("ingrid"), world.members["newcomer"]

    def refused(**more: object) -> str:
        with pytest.raises((Conflict, Forbidden, NotFound)) as error:
            welcome(world, **more)
        assert (_count(Greeting), _count(Introduction)) == (0, 0)
        return getattr(error.value, "reason", "not_found")

    assert refused(alone=True) == "way"
    assert refused(people=(world.members["kit"],)) == "people"
    assert refused(talk_id=world.corners["private"].discussion) == "talk"
    assert refused(talk_id=world.corners["public"].held_discussion) == "talk"
    assert refused(who="maren") == "no_mentor"
    post_id = db.session.scalar(select(Newcomer.first_post_id).where(Newcomer.member_id == newcomer_id))
    lock(world.actor("ana"), db.session.get_one(Post, post_id).discussion_id, locked=True)
    assert refused() == "way", "what is closed cannot be answered: it would go to Halina alone"
    let_go(ingrid, newcomer_id)
    assert refused() == "not_yours"
    suspend(world.actor("marta"), newcomer_id, None, "Unkind.")
    assert refused() == "suspended"
    db.session.execute(delete(Member).where(Member.id == newcomer_id))
    db.session.commit()
    assert refused() == "not_found"
    assert db.session.scalar(select(func.count()).where(Post.author_id == world.members["ingrid"])) == 0


@pytest.mark.parametrize("alone", [False, True])
def test_the_guidelines_are_asked_for_once(world: World, alone: bool) -> None:
    arrive(world, wrote=not alone, accepts=False)
    key = "k" * 20
    assert welcome(world, key=key, alone=alone).state == "guidelines"
    assert [row.words for row in drafts_of(world.actor("ingrid"))] == [LINE]
    assert welcome(world, key=key, alone=alone, accepts_guidelines=True).state == "published"
    assert drafts_of(world.actor("ingrid")) == []
