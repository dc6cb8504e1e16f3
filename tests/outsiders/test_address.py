"""Addresses of ours and of others, as people copy them."""

from __future__ import annotations

import pytest

from app.core.policy import Invalid
from app.outsiders.address import Target, target_of
from app.outsiders.inputs import Site

SITE = Site(("dayroom.example.org", "localhost:5000"), "/club", "192.0.2.7")


@pytest.mark.parametrize(
    ("typed", "kind", "number"),
    [
        ("https://dayroom.example.org/club/posts/7", "post", 7),
        (" dayroom.example.org/club/posts/7 ", "post", 7),
        ("HTTP://LOCALHOST:5000/posts/7/", "post", 7),
        ("/posts/7", "post", 7),
        ("https://dayroom.example.org/discussions/9-ablation-on-thursday?from=3#post-12", "post", 12),
        ("https://dayroom.example.org/discussions/9-caf%C3%A9", "discussion", 9),
        ("/discussions/9/#reply", "discussion", 9),
        ("dayroom.example.org/members/ruth", "profile", None),
    ],
)
def test_every_form_of_our_addresses_leads_somewhere(typed: str, kind: str, number: int | None) -> None:
    found = target_of(typed, SITE)
    assert (found.kind, found.id) == (kind, number)
    assert isinstance(found, Target)


@pytest.mark.parametrize(
    ("typed", "reason", "said"),
    [
        ("", "address_missing", ""),
        ("/posts/7" + "x" * 1000, "address_long", ""),
        ("https://forum.example.net/posts/7", "address_elsewhere", "forum.example.net"),
        ("https://dayroom.example.org.evil.example/posts/7", "address_elsewhere", "dayroom.example.org.evil.example"),
        ("https://dayroom.example.org@evil.example/posts/7", "address_elsewhere", "evil.example"),
        ("//evil.example/posts/7", "address_unclear", "//evil.example/posts/7"),
        ("the third post from above", "address_unclear", "the third post from above"),
        ("https://[broken/posts/7", "address_unclear", "https://[broken/posts/7"),
        ("https://dayroom.example.org:99999/posts/7", "address_unclear", "https://dayroom.example.org:99999/posts/7"),
        ("https://dayroom.example.org/", "address_inexact", "https://dayroom.example.org/"),
        ("/groups/heart", "address_inexact", "/groups/heart"),
        ("/posts/0", "address_inexact", "/posts/0"),
        ("/posts/99999999999999999999", "address_inexact", "/posts/99999999999999999999"),
    ],
)
def test_a_wrong_address_is_told_by_name(typed: str, reason: str, said: str) -> None:
    with pytest.raises(Invalid) as refused:
        target_of(typed, SITE)
    assert (refused.value.reason, refused.value.field) == (reason, "address")
    assert said in ("", refused.value.facts.get("host"), refused.value.facts.get("typed"))
