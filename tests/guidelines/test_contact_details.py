"""Contact details, by table. All sentences, people and numbers are invented; numbers are from ranges kept for drama or tests."""

from __future__ import annotations

import pytest

from app.guidelines.assessment import assess
from app.guidelines.draft import Draft
from app.guidelines.effects import Effect

HELP_LINES = frozenset({"116 123", "988", "0508 828 865", "13 11 14"})

ADVICE_ONLY = ("address", "birth_date")
"""Kinds that go up when their author wishes it so; the others reach or unlock a person, and wait for a moderator."""

FOUND = [
    ("phone", "If you want to talk, ring me on 07700 900 418, I am up until one", "07700 900 418"),
    ("phone", "My number is 07700900418.", "07700900418"),
    ("phone", "call 020 7946 0345 after six", "020 7946 0345"),
    ("phone", "I am on +44 20 7946 0345 most days", "+44 20 7946 0345"),
    ("phone", "00353 87 123 4567 is me", "00353 87 123 4567"),
    ("phone", "(07700) 900418", "(07700) 900418"),
    ("phone", "07700-900-418", "07700-900-418"),
    ("phone", "text me: (617) 555-0189", "(617) 555-0189"),
    ("phone", "Lisa, 617.555.0189", "617.555.0189"),
    ("phone", "Tel 1-919-555-0192", "1-919-555-0192"),
    ("phone", "Phone # 0491570110", "0491570110"),
    ("phone", "my contact number :-919.555.0177", "919.555.0177"),
    ("phone", "whatsapp +49 151 23456789", "+49 151 23456789"),
    ("phone", "my landline 555 0134", "555 0134"),
    ("phone", "wa.me/447700900418", "wa.me/447700900418"),
    (
        "phone",
        "oh seven seven double zero nine hundred four one eight",
        "oh seven seven double zero nine hundred four one eight",
    ),
    ("email", "write to jo.smith@example.com please", "jo.smith@example.com"),
    ("email", "jo.smith @ example.com", "jo.smith @ example.com"),
    ("email", "it is josmith(at)hotmail(dot)com", "josmith(at)hotmail(dot)com"),
    ("email", "josmith [at] yahoo [dot] co [dot] uk", "josmith [at] yahoo [dot] co [dot] uk"),
    ("email", "email me jane dot doe at gmail dot com", "jane dot doe at gmail dot com"),
    ("email", "I am josmith84 at gmail", "josmith84 at gmail"),
    ("address", "I live at 12 Oak Street, London", "12 Oak Street, London"),
    ("address", "Send it to 48 Larkfield Road, Leeds LS2 9JT", "48 Larkfield Road, Leeds LS2 9JT"),
    ("address", "i live at 14 elm road", "14 elm road"),
    ("address", "064 Weber Creek, Moralesfurt, IL 11426", "064 Weber Creek, Moralesfurt, IL 11426"),
    ("address", "PO Box 1234, Cork", "PO Box 1234, Cork"),
    ("birth_date", "DOB 12/03/1961", "12/03/1961"),
    ("birth_date", "my date of birth is 3 May 1961", "3 May 1961"),
    ("birth_date", "I was born on 3rd of May 1961", "3rd of May 1961"),
    ("health_number", "my NHS number is 943 476 5919", "943 476 5919"),
    ("health_number", "hospital number 12345678", "12345678"),
    ("health_number", "MRN: 00482913", "00482913"),
    ("health_number", "patient ID A1234567", "A1234567"),
    ("health_number", "insurance policy number 88-123456", "88-123456"),
    ("national_number", "my SSN is 219-09-9999", "219-09-9999"),
    ("national_number", "NI is AB 12 34 56 C", "AB 12 34 56 C"),
    ("national_number", "PPS number 1234567T", "1234567T"),
    ("national_number", "passport number 533401372", "533401372"),
    ("card", "4111 1111 1111 1111", "4111 1111 1111 1111"),
    ("card", "my card 4111111111111111 exp 12/26", "4111111111111111"),
    ("card", "4111 1111 1111 1111 12/26 123", "4111 1111 1111 1111"),
    ("card", "3782 822463 10005", "3782 822463 10005"),
    ("bank_account", "GB82 WEST 1234 5698 7654 32 thanks", "GB82 WEST 1234 5698 7654 32"),
    ("bank_account", "sort code 20-00-00 account 55779911", "20-00-00 account 55779911"),
]

