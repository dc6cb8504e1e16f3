"""Tricks of writing, and the way back to what was typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.guidelines.assessment import assess
from app.guidelines.draft import Draft
from app.guidelines.normalise import normalise

EVASIONS = [
    ("full-width digits", "ring ０７７００ ９００ ４１８ now", "０７７００ ９００ ４１８"),
    ("a zero-width space", "ring 0\u200b7700\u200b 900418 now", "0\u200b7700\u200b 900418"),
    ("soft hyphens", "ring 077\u00ad00 900\u00ad418 now", "077\u00ad00 900\u00ad418"),
    ("letters for digits", "ring 07700 9oo 4l8 now", "07700 9oo 4l8"),
    ("key caps", "ring 0\ufe0f\u20e37700 900418 now", "0\ufe0f\u20e37700 900418"),
    ("digits one by one", "ring 0 7 7 0 0 9 0 0 4 1 8 now", "0 7 7 0 0 9 0 0 4 1 8"),
    ("digits of another script", "ring ٠٧٧٠٠٩٠٠٤١٨ now", "٠٧٧٠٠٩٠٠٤١٨"),
    ("mathematical digits", "ring 𝟎𝟕𝟕𝟎𝟎 𝟗𝟎𝟎 𝟒𝟏𝟖 now", "𝟎𝟕𝟕𝟎𝟎 𝟗𝟎𝟎 𝟒𝟏𝟖"),
    (
        "a spaced word among number words",
        "n i n e one seven five five five zero one eight",
        "n i n e one seven five five five zero one eight",
    ),
    ("a full-width address", "ｊｏ＠ｅｘａｍｐｌｅ．ｃｏｍ", "ｊｏ＠ｅｘａｍｐｌｅ．ｃｏｍ"),
    ("look-alike letters", "jо@exаmple.cоm", "jо@exаmple.cоm"),
    ("a signal with spaced letters", "i want to d i e", "i want to d i e"),
    ("a signal with look-alikes", "I wаnt tо diе", "I wаnt tо diе"),
    ("a signal in full width", "Ｉ ｗａｎｔ ｔｏ ｄｉｅ", "Ｉ ｗａｎｔ ｔｏ ｄｉｅ"),
    ("a signal with a star", "I want to k*ll myself", "I want to k*ll myself"),
    ("a signal with digits", "I feel su1c1dal", "I feel su1c1dal"),
    ("a signal with accents", "I wánt to díe", "I wánt to díe"),
]


@pytest.mark.parametrize(("trick", "text", "words"), EVASIONS, ids=[row[0] for row in EVASIONS])
def test_a_trick_of_writing_does_not_get_round(trick: str, text: str, words: str) -> None:
    draft = Draft(text)
    findings = assess(draft).findings
    assert [finding.words(draft) for finding in findings] == [words]


@given(st.text())
def test_every_character_keeps_its_way_back(text: str) -> None:
    view = normalise(text)
    assert len(view.text) == len(view.cased)
    places = [view.span(index, index + 1) for index in range(len(view.text))]
    assert all(0 <= start < end <= len(text) for start, end in places)
    assert places == sorted(places)


def test_plain_text_is_left_as_it_is() -> None:
    view = normalise("Jo’s café, line one\nline two".replace("’", "'").replace("é", "e"))
    assert view.origins is None
    assert view.cased == "Jo's cafe, line one\nline two"


def test_combining_marks_and_joiners_are_read_past() -> None:
    assert normalise("d\u0301i\u200de").text == "die"
