"""A page in pieces: what is put in is the reader's, plain and packed, and a page that names its reader is kept for nobody else."""

from __future__ import annotations

import gzip
import re
from datetime import UTC, datetime

import pytest
from flask import Flask, g
from hypothesis import given, settings
from hypothesis import strategies as st

from app.accounts.actor import Actor
from app.accounts.routes.door import AnyMember
from app.core import for_readers, slots
from app.core.navigation import OfKind
from app.core.slots import Slot, fills, has_marks, marking, own, parts_of, values_of
from app.core.slotted import filled, filled_and_packed, slotted

NOW = datetime(2026, 11, 22, tzinfo=UTC)
words = st.text(st.characters(exclude_categories=("Cs",)), max_size=300).map(str.encode)


@fills("trialfixed", size=24)
def fixed(about: str) -> str:
    return f"<b>{g.reader}{about}</b>"


@fills("trialopen")
def varying(_about: str) -> str:
    return f"<nav>{g.reader}</nav>" * 9


@settings(max_examples=15)
@given(st.lists(words, min_size=6, max_size=6), st.text("abcäöüß", max_size=7))
def test_packed_it_is_the_same_for_each_reader_whatever_stands_around(parts: list[bytes], reader: str) -> None:
    first, second = Slot("trialfixed", "1"), Slot("trialfixed", "2")
    plain = [parts[0] * 3, first, parts[1], Slot("trialopen"), parts[0] * 3, second, parts[1] * 2, first, *parts[2:]]
    page = slotted(plain, (1,), NOW)
    with Flask("trial").app_context():
        for name in (reader, "ruth", "maren"):
            g.pop("own_values", None)
            g.reader = name
            packed = filled_and_packed(page, values_of(page.slots))
            assert packed is not None and gzip.decompress(packed) == filled(page, values_of(page.slots))
            assert (f"<b>{name}1</b>").encode() in gzip.decompress(packed)


def test_a_value_that_is_longer_than_it_says_is_sent_unpacked() -> None:
    page = slotted([b"<p>", Slot("trialfixed"), b"</p>"], (1,), NOW)
    with Flask("trial").app_context():
        g.reader = "somebody with a very long name"
        assert filled_and_packed(page, values_of(page.slots)) is None
        assert filled(page, values_of(page.slots)).startswith(b"<p><b>somebody with a very long name")


def test_marks_stand_only_while_a_page_for_many_is_made() -> None:
    with Flask("trial").app_context():
        g.reader = "ruth"
        with pytest.raises(ValueError), marking():  # noqa: PT012 - it is about how the block ends
            assert has_marks(own("trialfixed").encode()) and has_marks(g.csrf_token.encode())
            raise ValueError
        assert "csrf_token" not in g and own("trialfixed") == "<b>ruth</b>"
        with marking():
            marks = own("trialfixed", 7) + own("csrf")
    assert parts_of(f"<a>{marks}</a>".encode()) == (b"<a>", Slot("trialfixed", "7"), Slot("csrf"), b"</a>")
    # What somebody writes is no mark, even where it looks like one.
    typed = re.sub(slots._TOKEN, "0" * len(slots._TOKEN), str(marks)).encode()
    assert parts_of(typed) == (typed,)


def test_a_page_that_names_its_reader_is_theirs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(for_readers, "_names", [lambda _actor: ("Ann-Kathrin", "ruth", "")])
    with Flask("trial").app_context():
        g.actor = None
        assert for_readers._names_reader([b"<b>Ann-Kathrin</b>"]) and for_readers._names_reader([b"/members/ruth"])
        assert not for_readers._names_reader([b"the truth", Slot("trialopen"), b"Ann-Kathrina"])


def test_who_stands_for_all_readers_says_nothing_of_one() -> None:
    everybody = OfKind(Actor(member_id=7, display_name="Ruth"))
    assert everybody.is_active and not everybody.is_visitor
    for asked in (lambda: everybody.member_id, lambda: everybody.display_name, lambda: AnyMember().theme):
        with pytest.raises(RuntimeError, match="a page for many"):
            asked()
    assert AnyMember().leaves_at is None