NOT_FOUND = [
    ("a dose", "I took 5 x 200 mg and slept"),
    ("doses in a row", "100-200-300 mg"),
    ("blood pressure", "my blood pressure was 120/80, 130/85 and 140/90"),
    ("blood values", "INR 2.5 3.1 2.8 2.2 over four weeks; TSH 4.52 T3 3.1"),
    ("a help line", "Call 116 123, Samaritans are there day and night"),
    ("a help line from abroad", "from home I ring +44 116 123"),
    ("a help line with a word before it", "phone 0508 828 865 if it gets bad"),
    ("a short number", "In the US you can call 988, and 911 if it is urgent"),
    ("years", "in 2012 2013 2014 and 2015 I had scans"),
    ("a date and an hour", "my surgery is on 12-05-2014 at 10:30"),
    ("a time stamp", "from 2015-03-19 03:18 until 2015-03-20"),
    ("counts", "Platelets 150000, then 450000, out of 10 000 000"),
    ("a web address with digits", "see https://www.ncbi.nlm.nih.gov/pubmed/25671960"),
    ("an article", "PMID 25671960 and NCT01234567"),
    ("a postcode alone", "the clinic at LS2 is good, so is LS2 9JT"),
    ("counting in words", "one two three four five six seven eight nine ten"),
    ("numbers in talk", "it took one or two days, then three, then four"),
    ("a site by name", "look at webmd.com, or meet me at home dot"),
    ("a mention", "@maren I was you last spring"),
    ("a price each", "take 2 @ 8.30 and 2 @ 20.30"),
    ("a walk", "I walked 10 miles down the road"),
    ("a year of birth", "I was born in 1961, on a Tuesday"),
    ("an age", "my daughter is 14 and lives with me"),
    ("units", "I took 25000 units in 2019"),
    ("hours", "we are open 24/7 365 days"),
    ("steps", "5000 10000 15000 steps"),
    ("a version", "version 10.15.7 of the pump"),
]

KNOWN_MISSES = [
    ("streets that English does not name so", "Erzsébet tér 19, 1051 Budapest"),
    ("seven digits with no word before them", "I am on 467 3395"),
    ("numbers hidden in a sentence", "seven then seven again and after that nine hundred"),
    ("handles of other networks", "find me as jo_smith84 on the blue app"),
]


@pytest.mark.parametrize(("kind", "text", "words"), FOUND, ids=[f"{row[0]}: {row[1][:40]}" for row in FOUND])
def test_a_private_detail_is_found_with_exactly_its_words(kind: str, text: str, words: str) -> None:
    draft = Draft(text, own_numbers=HELP_LINES)
    findings = assess(draft).for_family("contact_details")
    assert [(finding.kind, finding.words(draft)) for finding in findings] == [(kind, words)]
    assert findings[0].effect is (Effect.NUDGE if kind in ADVICE_ONLY else Effect.HOLD)
    assert findings[0].clause == 6


@pytest.mark.parametrize(("reason", "text"), NOT_FOUND, ids=[row[0] for row in NOT_FOUND])
def test_what_only_looks_like_a_private_detail_is_left_alone(reason: str, text: str) -> None:
    draft = Draft(text, own_numbers=HELP_LINES)
    assert [finding.words(draft) for finding in assess(draft).for_family("contact_details")] == []


@pytest.mark.parametrize(("reason", "text"), KNOWN_MISSES, ids=[row[0] for row in KNOWN_MISSES])
def test_known_misses_stay_known(reason: str, text: str) -> None:
    """When one of these is found one day, move its row up."""
    assert assess(Draft(text)).for_family("contact_details") == ()


def test_two_numbers_in_a_row_are_two_findings() -> None:
    draft = Draft("07700 900 418 07700 900 419")
    assert [finding.words(draft) for finding in assess(draft).findings] == ["07700 900 418", "07700 900 419"]


def test_the_communitys_own_numbers_never_count_however_they_are_written() -> None:
    own = frozenset({"020 7946 0345", "desk@larkfield.example"})
    for text in ("ring 020 7946 0345", "ring (020) 79460345", "ring +44 20 7946 0345", "write desk@larkfield.example"):
        assert assess(Draft(text, own_numbers=own)).findings == ()
    assert assess(Draft("ring 020 7946 0346", own_numbers=own)).findings


def test_a_number_in_the_title_is_found_in_the_title() -> None:
    draft = Draft("All is in the title", title="Ring 07700 900 418")
    (finding,) = assess(draft).findings
    assert (finding.field, finding.words(draft)) == ("title", "07700 900 418")
