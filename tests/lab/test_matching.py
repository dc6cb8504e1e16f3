"""How rules of staff's own read a text: whole words, phrases and patterns, through the usual tricks, and in bounded time."""

from __future__ import annotations

from time import process_time

import pytest

from app.core.policy import Invalid
from app.guidelines.assessment import MOST_PER_CHECK, assess
from app.guidelines.draft import Draft
from app.guidelines.findings import apply_fix
from app.lab.inputs import RuleInput
from app.lab.matching import check_of, finder, finds
from app.lab.models import PATTERN, WORDS


def _rule(kind: str, terms: str, **more: object) -> RuleInput:
    return RuleInput("/", kind, terms, "nudge", 7, "A title", "A reason", **more)  # type: ignore[arg-type]


MUST_FIND = [
    (WORDS, "vita plus", "Try Vita Plus, it helped me.", "Vita Plus"),
    (WORDS, "vita plus", "try vita\nplus", "vita\nplus"),
    (WORDS, "vita plus", "It is called Ｖｉｔａ Plus.", "Ｖｉｔａ Plus"),
    (WORDS, "vitaplus", "vi\u200bta\u200bplus works", "vi\u200bta\u200bplus"),
    (WORDS, "vita", "\u0475 is not it, v\u0456ta is", "v\u0456ta"),
    (WORDS, "free\nfree trial offer", "a free trial offer for you", "free trial offer"),
    (WORDS, "señor pérez", "Llama al Senor Perez", "Senor Perez"),
    (WORDS, "don't", "You DON'T say", "DON'T"),
    (PATTERN, r"\bmiracle (cure|drops?)\b", "These Miracle Drops saved me", "Miracle Drops"),
    (PATTERN, r"code\s+[A-Z]{3}\d+", "use Code abc12 today", "Code abc12"),
]
MUST_NOT_FIND = [
    (WORDS, "vita", "the vitals are fine"),
    (WORDS, "vita plus", "vita is plus"),
    (WORDS, "pill", "pillow"),
    (PATTERN, r"\bmiracle cure\b", "a miracle that cured nothing"),
]


@pytest.mark.parametrize(("kind", "terms", "text", "words"), MUST_FIND)
def test_a_rule_finds_what_it_names_and_points_at_what_was_typed(kind: str, terms: str, text: str, words: str) -> None:
    check = check_of("rule:1", _rule(kind, terms, fix="[taken out]"))
    (finding,) = assess(Draft(text, language="en"), checks=(check,)).findings
    assert finding.words(Draft(text)) == words
    assert (finding.family, finding.kind, finding.check, finding.clause) == ("rules", "rule:1", "rule:1", 7)
    assert apply_fix(text, finding) == text.replace(words, "[taken out]")


@pytest.mark.parametrize(("kind", "terms", "text"), MUST_NOT_FIND)
def test_a_rule_leaves_alone_what_only_looks_like_it(kind: str, terms: str, text: str) -> None:
    assert not finds(check_of("rule:1", _rule(kind, terms)), text)


REFUSED = [
    (WORDS, " \n ", "terms_missing"),
    (WORDS, "!!!", "no_word"),
    (WORDS, "a" * 121, "term_long"),
    (WORDS, "\n".join(["word"] * 201), "too_many_terms"),
    (PATTERN, "", "terms_missing"),
    (PATTERN, "(?<=a)b", "pattern_look_around"),
    (PATTERN, "(?!a)b", "pattern_look_around"),
    (PATTERN, r"(a)\1", "pattern_group"),
    (PATTERN, "(a", "pattern_wrong"),
    (PATTERN, "a{5000}", "pattern_large"),
    (PATTERN, "[a-z]{1,500}z", "pattern_large"),
    (PATTERN, "((a{100}){100}){100}", "pattern_large"),
    (PATTERN, "a*", "pattern_empty"),
    (PATTERN, "x" * 501, "pattern_long"),
]


@pytest.mark.parametrize(("kind", "terms", "reason"), REFUSED)
def test_what_cannot_be_looked_for_is_refused_with_its_reason(kind: str, terms: str, reason: str) -> None:
    with pytest.raises(Invalid) as refused:
        finder(kind, terms)
    assert (refused.value.reason, refused.value.field) == (reason, "terms")


def test_a_rule_in_one_language_reads_that_language_alone() -> None:
    check = check_of("rule:1", _rule(WORDS, "gratis", language="es"))
    assert assess(Draft("gratis", language="es"), checks=(check,)).findings
    assert not assess(Draft("gratis", language="en"), checks=(check,)).findings


ALIKE = "\n".join("to " * 35 + f"b{number}" for number in range(200))


@pytest.mark.parametrize(
    ("kind", "terms", "piece"),
    [(WORDS, "a", "a "), (WORDS, ALIKE, "to "), (PATTERN, "a.*b|a", "a"), (PATTERN, r"(\w+\s?)+x", "a ")],
)
def test_thirty_two_kilobytes_of_the_worst_end_after_a_few_findings(kind: str, terms: str, piece: str) -> None:
    """Where backtracking would take years, this ends; each check stops after `MOST_PER_CHECK`."""
    text = piece * (32 * 1024 // len(piece))
    check, began = check_of("rule:1", _rule(kind, terms)), process_time()
    found = assess(Draft(text, language="en"), checks=(check,))
    # A tenth of a second; looking up each phrase for itself took 4 of them.
    assert process_time() - began < 1
    assert len(found.findings) <= MOST_PER_CHECK
    assert found.failed == ()
