"""Keys of pages in addresses: what comes back is what was put in, and nothing else is believed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.paging import pack_key, unpack_key


@given(st.lists(st.integers(0, 2**59), min_size=1, max_size=3))
def test_a_key_comes_back_as_it_was(parts: list[int]) -> None:
    assert unpack_key(pack_key(*parts), len(parts)) == tuple(parts)


@pytest.mark.parametrize(
    "text",
    [None, "", ".", "1", "1.", "1.2.3", "-1.2", "1.x", "1.2e5", "٣.1", "²,1", "1;drop", f"1.{'9' * 19}", "1.\n2"],
)
def test_what_is_no_key_is_none(text: str | None) -> None:
    assert unpack_key(text, 2) is None
