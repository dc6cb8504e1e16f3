"""Taking words out of a text: only where they were found, all of them, and what is left is no link by accident."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.markup import render
from app.moderation.redacting import has_spans, without_words

TEXT = "Ring 0123 or write a@b.example, [0123](https://example.org)."


def _at(start: int, end: int, kind: str = "phone", field: str = "text") -> dict[str, object]:
    return {"family": "contact_details", "kind": kind, "start": start, "end": end, "field": field}


def test_each_finding_is_replaced_by_what_it_was() -> None:
    left = without_words(TEXT, [_at(5, 9), _at(19, 30, "email")])
    assert left.startswith(
        "Ring [telephone number taken out by a moderator] or write [mail address taken out by a moderator],"
    )
    assert without_words("0123", [_at(0, 4, "threat")]) == "[words taken out by a moderator]"
    assert without_words(TEXT, [_at(5, 9, field="title")]) == TEXT
    assert has_spans([_at(5, 9)])
    assert not has_spans([{"family": "attack", "kind": "insult"}])


def test_a_placeholder_never_becomes_the_words_of_a_link() -> None:
    html = render(without_words("0123(https://example.org/0123)", [_at(0, 4)])).html
    assert "taken out by a moderator]" in html
    assert "<a" not in html.split("moderator]")[0]


@settings(max_examples=15)
@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=5))
def test_nothing_that_was_found_is_left_and_nothing_else_is_gone(spans: list[tuple[int, int]]) -> None:
    text = "".join(chr(0x4E00 + place) for place in range(30))
    findings = [_at(start, end) for start, end in spans]
    left = without_words(text, findings)
    gone = {place for start, end in spans for place in range(start, min(end, 30))}
    for place, letter in enumerate(text):
        assert (letter in left) == (place not in gone)
