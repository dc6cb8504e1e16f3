"""The assessment as a whole: what breaks, what is bounded, what always holds."""

from __future__ import annotations

import logging
import time
import tracemalloc
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.guidelines.assessment import MOST_PER_CHECK, Assessment, assess
from app.guidelines.checks.order import CHECKS, FAMILIES
from app.guidelines.checks.reading import Check, Reading, Sighting
from app.guidelines.draft import Draft
from app.guidelines.effects import DEFAULT_EFFECTS, Effect, EffectRow
from app.guidelines.lines import CATEGORIES

FRAGMENTS = [
    "07700 900 418", "jo@example.com", "I want to die", "kill myself", "4111 1111 1111 1111", "12 Oak Street", "n i n e",
    "at gmail dot com", "dob 1 May 1961", "\u200b", "é", "İ", "ß", "\n", ". ", "not", "my son", "+", "(", "٣", "\ud800", "🙂",
    "GB82WEST12345698765432", "double seven", "su1c*de",
]  # fmt: skip


def _breaks(reading: Reading) -> Iterator[Sighting]:
    yield Sighting("phone", 0, 4)
    raise RuntimeError(f"broken on {reading.text}")


def test_a_check_that_breaks_loses_no_post_and_no_other_finding(caplog: pytest.LogCaptureFixture) -> None:
    broken = Check("contact_details.broken", "contact_details", 6, _breaks)
    with caplog.at_level(logging.ERROR):
        assessment = assess(Draft("secret words, ring 07700 900 418"), checks=(broken, *CHECKS))
    assert assessment.failed == ("contact_details.broken",)
    assert [finding.kind for finding in assessment.findings] == ["phone", "phone"]
    assert "contact_details.broken" in caplog.text
    assert "secret" not in caplog.text


def test_the_strongest_effect_is_the_assessments() -> None:
    assert assess(Draft("Thank you all.")).effect is None
    assert assess(Draft("ring 07700 900 418")).effect is Effect.HOLD
    assert assess(Draft("ring 07700 900 418. I want to die.")).effect is Effect.HOLD


def test_a_community_may_publish_signals_at_once_and_they_stay_signals() -> None:
    table = DEFAULT_EFFECTS.changed(EffectRow("crisis", Effect.NOTE, level=level) for level in ("medium", "high"))
    assessment = assess(Draft("I want to die"), table)
    assert (assessment.effect, assessment.is_crisis) == (Effect.NOTE, True)


def test_a_finding_is_found_again_by_its_key() -> None:
    assessment = assess(Draft("ring 07700 900 418 or jo@example.com."))
    phone, mail = assessment.findings
    assert assessment.finding(mail.key) == mail
    assert assessment.finding(phone.key) == phone
    assert assessment.finding("nothere") is None


def test_findings_stand_in_the_order_of_the_words_title_first() -> None:
    draft = Draft("jo@example.com then 07700 900 418", title="ring 07700 900 419")
    assert [(each.field, each.kind) for each in assess(draft).findings] == [
        ("title", "phone"),
        ("text", "email"),
        ("text", "phone"),
    ]


def test_findings_of_one_family_never_overlap() -> None:
    findings = assess(Draft("my NHS number is 943 476 5919 and my card 4111 1111 1111 1111")).findings
    assert [finding.kind for finding in findings] == ["health_number", "card"]


def test_a_text_in_another_language_gets_the_checks_that_need_none() -> None:
    draft = Draft("Llámame al +34 612 345 678. I want to die", language="es")
    assert {finding.family for finding in assess(draft).findings} == {"contact_details"}


def test_an_empty_draft_has_an_empty_assessment() -> None:
    assert assess(Draft("")) == Assessment()


def test_every_check_belongs_to_a_family_and_is_named_after_it() -> None:
    assert set(FAMILIES) <= set(CATEGORIES)
    assert all(check.name.startswith(f"{check.family}.") for check in CHECKS)
    assert len({check.name for check in CHECKS}) == len(CHECKS)


@settings(deadline=None, max_examples=150)
@given(st.lists(st.one_of(st.text(max_size=20), st.sampled_from(FRAGMENTS)), max_size=30).map(" ".join))
def test_on_any_text_no_check_breaks_and_spans_lie_inside(text: str) -> None:
    draft = Draft(text, title=text[:40])
    assessment = assess(draft)
    assert assessment.failed == ()
    for finding in assessment.findings:
        assert 0 <= finding.start < finding.end <= len(draft.words_of(finding.field))
        assert finding.words(draft)
    assert Assessment.from_json(assessment.to_json()) == assessment


@pytest.mark.parametrize(
    "piece",
    [
        "1", "1 ", "07700 900 418 ", "2125550147 a ", "I want to die ", "i really want to not kill myself ", "at ", "@",
        "a@b.c ", "12 Oak Oak ", "zero ", "one two ", "a b c d ", "a\u200b", "o0", "gb82 ", "ab12cd34 ", "born on ",
        "my son he says she ", "+1", "12/12/12 ", "７", "die\n", "suicide ", "A1 A1 ", "x",
        "idiot ", '"you" said idiot ', "f*ck ", "!a", "🤡",
        "he may die. ", "my life is over and i hate it. ", "quiero morir ",
        "you should take ibuprofen. ", "tablets you gel ", "you have ms ", "anti you should take a ",
        "a.a.a.a@", "card 4111 1111 1111 1111 ", "12345678 a ", "live at 1 ", "12 Aa NY 12345", "my insta is ", "my friend Aa Bb ",
        "buy now ", "forward this to ", "http://a.b/", "a dot ", "hxxp:// ", "i offer free session book with me ", "win!1 ",
    ],
)  # fmt: skip
def test_cost_grows_in_line_with_length_for_any_text(piece: str) -> None:
    """Four times the text may cost ten times the time, and not the sixteen of a square: room for a busy machine."""

    def cost(length: int) -> float:
        text = (piece * (length // len(piece) + 1))[:length]
        best = float("inf")
        for _ in range(3):
            started = time.thread_time()
            assess(Draft(text))
            best = min(best, time.thread_time() - started)
        return best

    assess(Draft("I want to die 07700 900 418"))
    assert any(cost(32_768) < 10 * cost(8_192) + 0.02 for _ in range(3)), "three times, since a neighbour may be busy"


def test_many_different_words_behind_stars_cost_as_much_as_others() -> None:
    """A table of pieces repeats its words; here no two are alike, so nothing can be remembered."""

    def cost(sign: str) -> float:
        words = " ".join(f"{chr(97 + n % 26)}{chr(97 + n // 26 % 26)}{sign}{chr(97 + n // 676)}d" for n in range(5_000))
        started = time.thread_time()
        assess(Draft(words))
        return time.thread_time() - started

    assess(Draft("I want to die 07700 900 418"))
    assert any(cost("*") < 3 * cost("1") + 0.05 for _ in range(3)), "three times, since a neighbour may be busy"


def test_long_words_are_not_remembered() -> None:
    texts = [f"you should take {chr(97 + n) * 20_000} and die, you {chr(97 + n) * 20_000} idiot" for n in range(20)]
    assess(Draft("you should take aspirin and die, you idiot"))
    tracemalloc.start()
    for text in texts:
        assess(Draft(text))
    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert kept < 100_000


def test_one_check_makes_a_bounded_number_of_findings() -> None:
    assert len(assess(Draft("jo@example.com " * 500)).findings) == MOST_PER_CHECK
