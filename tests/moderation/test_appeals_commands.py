"""Appeals with real posts, on both databases: by somebody else, for six months, and overturned as if nothing had been."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask, current_app
from sqlalchemy import select

from app.accounts.holdings import Leaver
from app.accounts.models import Restriction
from app.accounts.queries import actor_of
from app.core import clock
from app.core.db import db
from app.core.policy import Conflict, Forbidden, Invalid, NotFound
from app.core.tokens import new_token, token_hash
from app.discussions.commands.publish import start_discussion
from app.discussions.inputs import StartInput
from app.discussions.models import Draft, Post
from app.moderation.commands import claim, close_as_seen, decide, decide_about_member, flag, open_review
from app.moderation.commands.appeal_ruling import answer_member, ask_member, rule
from app.moderation.commands.appealing import answer_team, appeal, ask_team, take_back
from app.moderation.commands.forgetting import end_appeals
from app.moderation.commands.looked_again import tell_who_told
from app.moderation.commands.statements import prepare_statement
from app.moderation.inputs import AppealOutcome, AppealRuling, DecisionInput, FlagInput, MemberDecisionInput
from app.moderation.measures import READ_ONLY, SLOW, SUSPENDED, WARNING
from app.moderation.models import Appeal, Decision, ReviewItem, Sanction, StatementKey
from app.moderation.models.sanctions import BY_APPEAL, REPLACED
from app.moderation.queries.appeals import own_appeal
from app.moderation.queries.changes import changes
from app.moderation.queries.rulings import decision_statement
from app.moderation.queries.standing import own_standing
from app.moderation.queries.which import Which
from app.notifications.queries import notices_page
from tests.moderation.everything import stands
from tests.moderation.test_posts_commands import _at_once as at_once
from tests.world import World

WHY = "It hurt somebody."
WORDS = "It was meant as a joke between the two of us."


def _days(number: int) -> Any:
    return clock.now() + timedelta(days=number)


def decided(world: World, access: str, action: str, post_id: int, measure: str = "", **more: Any) -> int:
    """What Ana decides on a post; answers the decision's id."""
    item_id = open_review(world.actor("ana"), "post", post_id)
    item = db.session.get_one(ReviewItem, item_id)
    until = None if measure in ("", WARNING) else _days(9)
    given = DecisionInput(item.version, action, 1, WHY, measure=measure, path=more.get("path", ""), until=until)
    return decide(world.actor("ana"), item_id, given).decision_id


def item_of(decision_id: int) -> int:
    db.session.rollback()
    return db.session.scalars(select(Appeal.item_id).where(Appeal.decision_id == decision_id)).one() or 0


def ends(world: World, decision_id: int, outcome: str, by: str = "bea", **more: Any) -> AppealOutcome:
    """Maren or Ruth appeals, and `by` decides."""
    author = db.session.get_one(Decision, decision_id).author_id
    names = {member_id: name for name, member_id in world.members.items()}
    appeal(world.actor(names[author or 0]), decision_id, WORDS)
    return rule(world.actor(by), item_of(decision_id), AppealRuling(1, outcome, 1, "We looked again.", **more))


@pytest.mark.parametrize(
    ("action", "measure"),
    [("remove", READ_ONLY), ("hide", SUSPENDED), ("lock", ""), ("keep", WARNING), ("remove", "")],
)
def test_overturned_everything_stands_as_it_stood(
    world: World, action: str, measure: str, count_statements: Callable[[], Any]
) -> None:
    corner = world.corners["public"]
    who, post_id = ("ruth", corner.opening) if action == "lock" else ("maren", corner.published)
    before = stands(world, "public", who)
    decision_id = decided(world, "public", action, post_id, measure)
    assert stands(world, "public", who) != before, "the decision changed something"
    with count_statements() as seen:
        outcome = ends(world, decision_id, "overturned")
    _must_lock_in_order(seen)
    assert outcome.words_back is (action != "keep")
    assert stands(world, "public", who) == before
    last = db.session.get_one(Decision, outcome.outcome_id)
    assert (last.action, last.found_by, last.what) == (
        "overturn",
        "appeal",
        "discussion" if action == "lock" else "reply",
    )
    titles = [row.view.title for row in notices_page(world.actor(who)).rows.items]
    assert titles[0] == "You were right: the decision was undone"


WORDS_FIRST = ("discussions", "groups")
PEOPLE_THEN = ("sanctions", "restrictions")


