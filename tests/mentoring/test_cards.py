"""What a card's fields become, and what ties two cards together: pure functions, by table."""

from __future__ import annotations

from datetime import date

import pytest

from app.core.policy import Invalid
from app.mentoring.card import Since, read_since, term_of
from app.mentoring.matching import Side, best, match_of, shown_count

TODAY = date(2026, 3, 14)


@pytest.mark.parametrize(
    "typed, words, term",
    [
        ("2019", "2019", "2019"),
        (" March  2024 ", "March 2024", "2024-03"),
        ("mar. 2024", "March 2024", "2024-03"),
        ("3/2024", "March 2024", "2024-03"),
        ("2024-03", "March 2024", "2024-03"),
        ("March 2026", "March 2026", "2026-03"),
    ],
)
def test_a_time_is_read_in_the_ways_people_write_it(typed: str, words: str, term: str) -> None:
    found = read_since(typed, TODAY)
    assert (found.words, found.term) == (words, term)
    assert read_since(found.words, TODAY) == found, "what is kept can be kept again"


@pytest.mark.parametrize(
    "typed, reason",
    [
        ("long ago", "since"),
        ("13/2024", "since"),
        ("m 2024", "since"),
        ("ma 2024", "since"),
        ("1066", "since"),
        ("April 2026", "since_future"),
        ("2027", "since_future"),
    ],
)
def test_what_is_no_time_is_refused_with_its_field(typed: str, reason: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_since(typed, TODAY)
    assert (refused.value.reason, refused.value.field) == (reason, "since")


def test_terms_are_the_things_themselves_however_they_are_written() -> None:
    assert term_of("condition", "Heart-failure, Type 2 Diabetes") == "|heart failure|type 2 diabetes|"
    assert term_of("condition", "type 2 diabetes and HEART failure") == "|heart failure|type 2 diabetes|"
    assert term_of("likes", "100%_|%") == "|100|"
    assert term_of("likes", "…") == ""
    assert term_of("role", "carer") == "carer"
    assert Since(2024, 3).term == "2024-03"


def _side(member_id: int = 1, **fields: str) -> Side:
    return Side(member_id, {name: term_of(name, value) for name, value in fields.items()})


HALINA = _side(condition="Heart failure", since="2026-01", treatment="Pacemaker", role="patient", likes="sleep, work")


@pytest.mark.parametrize(
    "other, sentence",
    [
        ({"condition": "heart failure"}, "Same condition."),
        ({"condition": "heart failure", "since": "2025-05"}, "Same condition, eight months ahead."),
        ({"condition": "heart failure", "since": "2023"}, "Same condition, three years ahead."),
        ({"condition": "heart failure", "since": "2026-02"}, "Same condition, one month later."),
        ({"treatment": "pacemaker", "role": "patient"}, "Same treatment, patient too."),
        ({"condition": "heart failure", "role": "carer"}, "Same condition, a carer."),
        ({"likes": "Sleep at night, cooking"}, "Also likes to talk about sleep."),
        ({"since": "2025-05", "role": "patient"}, None),
        ({"condition": "heart failure", "avoids": "pacemakers, sleep"}, None),
        ({}, None),
    ],
)
def test_the_reason_says_what_both_cards_show(other: dict[str, str], sentence: str | None) -> None:
    found = match_of(HALINA, _side(2, **other))
    assert (found.sentence if found else None) == sentence


def test_carers_meet_carers() -> None:
    carer = _side(role="carer")
    found = match_of(carer, _side(2, role="carer"))
    assert found is not None
    assert found.sentence == "Carer too."
    assert match_of(carer, _side(2, role="patient")) is None


def test_the_newcomer_is_not_named_to_somebody_about_what_they_would_rather_not_talk_about() -> None:
    quiet = _side(condition="heart failure", avoids="dialysis")
    assert match_of(quiet, _side(2, condition="heart failure", treatment="Dialysis")) is None
    assert match_of(quiet, _side(2, condition="heart failure")) is not None


def test_the_best_two_stand_first_and_others_are_left_out() -> None:
    others = [
        _side(7, likes="sleep"),
        _side(8, condition="heart failure"),
        _side(9, condition="heart failure", treatment="pacemaker", since="2025-05"),
    ]
    assert [match.member_id for match in best(HALINA, others, 2)] == [9, 8]


def test_a_count_below_five_is_shown_to_nobody() -> None:
    assert [shown_count(number) for number in (0, 4, 5)] == [None, None, 5]
