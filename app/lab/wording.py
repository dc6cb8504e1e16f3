"""Kind sentences of the lab. Pure."""

from __future__ import annotations

from typing import Protocol

from app.core.policy import Conflict, Forbidden, Invalid
from app.core.text import one_line
from app.core.wording import listed
from app.guidelines.checks.order import CHECKS
from app.guidelines.wording import family_name, words_for

FAMILY = "House rules"
"""What members and moderators call staff's own rules."""

LANGUAGES = (("", "Any language"), ("en", "English"), ("es", "Spanish"))

EFFECTS = {
    "note": "Only note it",
    "nudge": "Ask the author first",
    "hold": "A moderator reads it first",
    "block": "It has to be changed",
}
EFFECT_HINTS = {
    "note": "It goes up at once and the author is told nothing. It is only counted, here.",
    "nudge": "The author sees it before posting, and may post it all the same.",
    "hold": "The author sees it before posting. If they post it all the same, it waits for a moderator.",
    "block": "It cannot go up until the words are changed. Use it for what nobody should ever post.",
}
CRISIS_EFFECTS = {"note": "Show help lines only", "hold": "Show help lines, and a moderator reads it first"}

STANDINGS = {
    "on": "In force",
    "off": "Switched off",
    "asleep": "Asleep since its end date",
    "quiet": "Quiet: it only notes",
}

PARTS = {
    "scope_path": "where it holds",
    "kind": "words or pattern",
    "terms": "what it looks for",
    "effect": "what happens",
    "newcomer_effect": "what happens for newcomers",
    "clause": "guideline",
    "title": "name",
    "why": "why",
    "must_match": "cases it must find",
    "must_not_match": "cases it must leave alone",
    "language": "language",
    "fix": "words to put there",
    "ends_on": "end date",
    "is_on": "on or off",
}
"""What the parts of a rule are called in its history."""

SENTENCES: dict[str, str] = {
    "terms_missing": "Write what the rule should look for.",
    "too_many_terms": "Please keep it to {most} lines. Make a second rule for the rest.",
    "term_long": "Please keep each line under {most} letters.",
    "no_word": "There is no word in “{term}” that can be looked for.",
    "pattern_long": "Please keep the pattern under {most} letters.",
    "pattern_look_around": "A pattern here cannot look ahead or behind, (?=…) or (?<=…), since that can take very long. "
    "Write the words around it into the pattern instead.",
    "pattern_group": "A pattern here cannot ask for what a group found before, such as \\1, since that can take very long.",
    "pattern_large": "This pattern is too large. Use smaller numbers in {{…}}, or make two rules of it.",
    "pattern_empty": "This pattern fits every text, even an empty one. Make at least one part of it needed.",
    "pattern_wrong": "The pattern cannot be read: {problem}.",
    "past_end": "That last day has passed. Choose a later one, or leave it empty.",
    "case_needed": "Write at least one text that the rule must find something in, so that everybody can see that it works.",
    "too_many_cases": "Please keep it to {most} cases.",
    "case_long": "Please keep each case under {most} letters.",
    "case_missed": "The rule finds nothing in this case, and it should: “{case}”. Mend the rule or the case. Nothing is saved yet.",
    "case_hit": "The rule finds something in this case, and it should not: “{case}”. Mend the rule or the case. Nothing is saved yet.",
    "title_missing": "Give the rule a name. Authors read it above what they wrote.",
    "title_long": "Please keep the name under {most} letters.",
    "why_missing": "Say why in a sentence. Authors read it.",
    "why_long": "Please keep it under {most} letters.",
    "fix_long": "Please keep it under {most} letters.",
    "fix_hit": "The rule would find something in these words too, and ask the author again. Choose others.",
    "reason_missing": "Say in a few words why you save this. Your colleagues read it in the history.",
    "reason_long": "Please keep it under {most} letters.",
    "nothing_changed": "Nothing is different from the version in force, so there is nothing to save.",
    "too_many_rules": "One place can have {most} rules. Put some together, or ask for some to be taken over by the whole community.",
    "unknown_kind": "Choose words, or a pattern.",
    "unknown_language": "Choose a language from the list.",
    "unknown_effect": "Choose what happens from the list.",
    "unknown_clause": "Choose a guideline.",
    "unknown_place": "Choose a place from the list.",
    "unknown_family": "Choose a family of checks.",
    "unknown_part": "Choose a part from the list.",
    "crisis_effect": "Words that may mean danger can show help lines only, or wait for a moderator as well.",
    "newcomers_alone": "Choose what happens for everybody too, so that it is clear what rises for newcomers.",
    "newcomers_less": "For newcomers it can only be stronger than for everybody.",
    "admins_only": "What holds for the whole community is decided by an administrator.",
    "not_your_group": "You do not look after this place, so you can read its rules but not change them.",
    "trip_over": "This is settled already; a colleague was faster.",
    "rule_changed": "A colleague saved this rule while you had it open. What you typed is kept below: look at the history, save again.",
}

