"""A plan as a file: what is written is read back, and what is wrong is told by its key and id."""

from __future__ import annotations

import json
from typing import Any

import pytest

from app.core.policy import Invalid
from app.splitting.inputs import RuleInput
from app.splitting.models import CLUSTER, TAG, WORD
from app.splitting.planfile import FileRoom, FileTalk, PlanFile, dump, load
from app.splitting.wording import sentence

PLAN = PlanFile(
    "heart",
    (
        FileRoom("newly-told", "Newly told", "For the first weeks.", (RuleInput(TAG, "new"), RuleInput(WORD, "water tablet"))),
        FileRoom("devices", "Devices", "", (RuleInput(CLUSTER, "pacemaker lead wire"),)),
    ),
    (FileTalk(3, "“They said failure”", "newly-told", "tag: new"), FileTalk(4, "Salt", None, "no rule fits")),
    divides=True,
)  # fmt: skip


def test_what_is_written_is_read_back() -> None:
    assert load(dump(PLAN)) == PLAN
    assert load(dump(PlanFile("heart"))) == PlanFile("heart")
    assert json.loads(dump(PLAN))["discussions"][0] == {
        "id": 3,
        "title": "“They said failure”",
        "to": "newly-told",
        "why": "tag: new",
    }
    assert len(dump(PLAN).splitlines()) == 12, "one discussion a line, so that a change shows as one line"


def _changed(**values: Any) -> str:
    return json.dumps({**json.loads(dump(PLAN)), **values})


WRONG = (
    ("not JSON at all", "{", "not JSON (line 1)"),
    ("deep nonsense", "[" * 100_000, "not JSON"),
    ("half a letter", _changed(group="he\ud800art"), "letters in this file that no text has"),
    ("a letter that is none", _changed(divides="a\\b\x00"), "letters in this file that no text has"),
    ("a number that no row has", _changed(discussions=[{"id": 10**30, "to": None}]), "must be a whole number"),
    ("a list", "[]", 'one object with "group"'),
    ("no group", _changed(group=""), '"group" is missing'),
    ("a number for a group", _changed(group=7), '"group" must be text'),
    ("an unknown key", _changed(colour="red"), '"colour" is not known here'),
    ("divides in words", _changed(divides="yes"), '"divides" must be true or false'),
    ("rooms that are no list", _changed(rooms={}, discussions=[]), '"rooms" must be a list'),
    ("a room without a slug", _changed(rooms=[{"name": "A"}], discussions=[]), 'Room 1: "slug" is missing'),
    ("a room without a name", _changed(rooms=[{"slug": "a"}], discussions=[]), 'Room 1: "name" is missing'),
    ("a room that is a word", _changed(rooms=["a"], discussions=[]), "Room 1 must be an object"),
    ("the group into itself", _changed(rooms=[{"slug": "heart", "name": "A"}], discussions=[]), "cannot be split into itself"),
    ("two rooms of one slug", _changed(rooms=[{"slug": "a", "name": n} for n in "bc"], discussions=[]), 'the slug "a"'),
    ("a rule of two", _changed(rooms=[{"slug": "a", "name": "A", "rules": [{"tag": "x", "word": "y"}]}], discussions=[]), "Room 1, rule 1"),
    ("a cluster as text", _changed(rooms=[{"slug": "a", "name": "A", "rules": [{"cluster": "x y"}]}], discussions=[]), "Room 1, rule 1"),
    ("a slug that no room has", _changed(discussions=[{"id": 9, "to": "nowhere"}]), 'Discussion 9 goes to "nowhere"'),
    ("a place that is a number", _changed(discussions=[{"id": 9, "to": 1}]), 'Discussion 9: "to" must be'),
    ("no id", _changed(discussions=[{"to": None}]), 'Discussion 1 in the list has no "id"'),
    ("an id that is true", _changed(discussions=[{"id": True}]), 'Discussion 1 in the list has no "id"'),
    ("an id twice", _changed(discussions=[{"id": 9}, {"id": 9}]), "Discussion 9 stands 2 times"),
)  # fmt: skip


@pytest.mark.parametrize(("text", "said"), [row[1:] for row in WRONG], ids=[row[0] for row in WRONG])
def test_what_is_wrong_is_told_with_its_key_or_id(text: str, said: str) -> None:
    with pytest.raises(Invalid) as caught:
        load(text)
    assert caught.value.reason == "plan_file"
    assert said in sentence(caught.value)


def test_all_that_is_wrong_is_told_at_once_but_not_without_end() -> None:
    text = _changed(discussions=[{"id": key, "to": "nowhere"} for key in range(50)])
    with pytest.raises(Invalid) as caught:
        load(text)
    problems = caught.value.facts["problems"]
    assert len(problems) == 21 and problems[-1] == "And 30 more like these."