def _must_lock_in_order(statements: list[str]) -> None:
    """On PostgreSQL; SQLite has one lock for everything. What came before the first head of the record was the appeal's own."""
    found = [re.search(r"FROM (\w+)", each) for each in statements if "FOR UPDATE" in each]
    tables = [each.group(1) for each in found if each]
    ruling = tables[tables.index("audit_head") + 1 :] if "audit_head" in tables else []
    assert bool(ruling) == (db.engine.dialect.name == "postgresql")
    people = [place for place, table in enumerate(ruling) if table in PEOPLE_THEN]
    assert not people or not set(ruling[people[0] :]) & set(WORDS_FIRST), ruling
    assert ruling[-1:] == (["audit_head"] if ruling else []), ruling


def test_a_whole_discussion_comes_back_with_its_counters(world: World) -> None:
    before = stands(world, "members", "ruth")
    decision_id = decided(world, "members", "remove", world.corners["members"].opening)
    assert stands(world, "members", "ruth")["group"] != before["group"]
    ends(world, decision_id, "overturned")
    assert stands(world, "members", "ruth") == before


def test_what_was_held_comes_out_and_what_went_back_to_a_draft_leaves_it(world: World) -> None:
    for place, action in ((world.corners["public"], "remove"), (world.corners["members"], "send_back")):
        item = db.session.scalars(
            select(ReviewItem).where(ReviewItem.subject_id == place.held, ReviewItem.state == "open")
        ).one()
        decision_id = decide(world.actor("ana"), item.id, DecisionInput(item.version, action, 6, WHY)).decision_id
        outcome = ends(world, decision_id, "overturned")
        assert outcome.words_back
        post = db.session.get_one(Post, place.held)
        assert post.state == "published"
        told = decision_statement(actor_of(post.author_id or 0), outcome.outcome_id)
        assert "Your reply is in its place, with everything that belongs to it." in told.letter, "it never stood anywhere before"
        assert dict(told.facts)["Machines"] == "None. You appealed, and a person decided.", "a check had found it"
    assert db.session.scalars(select(Draft).where(Draft.post_id.is_not(None))).all() == []
    redacted = db.session.scalars(
        select(ReviewItem).where(ReviewItem.subject_id == world.corners["private"].held, ReviewItem.state == "open")
    ).one()
    body = db.session.get_one(Post, world.corners["private"].held).body
    cut = decide(world.actor("ana"), redacted.id, DecisionInput(redacted.version, "redact", 6, WHY)).decision_id
    assert db.session.get_one(Post, world.corners["private"].held).body != body
    assert ends(world, cut, "overturned").words_back
    db.session.expire_all()
    post = db.session.get_one(Post, world.corners["private"].held)
    assert (post.body, post.state, post.edited_at) == (body, "published", None)


def test_whoever_decided_first_never_decides_on_the_appeal_by_any_door(world: World) -> None:
    decision_id = decided(world, "public", "remove", world.corners["public"].published, READ_ONLY)
    appeal(world.actor("maren"), decision_id, WORDS)
    item_id, ana = item_of(decision_id), world.actor("ana")
    for outcome in ("upheld", "changed", "overturned"):
        with pytest.raises(Forbidden, match="first_decider"):
            rule(ana, item_id, AppealRuling(1, outcome, 1, WHY, "hide"))
    for act in (ask_member, answer_member):
        with pytest.raises(Forbidden, match="first_decider"):
            act(ana, item_id, "Why?")
    with pytest.raises(Forbidden, match="first_decider"):
        claim(ana, item_id)
    claim(world.actor("bea"), item_id)
    for who in ("ana", "bea"):
        with pytest.raises(Conflict, match="not_now"):
            decide(world.actor(who), item_id, DecisionInput(1, "keep", 1, WHY))
        with pytest.raises(Conflict, match="not_now"):
            close_as_seen(world.actor(who), item_id)
    for who in ("samuel", "maren", "kit"):
        with pytest.raises(NotFound):
            rule(world.actor(who), item_id, AppealRuling(1, "overturned", 1, WHY))
    assert db.session.scalars(select(Appeal.state)).one() == "waiting"
    rule(world.actor("bea"), item_id, AppealRuling(1, "upheld", 1, "It stands: it did hurt."))
    with pytest.raises(Conflict, match="decided"):
        rule(world.actor("marta"), item_id, AppealRuling(1, "overturned", 1, WHY))
    assert world.actor("maren").is_read_only(world.corners["public"].path), "upheld, nothing changes"
    assert "A colleague upheld a decision of yours on appeal" in [
        row.view.title for row in notices_page(ana).rows.items
    ]


