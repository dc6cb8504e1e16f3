"""What is missing or wrong in a notice, all of it at once. Pure but for the shape of a mail address."""

from __future__ import annotations

from collections.abc import Iterator

from app.accounts.commands.members import tidy_address
from app.core.policy import Invalid
from app.outsiders.address import target_of
from app.outsiders.inputs import LONGEST_NAME, LONGEST_WORDS, NoticeInput, Site
from app.outsiders.reasons import CHILD, REASONS


def faults(given: NoticeInput, site: Site) -> list[Invalid]:
    """Every fault, in the order of the form; empty when the notice is whole."""
    return [*_faults_of_matter(given, site), *_faults_of_person(given)]


def _faults_of_matter(given: NoticeInput, site: Site) -> Iterator[Invalid]:
    try:
        target_of(given.address, site)
    except Invalid as fault:
        yield fault
    if given.reason not in REASONS:
        yield Invalid("reason_missing", field="reason")
    if not given.words.strip():
        yield Invalid("words_missing", field="words")
    elif len(given.words) > LONGEST_WORDS:
        yield Invalid("words_long", field="words", most=LONGEST_WORDS)


def _faults_of_person(given: NoticeInput) -> Iterator[Invalid]:
    must = given.reason != CHILD
    if must and not given.name.strip():
        yield Invalid("name_missing", field="name")
    elif len(given.name) > LONGEST_NAME:
        yield Invalid("name_long", field="name", most=LONGEST_NAME)
    if given.email.strip():
        try:
            tidy_address(given.email)
        except Invalid as fault:
            yield fault
    elif must:
        yield Invalid("email_missing", field="email")
    if not given.in_good_faith:
        yield Invalid("faith_missing", field="in_good_faith")
