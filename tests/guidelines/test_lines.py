"""The JSON Lines protocol of `./dayroom guidelines check`, and the figures of `evaluate`."""

from __future__ import annotations

import json
from typing import Any

import pytest

from app.guidelines.evaluation import Share, TextSet, evaluate, is_held_out
from app.guidelines.lines import CATEGORIES, check_lines


def _answers(*lines: str) -> list[dict[str, Any]]:
    return [json.loads(answer) for answer in check_lines(line.encode("utf-8", "surrogateescape") for line in lines)]


def test_each_line_gets_one_answer_in_order() -> None:
    phone, crisis, nothing = _answers(
        '{"id": "a", "text": "ring 07700 900 418"}',
        '{"id": 2, "text": "I want to die"}',
        '{"id": null, "text": "Thank you"}',
    )
    assert (phone["id"], phone["categories"]) == ("a", ["pii"])
    assert (crisis["id"], crisis["categories"]) == (2, ["crisis"])
    assert (nothing["id"], nothing["categories"], nothing["findings"]) == (None, [], [])
    assert nothing["scores"] == dict.fromkeys(CATEGORIES.values(), 0.0)
    (finding,) = phone["findings"]
    expected = {"family": "contact_details", "kind": "phone", "start": 5, "end": 18, "effect": "hold", "clause": 6}
    assert expected.items() <= finding.items()
    assert isinstance(phone["ms"], float)


BAD = ["", "[1]", '{"id": 1}', '{"id": 1, "text": 5}', '{"id": NaN, "text": "x"}', '{"text": "\udcff"}', "[" * 100_000]


@pytest.mark.parametrize("line", BAD)
def test_a_bad_line_is_an_error_with_its_number_and_the_rest_goes_on(line: str) -> None:
    good = '{"id": 1, "text": "x"}'
    first, second, third = _answers(good, line, good)
    assert second["line"] == 2
    assert second["error"]
    assert first["id"] == third["id"] == 1


def test_half_a_character_is_answered_in_plain_ascii() -> None:
    (answer,) = check_lines([b'{"id": "\\ud800", "text": "ring 07700 900 418 \\ud800"}'])
    assert answer.isascii()
    assert json.loads(answer)["categories"] == ["pii"]


def test_a_low_level_names_no_category_but_has_a_score() -> None:
    (answer,) = _answers('{"id": 1, "text": "I attempted suicide when I was 19"}')
    assert answer["categories"] == []
    assert (answer["scores"]["pii"], answer["scores"]["crisis"]) == (0.0, 0.3)


def test_figures_count_what_is_found_missed_and_touched() -> None:
    rows = [
        {"id": "1", "text": "ring 07700 900 418", "labels": ["pii"]},
        {"id": "2", "text": "find me in the usual place", "labels": ["pii"]},
        {"id": "3", "text": "jo@example.com", "labels": []},
        {"id": "4", "text": "thank you", "labels": []},
    ]
    pii, crisis, *_others = evaluate(TextSet("mine", tuple(rows))).figures
    assert (pii.recall, pii.precision, pii.touched) == (Share(1, 2), Share(1, 2), Share(1, 2))
    assert (pii.missed, pii.wrong) == (("2",), ("3",))
    assert (crisis.recall, crisis.touched) == (Share(0, 0), Share(0, 4))


def test_an_interval_holds_its_share_and_narrows_with_more_texts() -> None:
    low, high = Share(9, 10).interval
    lower, higher = Share(900, 1000).interval
    assert low < lower < 0.9 < higher < high
    assert Share(0, 0).interval == (0.0, 1.0)


def test_the_same_words_fall_on_the_same_side() -> None:
    assert is_held_out("Thank  You all") == is_held_out("thank you\nall ")
    assert {is_held_out(f"text {number}") for number in range(40)} == {True, False}
