"""Where rules put a discussion, and why."""

from __future__ import annotations

import pytest

from app.splitting.models import CLUSTER, NONE, TAG, WORD
from app.splitting.placing import Placing, Rule, Rules, TalkFacts, place, same_value, stored_value

RULES = Rules.of(
    [
        Rule(1, TAG, "new"),
        Rule(1, WORD, "diagnosis"),
        Rule(2, WORD, "water tablet"),
        Rule(2, WORD, "scales"),
        Rule(3, TAG, "device"),
        Rule(3, CLUSTER, "pacemaker battery leads wire"),
        Rule(4, CLUSTER, "sleep pillow night"),
    ]
)
DEEP = "They put it in. " * 300 + "The diagnosis came late."

PLACES = (
    ("by its tag", TalkFacts("Hello", "", frozenset({"new"})), Placing(1, None, TAG, "new")),
    ("a tag goes before a word", TalkFacts("Scales", "", frozenset({"new"})), Placing(1, None, TAG, "new")),
    ("two tags of two rooms", TalkFacts("Hi", "", frozenset({"device", "new"})), Placing(1, 3, TAG, "new")),
    ("a tag that no rule has", TalkFacts("Hi", "", frozenset({"salt"})), Placing()),
    ("a phrase, in the plural", TalkFacts("My water tablets"), Placing(2, None, WORD, "water tablet")),
    ("half a phrase is nothing", TalkFacts("A glass of water"), Placing()),
    ("a word of the text", TalkFacts("Help", "I bought scales."), Placing(2, None, WORD, "scales")),
    ("a title outweighs a text", TalkFacts("My diagnosis", "I bought scales."), Placing(1, None, WORD, "diagnosis")),
    ("two texts are alike", TalkFacts("Help", "My diagnosis and my scales"), Placing(1, 2, WORD, "diagnosis")),
    ("a word goes before a cluster", TalkFacts("Scales and battery leads"), Placing(2, None, WORD, "scales")),
    ("most of a cluster", TalkFacts("Pacemaker battery", "The night was long."), Placing(3, None, CLUSTER, "pacemaker, battery")),
    ("part of a word is nothing", TalkFacts("Scalesmith"), Placing()),
    ("what stands too deep is not read", TalkFacts("Help", DEEP), Placing()),
    ("nothing at all", TalkFacts("Salt", "I like it."), Placing(None, None, NONE, "")),
)  # fmt: skip


@pytest.mark.parametrize(("talk", "placing"), [row[1:] for row in PLACES], ids=[row[0] for row in PLACES])
def test_a_discussion_goes_where_the_rules_say(talk: TalkFacts, placing: Placing) -> None:
    assert place(talk, RULES) == placing


def test_without_rules_everything_stays() -> None:
    assert place(TalkFacts("Scales", "diagnosis", frozenset({"new"})), Rules()) == Placing()


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        (TAG, "First Weeks", "first-weeks"),
        (WORD, "Water  Tablets", "water tablet"),
        (CLUSTER, "Leads wires", "lead wire"),
    ],
)
def test_values_that_find_the_same_are_the_same(kind: str, one: str, other: str) -> None:
    assert same_value(kind, one) == same_value(kind, other)
    assert same_value(kind, "…") == ""
    assert stored_value(WORD, "Water  Tablets") == "water tablets"
