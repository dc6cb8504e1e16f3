"""How a rule of staff's own reads a text: whole words and phrases, or a pattern in linear time. Pure.

Both look at `Reading.text`: lower case, look-alike letters and hidden characters read plainly. So a rule sees through the usual
tricks, and its spans lead back to what was typed.

Words are looked up in a tree of phrases, so that many that begin alike cost no more than one. Patterns run on RE2, which never goes
back: its time grows in line with the text, whatever the pattern. `MOST_STEPS` bounds how much it does for each letter, `MOST_MEMORY`
what it may hold. What RE2 cannot do (looking around, repeating a group) is refused in words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache

import re2

from app.core.policy import Invalid
from app.guidelines.assessment import MOST_PER_CHECK, assess
from app.guidelines.checks.reading import Check, Reading, Sighting, read
from app.guidelines.draft import Draft
from app.lab.inputs import LONGEST_PATTERN, LONGEST_TERM, MOST_TERMS, RuleInput
from app.lab.models import PATTERN, RULES

MOST_STEPS = 400
"""Instructions of a compiled pattern: 32 KB of the worst text take about a tenth of a second with so many."""
MOST_MEMORY = 1 << 20
"""Bytes that a pattern may use while it runs."""

Span = tuple[int, int]
Finder = Callable[[Reading], Iterator[Span]]
Phrases = dict[str, "Phrases"]
"""Phrases by their first word, then by their second, and so on; `END` where one is over."""
END = ""


def check_of(name: str, given: RuleInput) -> Check:
    """The check that carries out a rule; `name` is its name and the kind of its findings. Raises Invalid, as `finder`."""
    find = finder(given.kind, given.terms)
    fix = given.fix or None

    def run(reading: Reading) -> Iterator[Sighting]:
        for start, end in find(reading):
            yield Sighting(name, start, end, fix=fix)

    languages = (given.language,) if given.language else ()
    return Check(name, RULES, given.clause, run, languages, given.scope_path)


@lru_cache(maxsize=512)
def finder(kind: str, terms: str) -> Finder:
    """A function from a reading to the spans found, at most `MOST_PER_CHECK`.

    Raises Invalid (`terms`): terms_missing, too_many_terms, term_long, no_word; pattern_long, pattern_look_around, pattern_group,
    pattern_wrong (fact `problem`), pattern_large, pattern_empty.
    """
    return _pattern(terms.strip()) if kind == PATTERN else _words(terms)


def finds(check: Check, text: str) -> bool:
    """Whether the check sees anything in a text in its language."""
    language = check.languages[0] if check.languages else ""
    return bool(assess(Draft(text, language=language), checks=(check,)).findings)


def _words(terms: str) -> Finder:
    lines = [line.strip() for line in terms.splitlines() if line.strip()]
    if not lines:
        raise Invalid("terms_missing", field="terms")
    if len(lines) > MOST_TERMS:
        raise Invalid("too_many_terms", field="terms", most=MOST_TERMS)
    phrases: Phrases = {}
    for line in lines:
        if len(line) > LONGEST_TERM:
            raise Invalid("term_long", field="terms", most=LONGEST_TERM)
        words = read(Draft(line), "text").words
        if not words:
            raise Invalid("no_word", field="terms", term=line)
        node = phrases
        for word in words:
            node = node.setdefault(word, {})
        node[END] = {}
    return _finder_of_phrases(phrases)


def _finder_of_phrases(phrases: Phrases) -> Finder:
    first_words = phrases.keys()

    def find(reading: Reading) -> Iterator[Span]:
        words = reading.words
        if first_words.isdisjoint(words):
            return
        found, after = 0, 0
        for place, word in enumerate(words):
            if place < after or word not in phrases:
                continue
            after = _longest(phrases, words, place)
            if after > place:
                yield reading.places[place][0], reading.places[after - 1][1]
                found += 1
            if found >= MOST_PER_CHECK:
                return

    return find


def _longest(phrases: Phrases, words: list[str], place: int) -> int:
    """Where the longest phrase that begins at a place ends, so that "free trial offer" is found as a whole; `place` itself for none.

    However many phrases there are, no more words are looked at than the longest of them has.
    """
    node, end = phrases, place
    for at in range(place, len(words)):
        if words[at] not in node:
            break
        node = node[words[at]]
        if END in node:
            end = at + 1
    return end


def _pattern(pattern: str) -> Finder:
    compiled = _compiled(pattern)

    def find(reading: Reading) -> Iterator[Span]:
        for number, match in enumerate(compiled.finditer(reading.text), 1):
            if match.start() < match.end():
                yield match.start(), match.end()
            if number >= MOST_PER_CHECK:
                return

    return find


def _compiled(pattern: str) -> re2._Regexp:
    if not pattern:
        raise Invalid("terms_missing", field="terms")
    if len(pattern) > LONGEST_PATTERN:
        raise Invalid("pattern_long", field="terms", most=LONGEST_PATTERN)
    options = re2.Options()
    options.max_mem, options.log_errors, options.case_sensitive = MOST_MEMORY, False, False
    try:
        compiled = re2.compile(pattern, options)
    except re2.error as error:
        raise _refused(_said(error)) from None
    if compiled.programsize > MOST_STEPS:
        raise Invalid("pattern_large", field="terms")
    if compiled.search("") is not None:
        raise Invalid("pattern_empty", field="terms")
    return compiled


def _said(error: Exception) -> str:
    said = error.args[0] if error.args else ""
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)


def _refused(problem: str) -> Invalid:
    if problem.startswith("invalid perl operator: (?"):
        return Invalid("pattern_look_around", field="terms")
    if problem.startswith("invalid escape sequence: \\") and problem[-1:].isdigit():
        return Invalid("pattern_group", field="terms")
    if "pattern too large" in problem or "repetition size" in problem:
        return Invalid("pattern_large", field="terms")
    return Invalid("pattern_wrong", field="terms", problem=problem)
