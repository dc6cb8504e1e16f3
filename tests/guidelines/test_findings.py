"""Findings, their keys, and the change of words."""

from __future__ import annotations

import pytest

from app.guidelines.assessment import Assessment, assess
from app.guidelines.draft import Draft
from app.guidelines.effects import DEFAULT_EFFECTS, Effect, EffectRow
from app.guidelines.findings import Finding, StaleFinding, apply_fix, apply_fixes

TEXT = "Maren, ring me on 07700 900 418, or write jo@example.com. Tonight is fine."


def test_a_fix_changes_only_the_span() -> None:
    phone, _ = assess(Draft(TEXT)).findings
    assert apply_fix(TEXT, phone) == TEXT.replace("07700 900 418", "[phone number taken out]")


def test_all_fixes_together_leave_nothing_to_find() -> None:
    fixed = apply_fixes(TEXT, assess(Draft(TEXT)).findings)
    assert fixed == "Maren, ring me on [phone number taken out], or write [e-mail address taken out]. Tonight is fine."
    assert assess(Draft(fixed)).findings == ()


def test_a_fix_lands_on_what_was_typed_and_not_on_a_normalised_copy() -> None:
    text = "Ｒing 0\u200b7700 900418 — please"
    (finding,) = assess(Draft(text)).findings
    assert apply_fix(text, finding) == "Ｒing [phone number taken out] — please"


def test_an_old_fix_never_cuts_into_other_words() -> None:
    phone, _ = assess(Draft(TEXT)).findings
    with pytest.raises(StaleFinding):
        apply_fix("Dear " + TEXT, phone)


def test_a_finding_without_a_fix_says_so_and_is_left_alone_among_others() -> None:
    text = "I want to die. Ring 07700 900 418."
    signal, phone = assess(Draft(text)).findings
    with pytest.raises(ValueError, match="no fix"):
        apply_fix(text, signal)
    assert apply_fixes(text, (signal, phone)) == "I want to die. Ring [phone number taken out]."


def test_a_key_stays_when_the_words_move_and_changes_when_they_change() -> None:
    (here,) = assess(Draft("ring 07700 900 418")).findings
    (there,) = assess(Draft("Thank you all, and do ring 07700  900 418 when you can")).findings
    (other,) = assess(Draft("ring 07700 900 419")).findings
    assert here.key == there.key
    assert here.key != other.key
    assert len(here.key) == 6


def test_json_goes_there_and_back_and_holds_no_words() -> None:
    draft = Draft(TEXT + " I want to die.", title="Ring 07700 900 999")
    assessment = assess(draft)
    stored = assessment.to_json()
    assert Assessment.from_json(stored) == assessment
    assert "900" not in str(stored)
    assert "jo@" not in str(stored)


def test_an_effect_word_that_is_not_known_is_named() -> None:
    with pytest.raises(ValueError, match="note, nudge, hold, block"):
        Effect.parse("shout")


def test_effects_rise_and_print_as_their_words() -> None:
    assert [str(effect) for effect in sorted(Effect)] == ["note", "nudge", "hold", "block"]
    assert max(Effect.NUDGE, Effect.HOLD) is Effect.HOLD


def test_the_most_precise_row_of_the_table_wins_and_the_rest_stays() -> None:
    table = DEFAULT_EFFECTS.changed([EffectRow("contact_details", Effect.BLOCK, kind="card")])
    assert table.effect_of("contact_details", "card") is Effect.BLOCK
    assert table.effect_of("contact_details", "phone") is Effect.HOLD
    assert table.effect_of("crisis", "thoughts", "medium") is Effect.HOLD
    assert table.effect_of("crisis", "past", "low") is Effect.NOTE
    assert table.effect_of("links", "known") is Effect.NOTE


def test_words_of_a_field_that_is_not_there_raise() -> None:
    finding = Finding("crisis", "thoughts", 0, 1, Effect.HOLD, 8, field="body")
    with pytest.raises(ValueError, match="text and a title"):
        finding.words(Draft("x"))
