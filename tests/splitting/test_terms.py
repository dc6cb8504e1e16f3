"""Words of a text, and where most of a discussion's weight lies."""

from __future__ import annotations

import pytest

from app.splitting.terms import FILLERS, Fit, fit, is_kin, matches, terms, weigh, words


@pytest.mark.parametrize(
    "text, said",
    [
        ("My knees' X-rays", ("my", "knee", "x", "ray")),
        ("Mother’s CROHN'S", ("mother", "crohn")),
        ("allergies rashes boxes classes", ("allergy", "rash", "box", "class")),
        ("sinus crisis stress diabetes", ("sinus", "crisis", "stress", "diabete")),
        ("cold feet, bad teeth", ("cold", "foot", "bad", "tooth")),
        ("don't b12 —  …", ("dont", "b12")),
        ("Größe, naïve", ("grösse", "naïve")),
    ],
)
def test_words_come_in_one_form(text: str, said: tuple[str, ...]) -> None:
    assert words(text) == said


def test_terms_leave_out_what_says_nothing() -> None:
    assert terms("Hi, can anybody please help with my thyroid tablets? 25 mg") == {"thyroid", "tablet"}
    assert {"help", "doctor", "please"} <= FILLERS and "thyroid" not in FILLERS


@pytest.mark.parametrize(
    "wanted, text, found",
    [
        ("water tablet", "I take my water tablets at night", True),
        ("tablet water", "I take my water tablets at night", False),
        ("Help", "no help at all", True),
        ("ear", "early hearing", False),
        ("", "anything", False),
        ("…", "anything", False),
    ],
)
def test_a_word_or_phrase_is_found_whole(wanted: str, text: str, found: bool) -> None:
    assert matches(wanted, words(text)) is found


@pytest.mark.parametrize(
    "one, other, kin",
    [("cough", "coughing", True), ("pregnancy", "pregnant", True), ("ear", "early", False), ("heart", "hear", False)],
)
def test_forms_of_one_word_are_kin(one: str, other: str, kin: bool) -> None:
    assert is_kin(one, other) is kin and is_kin(other, one) is kin


def test_a_discussion_goes_where_most_of_its_weight_lies() -> None:
    rooms = {"ears": ("ear", "hearing"), "throats": ("throat", "tonsils")}
    weights = weigh("Ringing in my ears", "My throat is fine.", ["noise"])
    assert weights["ear"] == 3 and weights["throat"] == 1 and weights["noise"] == 2
    assert fit(weights, rooms) == Fit("ears")
    assert fit(weigh("Ear and throat"), rooms) == Fit("ears", "throats")
    # One word in passing is not enough, two are.
    assert fit(weigh("Since Tuesday", "my throat hurts"), rooms) == Fit()
    assert fit(weigh("Since Tuesday", "my throat and the tonsils"), rooms) == Fit("throats")