def test_it_is_made_once_by_whom_it_concerns_for_six_months_also_suspended_and_with_the_link_alone(
    world: World,
) -> None:
    corner = world.corners["public"]
    decision_id = decided(world, "public", "remove", corner.published)
    for who in ("kit", "ana", "visitor"):
        with pytest.raises(NotFound):
            appeal(world.actor(who), decision_id, WORDS)
    for words in ("  ", "x" * 4001):
        with pytest.raises(Invalid):
            appeal(world.actor("maren"), decision_id, words)
    with time_machine.travel(clock.now() + timedelta(days=185), tick=False), pytest.raises(Conflict, match="too_late"):
        appeal(world.actor("maren"), decision_id, WORDS)
    about = decide_about_member(
        world.actor("marta"), world.members["maren"], MemberDecisionInput(SUSPENDED, 4, WHY, "/", _days(9))
    ).decision_id
    maren = world.actor("maren")
    assert maren.is_suspended
    appeal(maren, about, WORDS)
    with pytest.raises(Conflict, match="appealed"):
        appeal(maren, about, WORDS)
    key, other = new_token(), new_token()
    for token, which in ((key, decision_id), (other, about)):
        db.session.add(StatementKey(token_hash=token_hash(token), decision_id=which, good_until=_days(9)))
    db.session.commit()
    with pytest.raises(NotFound):
        appeal(world.actor("visitor"), decision_id, WORDS, other)
    appeal(world.actor("visitor"), decision_id, WORDS, key)
    assert own_appeal(world.actor("visitor"), decision_id, key).appeal is not None
    ended = rule(world.actor("bea"), item_of(decision_id), AppealRuling(1, "upheld", 1, "It stands."))
    with pytest.raises(Conflict, match="nothing_to_appeal"):
        appeal(world.actor("maren"), ended.outcome_id, WORDS)
    assert prepare_statement(ended.outcome_id) is not None, "the answer goes out by mail, whatever they chose"


def test_changed_something_milder_takes_its_place_and_never_something_graver(world: World) -> None:
    corner = world.corners["public"]
    decision_id = decided(world, "public", "hide", corner.published, READ_ONLY)
    appeal(world.actor("maren"), decision_id, WORDS)
    item_id, bea, first = item_of(decision_id), world.actor("bea"), db.session.get_one(Decision, decision_id)
    until = first.until
    assert until is not None
    graver = (
        ({"action": "remove"}, "action"),
        ({"action": "hide", "measure": SUSPENDED, "until": until}, "measure"),
        ({"action": "hide", "measure": READ_ONLY, "until": until + timedelta(days=1)}, "until"),
        ({"action": "hide", "measure": READ_ONLY, "until": until, "path": "/"}, "path"),
        ({"action": "keep"}, "outcome"),
    )
    for wanted, field in graver:
        with pytest.raises(Invalid) as refused:
            rule(bea, item_id, AppealRuling(1, "changed", 1, "Milder.", **wanted))
        assert refused.value.field == field
    db.session.rollback()
    assert db.session.get_one(Post, corner.published).state == "hidden", "refused, nothing was undone"
    done = rule(bea, item_id, AppealRuling(1, "changed", 1, "Milder.", action="keep", measure=WARNING))
    assert db.session.get_one(Post, corner.published).state == "published"
    maren = world.actor("maren")
    assert maren.restrictions == () and [part.kind for part in own_standing(maren).parts] == [WARNING]
    decision = db.session.get_one(Decision, done.outcome_id)
    assert (decision.action, decision.measure, decision.found_by, decision.words) == (
        "keep",
        WARNING,
        "appeal",
        first.words,
    )
    assert (decision.subject_kind, decision.subject_id) == ("post", corner.published)


