"""Tricks of writing, and the way back to what was typed."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.guidelines import normalise as normalising
from app.guidelines.assessment import assess
from app.guidelines.checks.reading import _WORD, words_of
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
    assessment = assess(draft)
    findings = (*assessment.for_family("contact_details"), *assessment.for_family("crisis"))
    assert [finding.words(draft) for finding in findings] == [words]


@settings(max_examples=25, deadline=None)
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


def test_reading_plainly_twice_changes_nothing_more() -> None:
    """So a few signs may be replaced one after the other, and many in one pass, with the same result."""
    signs = [chr(code) for code in (*range(0x80, 0x3000), *range(0xFE00, 0xFFFF), *range(0x1D400, 0x1D800))]
    assert [sign for sign in signs if normalising._fold(normalising._fold(sign)) != normalising._fold(sign)] == []


@settings(max_examples=25, deadline=None)
@given(st.text("a1’éо—\u200b .-", max_size=60))
def test_few_signs_and_many_are_read_alike(text: str) -> None:
    assert normalise(text + "’" * 30).cased[: len(normalise(text).cased)] == normalise(text + "’").cased[:-1]


@settings(max_examples=25, deadline=None)
@given(st.text("aB1 .*_-", max_size=40))
def test_the_quick_look_for_spaced_letters_misses_none(text: str) -> None:
    gaps = {
        place
        for match in normalising._SPACED.finditer(text)
        for place in range(match.start(), match.end())
        if not text[place].isalpha()
    }
    assert normalising._gaps(text) == gaps


@settings(max_examples=25, deadline=None)
@given(st.one_of(st.text("ab1' .-\n_", max_size=40), st.text(max_size=40)))
def test_words_are_found_quickly_and_the_same(text: str) -> None:
    assert words_of(text) == _WORD.findall(text)