SHOWN_CASE = 160

CHECK_NAMES = {
    "crisis.signals": "phrases",
    "crisis.signals_es": "phrases in Spanish",
    "crisis.weighed": "words weighed together",
    "contact_details.payment": "cards and bank details",
    "contact_details.ip_addresses": "network addresses",
    "contact_details.handles": "names on other networks",
    "contact_details.spoken_numbers": "numbers in words",
    "treatment_advice.directives": "telling what to take",
    "attack.aimed": "words aimed at somebody",
    "promotion.weighing": "words weighed together",
}
"""Built-in checks whose own names say little to a moderator."""


class Tripped(Protocol):
    """What of a trip is said."""

    check_name: str
    state: str
    checked: int
    touched: int
    usual_checked: int
    usual_touched: int


def sentence(error: Invalid | Forbidden | Conflict) -> str:
    """What a person reads for a refusal."""
    words = SENTENCES.get(error.reason, "This is not possible just now. Please look once more.")
    facts = {} if isinstance(error, Forbidden) else dict(error.facts)
    if "case" in facts:
        facts["case"] = one_line(str(facts["case"]), SHOWN_CASE)
    return words.format(**facts)


def check_title(name: str, rule_title: str = "") -> str:
    """What a check is called: 'Private details: phones', or a rule's own title in quotation marks."""
    family = next((check.family for check in CHECKS if check.name == name), "")
    if family:
        return f"{family_name(family)}: {short_title(name)}"
    return f"“{rule_title}”" if rule_title else "A rule that is gone"


def short_title(name: str) -> str:
    """A built-in check within its family: 'phones', 'cards and bank details'."""
    return CHECK_NAMES.get(name) or name.rpartition(".")[2].replace("_", " ")


def languages_read(codes: tuple[str, ...]) -> str:
    """'English and Spanish', or 'any language'."""
    names = dict(LANGUAGES)
    return listed([names.get(code, code) for code in codes]) or "any language"


def what_of(name: str) -> str:
    """The word for it on the desk."""
    return "check" if any(check.name == name for check in CHECKS) else "rule"


def why_tripped(trip: Tripped, rule_title: str = "") -> str:
    """What the desk reads: figures, what is usual, and what was done."""
    usual = f"{trip.usual_touched:,} of {trip.usual_checked:,}"
    figures = (
        f"{check_title(trip.check_name, rule_title)} stopped {trip.touched} of the last {trip.checked} drafts. "
        f"In the four weeks before it was {usual}."
    )
    if trip.state == "alert":
        return f"{figures} It goes on as before: what may be about somebody’s life is never made quiet. Please look at what comes in."
    return f"{figures} It only notes from now on, and stops nobody, until somebody has looked."


def kind_title(family: str, kind: str) -> str:
    """What one kind of finding is called on the page of effects."""
    try:
        return words_for(family, kind).title
    except KeyError:
        return kind.replace("_", " ").capitalize()
