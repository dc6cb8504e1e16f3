"""Links, by table. Hosts are reserved for examples where the shape allows it; sentences are invented."""

from __future__ import annotations

import pytest

from app.guidelines.assessment import MOST_PER_CHECK, assess
from app.guidelines.checks.links.sources import AFFILIATES, KNOWN, SHORTENERS, is_known
from app.guidelines.draft import Draft
from app.guidelines.effects import Effect
from app.guidelines.findings import apply_fix

MUST_FIND = [
    (
        "plain",
        "I read it on https://www.larkfield.example/lungs and felt calmer",
        "https://www.larkfield.example/lungs",
    ),
    ("plain", "HTTP://Larkfield.EXAMPLE/A.", "HTTP://Larkfield.EXAMPLE/A"),
    ("plain", "there is a list at example.com, near the end", "example.com"),
    ("plain", "(see www.example.co.uk/steps?day=3)", "www.example.co.uk/steps?day=3"),
    ("plain", '<a href="https://example.org/b">here</a>', "https://example.org/b"),
    ("plain", "https://jo:pw@example.net/in", "https://jo:pw@example.net/in"),
    ("plain", "they write at example.fr and at sante.example.fr/toux", "example.fr"),
    ("plain", "on example.care/rest you can hear it", "example.care/rest"),
    ("plain", "it only looks official: nhs.uk.example.com/login", "nhs.uk.example.com/login"),
    ("plain", "https://who.int.example.org/vaccine", "https://who.int.example.org/vaccine"),
    ("known", "the page https://www.nhs.uk/conditions/gout/ helped", "https://www.nhs.uk/conditions/gout/"),
    ("known", "https://en.wikipedia.org/wiki/Gout_(disease)", "https://en.wikipedia.org/wiki/Gout_(disease)"),
    ("known", "www.cancer.gov has a list", "www.cancer.gov"),
    ("known", "la hoja de https://www.imss.gob.mx/salud", "https://www.imss.gob.mx/salud"),
    ("shortened", "look: bit.ly/3xYz9", "bit.ly/3xYz9"),
    ("shortened", "https://tinyurl.com/rest-well!", "https://tinyurl.com/rest-well"),
    ("shortened", "t.co/AbC12", "t.co/AbC12"),
    ("raw_ip", "http://203.0.113.9/pills", "http://203.0.113.9/pills"),
    ("raw_ip", "http://3405803785/x", "http://3405803785/x"),
    ("raw_ip", "https://[2001:db8::1]/x", "https://[2001:db8::1]/x"),
    ("file", "get it at https://example.com/diary.apk", "https://example.com/diary.apk"),
    ("file", "https://example.com/results.zip?x=1", "https://example.com/results.zip?x=1"),
    ("affiliate", "mine is https://example.com/p/12?tag=jo-21", "https://example.com/p/12?tag=jo-21"),
    ("affiliate", "https://example.com/aff/jo22", "https://example.com/aff/jo22"),
    ("affiliate", "https://jo22.clickbank.net/?p=9", "https://jo22.clickbank.net/?p=9"),
]

EVASIONS = [
    ("plain", "hxxp://example.com/a", "hxxp://example.com/a"),
    ("plain", "h**ps://example.com/a", "h**ps://example.com/a"),
    ("plain", "ｅｘａｍｐｌｅ．ｃｏｍ/ａ", "ｅｘａｍｐｌｅ．ｃｏｍ/ａ"),
    ("plain", "exam\u200bple\u200d.com", "exam\u200bple\u200d.com"),
    ("plain", "ехamрle.com", "ехamрle.com"),
    ("plain", "w w w . example . com", "w w w . example . com"),
    ("plain", "www. example. org is theirs", "www. example. org"),
    ("plain", "find us at bluetea dot com", "bluetea dot com"),
    ("plain", "bluetea (dot) co (dot) uk", "bluetea (dot) co (dot) uk"),
    ("plain", "bluetea[.]com/now", "bluetea[.]com/now"),
    ("plain", "está en tesazul punto com", "tesazul punto com"),
    ("plain", "bluetea . com has it", "bluetea . com"),
]

