"""The verdict: split now with rooms that a plan would fill just so, or not yet with what is missing."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from app.splitting.advice import (
    FEWEST_DISCUSSIONS,
    FEWEST_PEOPLE,
    ROOM_PEOPLE,
    Advised,
    Figures,
    GroupFacts,
    advise,
)
from app.splitting.clusters import Talk
from app.splitting.terms import fit
from tests.splitting.talks import LAST, ago, busy_group
from tests.splitting.test_clusters import NAMES

PEOPLE = list(range(1, 36))
TALKS = tuple(
    Talk(place, laid.title, laid.text, tuple(laid.tags), frozenset({laid.author or 0, *(who or 0 for who, *_ in laid.replies)}))
    for place, laid in enumerate(busy_group(PEOPLE))
)  # fmt: skip
FIGURES = Figures(
    discussions=66, posts=118, weeks=10, discussions_a_week=6.6, posts_a_week=11.8, unanswered_share=0.2,
    unanswered_lately=0.3, unanswered_before=0.2, top_ten_share=0.5, active_people=35, first_at=ago(70), last_at=LAST,
)  # fmt: skip
FACTS = GroupFacts("Ear, nose and throat", FIGURES, TALKS)


def test_a_busy_group_with_topics_of_its_own_should_be_split() -> None:
    advised = advise(FACTS)
    assert advised.verdict == "split"
    assert sorted(room.name for room in advised.ready) == NAMES
    assert [reason["code"] for reason in advised.reasons] == [
        "topics",
        "discussions",
        "people",
        "unanswered_grew",
        "few_carry",
    ]
    assert (
        advised.reasons[0]["sentence"]
        == "3 topics talk mostly among themselves, and 66 discussions are about one of them."
    )
    assert advised.reasons[3]["sentence"].startswith(
        "30% of the discussions of the last 10 weeks have no answer. Before, it was 20%"
    )


def test_a_room_holds_what_a_plan_with_its_words_would_place_there() -> None:
    # Some fit two rooms alike, one is about something else.
    both = [replace(TALKS[0], id=100 + place, title="Ear, sinus, throat", text="", tags=()) for place in range(3)]
    talks = (*TALKS, *both, replace(TALKS[0], id=200, title="My knee", text=""))
    ready = advise(replace(FACTS, talks=talks)).ready
    placed = [fit(talk.weights, {room.name: room.words for room in ready}).best for talk in talks]
    assert len(ready) == 3 and placed[-4:] == [ready[0].name] * 3 + [None]
    assert {room.name: room.discussions for room in ready} == {room.name: placed.count(room.name) for room in ready}
    for room in ready:
        wrote = {who for talk, name in zip(talks, placed, strict=True) if name == room.name for who in talk.people}
        assert room.people == len(wrote)


@pytest.mark.parametrize(
    "facts, codes, sentence",
    [
        (
            replace(FACTS, figures=replace(FIGURES, discussions=FEWEST_DISCUSSIONS - 12)),
            ["few_discussions"],
            "It holds 48 of the 60 discussions that a split needs: 12 to go.",
        ),
        (
            replace(FACTS, figures=replace(FIGURES, active_people=FEWEST_PEOPLE - 1)),
            ["few_people"],
            "29 of the 30 people that a split needs wrote here in the 52 weeks before the last post: 1 to go.",
        ),
        (
            replace(FACTS, talks=TALKS[::3]),
            ["few_topics"],
            "0 of the 2 topics that a split needs could fill a room now: 2 to go.",
        ),
        (replace(FACTS, is_divided=True), ["divided"], "It is divided already. Its rooms can be looked at one by one."),
        (GroupFacts("Empty", Figures()), ["few_discussions", "few_people", "few_topics"], ""),
    ],
)
def test_a_group_that_is_not_ready_is_told_what_is_missing(facts: GroupFacts, codes: list[str], sentence: str) -> None:
    advised = advise(facts)
    assert advised.verdict == "not-yet"
    assert [reason["code"] for reason in advised.reasons] == codes
    assert sentence in advised.reasons[0]["sentence"]


def test_exactly_enough_is_enough() -> None:
    least = replace(FIGURES, discussions=FEWEST_DISCUSSIONS, active_people=FEWEST_PEOPLE)
    assert advise(replace(FACTS, figures=least)).is_split


def test_a_room_with_too_few_people_is_named_with_what_it_misses() -> None:
    few = [replace(talk, people=frozenset({1, 2})) if "throat" in talk.title else talk for talk in TALKS]
    advised = advise(replace(FACTS, talks=tuple(few)))
    assert advised.is_split and len(advised.ready) == 2
    waiting = advised.proposals[-1]
    assert not waiting.is_ready and waiting.people == 2
    assert [(reason["code"], reason["have"], reason["need"]) for reason in waiting.missing] == [
        ("room_people", 2, ROOM_PEOPLE)
    ]
    assert waiting.to_json()["verdict"] == "not-yet" and advised.proposals[0].to_json()["verdict"] == "ready"


def test_advice_survives_being_stored() -> None:
    for facts in (FACTS, GroupFacts("Empty", Figures())):
        advised = advise(facts)
        assert Advised.from_json(json.loads(json.dumps(advised.to_json()))) == advised