def test_what_another_limit_took_the_place_of_holds_again_and_what_was_lifted_counts_no_more(world: World) -> None:
    def lay(kind: str, days: int) -> int:
        given = MemberDecisionInput(kind, 4, WHY, world.corners["public"].path, _days(days))
        return decide_about_member(world.actor("ana"), world.members["maren"], given).decision_id

    lay(SLOW, 5)
    before = stands(world, "public", "maren")
    # Two in a row within the minute: which one each took the place of is known all the same.
    second, third = lay(SLOW, 30), lay(SLOW, 60)
    assert stands(world, "public", "maren")["standing"] != before["standing"]
    ends(world, third, "overturned")
    kept = {row.decision_id: row.lifted_because for row in db.session.scalars(select(Sanction).order_by(Sanction.id))}
    assert list(kept.values()) == [REPLACED, "", BY_APPEAL]
    fourth = lay(SLOW, 45)
    ends(world, second, "overturned")
    kept = {row.decision_id: row.lifted_because for row in db.session.scalars(select(Sanction).order_by(Sanction.id))}
    assert list(kept.values()) == [REPLACED, BY_APPEAL, BY_APPEAL, ""], "a newer one holds: nothing older comes back beside it"
    ends(world, fourth, "overturned")
    after = stands(world, "public", "maren")
    assert (after["standing"], after["limits"]) == (before["standing"], before["limits"])
    now = clock.now()
    in_force = db.session.scalars(select(Restriction).where(Restriction.in_force(now), Restriction.kind == SLOW))
    assert len(in_force.all()) == 1


def test_words_that_are_others_by_now_are_left_as_they_are(world: World) -> None:
    corner = world.corners["public"]
    first = decided(world, "public", "hide", corner.published, WARNING)
    again = open_review(world.actor("bea"), "post", corner.published)
    decide(world.actor("bea"), again, DecisionInput(1, "remove", 1, "Worse than it looked."))
    outcome = ends(world, first, "overturned", by="marta")
    assert not outcome.words_back
    assert db.session.get_one(Post, corner.published).state == "removed", "the later decision holds"
    assert own_standing(world.actor("maren")).parts == ()
    letter = own_appeal(world.actor("maren"), first, "").outcome
    assert letter is not None and any("has changed since" in part for part in letter.letter)


def test_both_sides_ask_once_and_the_member_takes_it_back(world: World) -> None:
    decision_id = decided(world, "public", "remove", world.corners["public"].published)
    maren, bea = world.actor("maren"), world.actor("bea")
    appeal(maren, decision_id, WORDS)
    item_id = item_of(decision_id)
    with pytest.raises(Conflict, match="not_asked"):
        answer_team(maren, decision_id, "What?")
    ask_member(bea, item_id, "Who was it meant for?")
    ask_team(maren, decision_id, "Who told you?")
    answer_team(maren, decision_id, "For Kit.")
    answer_member(bea, item_id, "We never say that.")
    again: tuple[Callable[[], None], ...] = (
        lambda: ask_member(bea, item_id, "And why?"),
        lambda: ask_team(maren, decision_id, "And when?"),
        lambda: answer_team(maren, decision_id, "For you."),
        lambda: answer_member(bea, item_id, "No."),
    )
    for act in again:
        with pytest.raises(Conflict):
            act()
    page = own_appeal(maren, decision_id, "")
    assert page.ours is not None and (page.ours.words, page.ours.answer) == ("Who told you?", "We never say that.")
    assert page.theirs is not None and (page.theirs.words, page.theirs.answer) == ("Who was it meant for?", "For Kit.")
    titles = [row.view.title for row in notices_page(maren).rows.items]
    assert {"We have a question about your appeal", "We answered your question about your appeal"} <= set(titles)
    take_back(maren, decision_id)
    take_back(maren, decision_id)
    assert [row.ended for row in changes(bea, Which(), None, [item_id]).rows] == ["The appeal was taken back"]
    with pytest.raises(Conflict):
        rule(bea, item_id, AppealRuling(1, "overturned", 1, WHY))
    with pytest.raises(Conflict, match="ended"):
        ask_team(maren, decision_id, "Still there?")
    assert own_appeal(maren, decision_id, "").appeal.state == "taken_back"  # type: ignore[union-attr]


def test_with_one_moderator_alone_it_waits_and_the_admins_are_told(world: World) -> None:
    item_id = _flagged_in_brain(world)
    decision_id = decide(world.actor("samuel"), item_id, DecisionInput(1, "remove", 1, WHY)).decision_id
    appeal(world.actor("kit"), decision_id, WORDS)
    titles = [row.view.title for row in notices_page(world.actor("marta")).rows.items]
    assert "An appeal needs a second person" in titles
    assert not own_appeal(world.actor("kit"), decision_id, "").nobody_else, "an admin is somebody else"
    with pytest.raises(Forbidden):
        rule(world.actor("samuel"), item_of(decision_id), AppealRuling(1, "upheld", 1, WHY))
    alone = decide_about_member(
        world.actor("marta"), world.members["kit"], MemberDecisionInput(WARNING, 4, WHY, "/")
    ).decision_id
    appeal(world.actor("kit"), alone, WORDS)
    assert own_appeal(world.actor("kit"), alone, "").nobody_else, "the only admin decided it"
    rule(world.actor("marta"), item_of(decision_id), AppealRuling(1, "overturned", 1, "It may stand."))


