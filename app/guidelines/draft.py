"""What a check may know: the words that somebody is about to post, and a little about where."""

from __future__ import annotations

from typing import NamedTuple


class Draft(NamedTuple):
    """Text not yet posted.


    `regions` are the two-letter codes whose telephone numbers are tried. `own_numbers` are
    telephone numbers and mail addresses that never count: help lines, the community's own office.
    They may be written in any way; only their digits matter. `language` is a code such as `en`, or empty: then the words tell.
    """

    text: str
    kind: str = "reply"
    title: str = ""
    author_is_new: bool = False
    scope_path: str = "/"
    regions: tuple[str, ...] = ("GB", "US", "IE")
    language: str = ""
    own_numbers: frozenset[str] = frozenset()

    def words_of(self, name: str) -> str:
        """The text of one field, `"text"` or `"title"`. Raises `ValueError` for any other name."""
        if name == "text":
            return self.text
        if name == "title":
            return self.title
        raise ValueError(f"a draft has a text and a title, not {name!r}")