MUST_NOT_FIND = [
    ("a mail address", "write to jo@example.com or jo.smith@mail.example.org"),
    ("a mail address written out", "jo (at) example.com, or jo at gmail dot com"),
    ("a full stop without a space", "I had pain.It was bad.me too.So there.is that"),
    ("a source by its name alone", "ClinicalTrials.gov lists it, so does nhs.uk"),
    ("an ending alone", "why does my mail end in co.uk"),
    ("the dot com years", "in the dot com years I never slept"),
    ("doses", "2.5/5 mg, then 1.2.3, at 0.5ml/day"),
    ("a degree", "I have a B.Com and an M.Sc."),
    ("and so on", "e.g. this, i.e. that, a.m./p.m. and etc./and"),
    ("blood pressure and dates", "120/80 on 3.5.21/4.5.21"),
    ("a file at home", "my notes are in diary.doc and photo.jpg"),
]

KNOWN_MISSES = [
    ("names of sites whose ending is also a word, with nothing behind them", "they are called bluetea.shop"),
    ("endings nobody knows", "on bluetea.zzz it says so"),
    ("sites named in words only", "type blue tea into the search box and press the first one"),
    ("joined by dashes", "bluetea-dot-com"),
]


@pytest.mark.parametrize(("kind", "text", "words"), [*MUST_FIND, *EVASIONS])
def test_a_link_is_found_whole_and_told_by_what_it_does(kind: str, text: str, words: str) -> None:
    draft = Draft(text)
    found = [(each.kind, each.words(draft)) for each in assess(draft).for_family("links")]
    assert found[0] == (kind, words)


@pytest.mark.parametrize(("reason", "text"), MUST_NOT_FIND, ids=[row[0] for row in MUST_NOT_FIND])
def test_what_only_looks_like_a_link_is_left_alone(reason: str, text: str) -> None:
    assert assess(Draft(text)).for_family("links") == ()


@pytest.mark.parametrize(("reason", "text"), KNOWN_MISSES, ids=[row[0] for row in KNOWN_MISSES])
def test_known_misses_stay_known(reason: str, text: str) -> None:
    """When one of these is found one day, move its row up."""
    assert assess(Draft(text)).for_family("links") == ()


@pytest.mark.parametrize("language", ["en", "es", "fr", "zh"])
def test_links_are_seen_in_any_language_known_ones_only_noted(language: str) -> None:
    draft = Draft("https://example.com/a https://www.who.int/b", language=language)
    plain, known = assess(draft).for_family("links")
    assert (plain.effect, known.effect) == (Effect.NUDGE, Effect.NOTE)
    assert plain.clause == 7


@pytest.mark.parametrize(
    ("link", "mended"),
    [
        ("https://Example.com/P?id=3&tag=jo-21&x=1#top", "https://Example.com/P?id=3&x=1#top"),
        ("https://example.com/p?ref=jo&id=3", "https://example.com/p?id=3"),
        ("https://example.com/p?aff_id=9", "https://example.com/p"),
        ("https://example.com/ref/jo22/shoes", "https://example.com/shoes"),
    ],
)
def test_the_fix_is_the_same_link_without_the_code(link: str, mended: str) -> None:
    text = f"I bought mine at {link} last week"
    (finding,) = assess(Draft(text)).for_family("links")
    assert apply_fix(text, finding) == f"I bought mine at {mended} last week"
    assert not [each for each in assess(Draft(mended)).for_family("links") if each.kind == "affiliate"]


def test_a_link_made_only_to_count_buyers_has_no_fix() -> None:
    (finding,) = assess(Draft("https://jo22.clickbank.net/?p=9")).for_family("links")
    assert finding.fix is None


def test_the_lists_are_read_and_a_name_counts_by_its_end_only() -> None:
    assert len(KNOWN) > 50 and len(SHORTENERS) > 20 and AFFILIATES
    assert is_known("mayoclinic.org") and is_known("sub.mayoclinic.org") and is_known("x.ac.uk") and is_known("cdc.gov")
    assert not any(
        map(is_known, ("mayoclinic.org.example.com", "notmayoclinic.org", "gov", "gov.com", "ac.uk", "co.uk"))
    )


def test_many_links_make_a_bounded_number_of_findings() -> None:
    assert len(assess(Draft("https://example.com/a " * 400)).for_family("links")) == MOST_PER_CHECK