def _flagged_in_brain(world: World) -> int:
    group_id = world.corners["other"].group_id
    given = StartInput(
        draft_key=new_token(),
        group_id=group_id,
        title="After the scan",
        body="They said to wait.",
        accepts_guidelines=True,
    )
    post_id = start_discussion(world.actor("kit"), given).post_id or 0
    return flag(world.actor("samuel"), "post", post_id, FlagInput("unkind")).item_id


def test_decided_by_two_at_once_an_appeal_has_one_outcome_and_the_member_one_answer(world: World) -> None:
    decision_id = decided(world, "public", "remove", world.corners["public"].published, WARNING)
    appeal(world.actor("maren"), decision_id, WORDS)
    item_id, bea, marta = item_of(decision_id), world.actor("bea"), world.actor("marta")
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    results = at_once(
        app,
        lambda: rule(bea, item_id, AppealRuling(1, "overturned", 1, "It may stand.")),
        lambda: rule(marta, item_id, AppealRuling(1, "upheld", 1, "It stands.")),
    )
    refused = [each for each in results if isinstance(each, Conflict)]
    assert [each.reason for each in refused] == ["decided"], results
    found = db.session.scalars(select(Appeal)).one()
    outcomes = db.session.scalars(select(Decision).where(Decision.found_by == "appeal")).all()
    assert [each.id for each in outcomes] == [found.outcome_id]
    came_back = found.state == "overturned"
    assert (db.session.get_one(Post, world.corners["public"].published).state == "published") is came_back
    assert bool(own_standing(world.actor("maren")).parts) is not came_back
    titles = [row.view.title for row in notices_page(world.actor("maren")).rows.items]
    assert sum("appeal was read" in title or "You were right" in title for title in titles) == 1


@pytest.mark.parametrize(("choice", "left"), [("keep", True), ("everything", False)])
def test_whoever_leaves_takes_their_appeal_along(world: World, choice: str, left: bool) -> None:
    decision_id = decided(world, "public", "remove", world.corners["public"].published)
    appeal(world.actor("maren"), decision_id, WORDS)
    ask_member(world.actor("bea"), item_of(decision_id), "Who was it for?")
    answer_team(world.actor("maren"), decision_id, "For Kit.")
    end_appeals(Leaver(world.members["maren"], "maren", "Maren", choice, clock.now()))
    db.session.rollback()
    found = db.session.scalars(select(Appeal)).one()
    assert (found.state, found.member_id) == ("taken_back", None)
    assert (found.words, found.questions[0].answer) == ((WORDS, "For Kit.") if left else ("", ""))
    assert found.questions[0].words == "Who was it for?"


def test_who_had_told_us_hears_once_that_it_was_looked_at_again_and_nothing_else(world: World) -> None:
    post_id = world.corners["public"].published
    for name in ("ruth", "ingrid"):
        flag(world.actor(name), "post", post_id, FlagInput("unkind"))
    decision_id = decided(world, "public", "remove", post_id, WARNING)

    def told(name: str) -> list[Any]:
        db.session.rollback()
        return [row.view for row in notices_page(world.actor(name)).rows.items if row.kind == "flag_outcome"]

    assert [len(told(name)) for name in ("ruth", "ingrid", "kit")] == [1, 1, 0]
    ends(world, decision_id, "overturned")
    for name in ("ruth", "ingrid"):
        views = told(name)
        assert [view.title for view in views] == ["What you told us was looked at again", "What you told us was read"]
        assert "Somebody else of the team" in views[0].words and "right to tell us" in views[0].words
        assert (views[0].url, views[0].who) == ("", "")
        assert not any(word in views[0].words for word in ("Maren", "Bea", "Ana", WHY, "We looked again"))
    assert told("maren") == told("kit") == []
    db.session.rollback()
    tell_who_told(decision_id, None)
    assert len(told("ruth")) == 2, "once"
    flag(world.actor("ruth"), "post", world.corners["members"].published, FlagInput("unkind"))
    ends(world, decided(world, "members", "remove", world.corners["members"].published), "upheld")
    assert len(told("ruth")) == 3, "that it was read, and no more"
