"""What is wrong with a rule as it was typed: all of it, so that nobody mends one thing to be told of the next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from app.core.policy import Invalid
from app.guidelines.checks.reading import Check
from app.guidelines.effects import Effect
from app.guidelines.queries import clause as guideline
from app.lab.inputs import LONGEST_CASE, LONGEST_FIX, LONGEST_REASON, LONGEST_TITLE, LONGEST_WHY, MOST_CASES, RuleInput
from app.lab.matching import check_of, finds
from app.lab.models import KINDS
from app.lab.queries.places import is_place
from app.lab.queries.stored import today

LANGUAGES = ("", "en", "es")


def faults_of(given: RuleInput) -> Iterator[Invalid]:
    """What cannot be used, and cases that do not hold.

    unknown_kind, unknown_language, unknown_effect, unknown_clause, unknown_place, newcomers_less, title_missing, title_long, why_missing,
    why_long, fix_long, fix_hit, case_needed, too_many_cases, case_long, those of `matching.finder`, and case_missed or case_hit with
    the `case` that fails.
    """
    yield from _faults_of_choices(given)
    yield from _faults_of_words(given)
    try:
        check = check_of("rule:0", given) if given.kind in KINDS else None
    except Invalid as fault:
        yield fault
        check = None
    if check is not None and given.fix and finds(check, given.fix):
        yield Invalid("fix_hit", field="fix")
    if not given.must_match:
        yield Invalid("case_needed", field="must_match")
    yield from _faults_of_cases(check, "must_match", given.must_match)
    yield from _faults_of_cases(check, "must_not_match", given.must_not_match)


def faults_of_reason(reason: str) -> Iterator[Invalid]:
    """reason_missing, reason_long."""
    if not reason.strip():
        yield Invalid("reason_missing", field="reason")
    if len(reason) > LONGEST_REASON:
        yield Invalid("reason_long", field="reason", most=LONGEST_REASON)


def faults_of_end(ends_on: date | None, before: date | None) -> Iterator[Invalid]:
    """A rule that has slept since its last day may be changed in other ways; nobody saves one that would sleep at once: past_end."""
    if ends_on is not None and ends_on != before and ends_on < today():
        yield Invalid("past_end", field="ends_on")


def _faults_of_choices(given: RuleInput) -> Iterator[Invalid]:
    known = {str(each) for each in Effect}
    if given.kind not in KINDS:
        yield Invalid("unknown_kind", field="kind")
    if given.language not in LANGUAGES:
        yield Invalid("unknown_language", field="language")
    wrong = [name for name in ("effect", "newcomer_effect") if (getattr(given, name) or "note") not in known]
    if not given.effect and "effect" not in wrong:
        wrong.append("effect")
    for field in wrong:
        yield Invalid("unknown_effect", field=field)
    if not wrong and given.newcomer_effect and Effect.parse(given.newcomer_effect) <= Effect.parse(given.effect):
        yield Invalid("newcomers_less", field="newcomer_effect")
    if guideline(given.clause) is None:
        yield Invalid("unknown_clause", field="clause")
    if not is_place(given.scope_path):
        yield Invalid("unknown_place", field="scope_path")


def _faults_of_words(given: RuleInput) -> Iterator[Invalid]:
    for field, words, longest in (("title", given.title, LONGEST_TITLE), ("why", given.why, LONGEST_WHY)):
        if not words.strip():
            yield Invalid(f"{field}_missing", field=field)
        if len(words) > longest:
            yield Invalid(f"{field}_long", field=field, most=longest)
    if len(given.fix) > LONGEST_FIX:
        yield Invalid("fix_long", field="fix", most=LONGEST_FIX)


def _faults_of_cases(check: Check | None, field: str, cases: Sequence[str]) -> Iterator[Invalid]:
    """Without a check that can be read, only their number and length are looked at."""
    wanted = field == "must_match"
    if len(cases) > MOST_CASES:
        yield Invalid("too_many_cases", field=field, most=MOST_CASES)
        return
    for case in cases:
        if len(case) > LONGEST_CASE:
            yield Invalid("case_long", field=field, most=LONGEST_CASE)
        elif check is not None and finds(check, case) != wanted:
            yield Invalid("case_missed" if wanted else "case_hit", field=field, case=case)
