"""The small language of the phrase files."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from app.guidelines.checks import index
from app.guidelines.checks.crisis import signals
from app.guidelines.checks.crisis.grammar import Phrase, PhraseError, phrases_from, words_from
from app.guidelines.checks.crisis.parts import Row
from app.guidelines.checks.crisis.phrasebook import Phrasebook
from app.guidelines.checks.crisis.sentences import is_plain, parted, plain_words, sentences
from app.guidelines.checks.crisis.weighing import KIND
from app.guidelines.checks.lookup import Lookup, Need, numbered
from app.guidelines.checks.needs import kept_needs, needs_file, write_needs
from app.guidelines.checks.reading import read
from app.guidelines.draft import Draft
from app.guidelines.wording import kinds_of

WORDS = "not = not | dont\nbarrier = {not} | you\ncolour = red | dark blue\n"


def _book(folder: Path, phrases: str) -> Phrasebook:
    (folder / "words.txt").write_text(WORDS)
    (folder / "book.txt").write_text(phrases)
    return Phrasebook("book", phrases_from(folder / "book.txt", words_from(folder / "words.txt")))


@pytest.mark.parametrize(
    ("phrase", "sentence", "matched"),
    [
        ("cold soup", "i had cold soup today", "cold soup"),
        ("cold (soup|tea)", "the cold tea", "cold tea"),
        ("cold (soup|tea)? spoon", "a cold spoon", "cold spoon"),
        ("(very)* cold", "it is very very cold", "very very cold"),
        ("my {colour} coat", "my dark blue coat", "my dark blue coat"),
        ("coat*", "two coats", "coats"),
        ("i ... coat", "i like the old coat", "i like the old coat"),
        ("i ... coat", "i do not like a coat", None),
        ("i ... coat", "i like that one of all the coats coat", None),
        ("i ...... coat", "i like that one of these coat", "i like that one of these coat"),
        ("^ coat", "coat on", "coat"),
        ("^ coat", "my coat", None),
        ("coat $", "my coat", "coat"),
        ("coat $", "coat on", None),
        ("{number} coats", "i have 12 coats", "12 coats"),
        ("{year} coat", "a 1961 coat", "1961 coat"),
        ("{word} coat", "any coat", "any coat"),
    ],
)
def test_a_phrase_fits_as_it_is_written(tmp_path: Path, phrase: str, sentence: str, matched: str | None) -> None:
    words = sentence.split()
    matches = _book(tmp_path, f"[kind]\n{phrase}\n").matches(Row(words))
    assert [" ".join(words[match.start : match.end]) for match in matches] == ([matched] if matched else [])


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("(a|b", "book.txt:2"),
        ("{nothing} here", "nothing"),
        ("Capital", "small letters"),
        ("a) b", "unexpected"),
        ("? a", "stands after nothing"),
    ],
)
def test_a_phrase_that_cannot_be_read_is_named_by_file_and_line(tmp_path: Path, line: str, reason: str) -> None:
    with pytest.raises(PhraseError, match=reason):
        _book(tmp_path, f"[kind]\n{line}\n").candidates([])


def test_every_kind_in_the_phrase_files_has_words_for_members() -> None:
    kinds = set()
    for folder in signals.FOLDERS.values():
        lists = words_from(folder / "words.txt")
        kinds |= {
            phrase.kind
            for name in ("past", "high", "medium", "low")
            for phrase in phrases_from(folder / f"{name}.txt", lists)
        }
    assert kinds | {KIND} == set(kinds_of("crisis"))


def test_a_phrase_that_would_have_to_be_tried_on_every_sentence_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PhraseError, match="tells"):
        _book(tmp_path, "[kind]\n{word} {number}\n").candidates(["a", "1"])


def test_what_phrases_and_patterns_need_is_kept_as_it_is() -> None:
    """Where this fails, phrases or patterns were changed: `./dayroom guidelines index` writes it again."""
    for file, made_from, needs in index.indexed():
        assert file.read_text("utf-8") == needs_file(made_from, needs), file
        kept = kept_needs(file, made_from)
        worked_out = numbered(need for known in needs.values() for need in known)
        assert kept is not None and list(kept) == list(needs)
        assert [row for each in kept.values() for row in each.rows] == worked_out.rows
        words = {word for known in needs.values() for need in known for choice in need.choices for word in choice}
        (table,) = {each.table for each in kept.values()}
        assert all(sorted(table.numbers_of(word)) == sorted(worked_out.table.numbers_of(word)) for word in words)


def test_with_needs_a_phrase_is_read_when_it_may_fit_and_needs_of_other_phrases_are_not_used(tmp_path: Path) -> None:
    lines = _book(tmp_path, "[kind]\ncold (soup|tea)\n{nothing} here\n")._unread
    file, made_from = tmp_path / "needs", (tmp_path / "book.txt",)
    assert kept_needs(file, made_from) is None
    needs = [Need([frozenset(("tea",)), frozenset(("cold",))]), Need([frozenset(("here",))])]
    write_needs(file, made_from, {"none": [], "book": needs})
    book = Phrasebook("book", lines, (kept_needs(file, made_from) or {})["book"])
    assert [phrase.written for phrase in book.candidates(["cold", "tea"])] == ["cold (soup|tea)"]
    with pytest.raises(PhraseError):
        book.candidates(["here"])
    (tmp_path / "book.txt").write_text("[kind]\ncold soup\n")
    assert kept_needs(file, made_from) is None


WAYS = Need([frozenset(("soup", "stew*"))], [[[frozenset(("hot",))], [frozenset(("can't",)), frozenset(("wait",))]], [[frozenset("i")]]])
THINGS = {
    "tea with milk": Need([frozenset(("tea",)), frozenset(("milk", "cream"))]),
    "soup": WAYS,
    "tea": Need([frozenset(("tea", "stew*"))]),
    "tea with milk and sugar": Need([frozenset(("milk",)), frozenset(("tea",)), frozenset(("sugar",))]),
}


@pytest.mark.parametrize(
    ("text", "things"),
    [
        ("tea and cream", {"tea", "tea with milk"}),
        ("sugar and milk, no tea", {"tea", "tea with milk", "tea with milk and sugar"}),
        ("milk and sugar", set()),
        ("hot soup", set()),
        ("hot soup, i say", {"soup"}),
        ("i can't wait for stewed pears", {"soup", "tea"}),
        ("i cant for soup", set()),
        ("", set()),
    ],
)
def test_things_are_looked_up_by_all_that_they_need(text: str, things: set[str]) -> None:
    reading = read(Draft(text), "text")
    plain = Lookup(list(THINGS), numbered(THINGS.values()))
    shared = Lookup(list(THINGS), numbered(THINGS.values())).shared()
    for lookup in (plain, shared):
        again = read(Draft(text), "text")
        assert set(lookup.things(lookup.told_by(reading))) == set(lookup.things(lookup.told_by(again))) == things
        assert set(lookup.found(reading.words)) == set(lookup.found(reading.words, lookup.told_by(reading))) == things
    assert plain.found(["tea"], among=0) == [] and plain.told_by(reading).bit_count() == len(things)


@pytest.mark.parametrize("language", signals.FOLDERS)
def test_no_phrase_of_the_files_is_refused(language: str) -> None:
    grammar = signals.read_grammar(language, {})
    for book in (grammar.never, grammar.otherwise, grammar.past, *grammar.levels, grammar.then, grammar.now):
        assert book.candidates([]) == []


@pytest.mark.parametrize(
    ("phrase", "sentence", "may_fit"),
    [
        ("cold (soup|tea)", "tea when it is cold", True),
        ("cold (soup|tea)", "a cold", False),
        ("i ... coat*", "i like coats", True),
        ("i ... coat*", "i like a hat", False),
        ("my {colour} coat", "my blue coat is dark", True),
        ("my {colour} coat", "my blue coat", False),
    ],
)
def test_a_phrase_is_tried_where_all_its_words_stand(tmp_path: Path, phrase: str, sentence: str, may_fit: bool) -> None:
    assert bool(_book(tmp_path, f"[kind]\n{phrase}\n").candidates(sentence.split())) is may_fit


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("don't", ["dont"]),
        ("self-harm", ["self", "harm"]),
        ("su1c1de", ["suicide"]),
        ("k*ll", ["kill"]),
        ("10/20", ["10", "20"]),
    ],
)
def test_words_are_read_plainly(typed: str, words: list[str]) -> None:
    assert plain_words(typed) == words


@pytest.mark.parametrize(
    "text",
    [
        "i don't want to self-harm again, rock'n'roll", "su1c1de and k*ll", "a'1b it's b12 50mg 10/12", "'tis dogs' bone - -- a-'b",
        "h@rm/self | x$y", "words in 日本 and more", "",
    ],
)  # fmt: skip
def test_the_short_way_to_the_words_of_a_sentence_is_the_long_one(text: str) -> None:
    (sentence,) = sentences(parted(read(Draft(f"{text} end"), "text")), lambda words: True)
    typed = re.findall(r"[a-z0-9]+(?:[-'*@$|/]+[a-z0-9]+)*", f"{text} end")
    assert sentence.words == [word for each in typed for word in plain_words(each)]
    for at, word in enumerate(sentence.words):
        start, end = sentence.span(at, at + 1)
        assert word in plain_words(f"{text} end"[start:end])


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("i don't want to self-harm again. rock'n'roll; 'tis dogs' bone - a-'b\n10/12 x_'y", True),
        ("> she wrote\nno", False),
        ("see http://a.example", False),
        ("su1c1de", False),
        ("a'1b", False),
        ("it''s", False),
        ("straße", False),
    ],
)
def test_of_a_plain_text_all_words_are_words_of_sentences(text: str, plain: bool) -> None:
    reading = read(Draft(text), "text")
    assert is_plain(reading) is plain
    if plain:
        words = {word for sentence in sentences(parted(reading), bool) for word in sentence.words}
        assert words == reading.plain_vocabulary


def test_a_book_that_two_ask_at_once_is_whole_for_both(tmp_path: Path) -> None:
    known, both_ask = _book(tmp_path, "cold soup\nwarm tea\n")._unread, Barrier(2)

    def slowly() -> Iterator[Phrase]:
        for phrase in known:
            time.sleep(0.02)
            yield phrase

    book = Phrasebook("book", slowly())

    def found() -> list[int]:
        both_ask.wait(60)
        return [len(book.matches(Row(words.split()))) for words in ("cold soup", "warm tea")]

    with ThreadPoolExecutor(2) as threads:
        asked = [threads.submit(found) for _ in range(2)]
        assert [each.result() for each in asked] == [[1, 1], [1, 1]]
