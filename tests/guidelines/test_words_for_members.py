"""Every finding has kind, true sentences."""

from __future__ import annotations

import pytest

from app.guidelines import wording
from app.guidelines.checks.order import FAMILIES
from app.guidelines.effects import Effect

EVERY_KIND = [(family, kind) for family in FAMILIES for kind in wording.kinds_of(family)]
WITH_FIX = {("links", "affiliate"), *(("treatment_advice", kind) for kind in ("start", "stop", "change", "avoid"))}


@pytest.mark.parametrize(("family", "kind"), EVERY_KIND)
def test_every_kind_has_words_that_neither_shout_nor_blame(family: str, kind: str) -> None:
    words = wording.words_for(family, kind)
    for sentence in (words.title, words.why, words.what_to_do, words.dispute):
        assert sentence
        assert "!" not in sentence
        assert not any(hard in sentence.lower() for hard in ("violat", "policy", "flagged", "oops", "user", "content"))
    assert bool(words.fix) == (family == "contact_details" or (family, kind) in WITH_FIX)


@pytest.mark.parametrize(("family", "kind"), EVERY_KIND)
def test_no_words_promise_what_hours_and_effects_may_change(family: str, kind: str) -> None:
    """Lines have hours, and a crisis finding that notes today may hold when it lasts: the sentence on the effect says what follows."""
    words = wording.words_for(family, kind)
    said = f"{words.title} {words.why} {words.what_to_do}"
    assert not any(promise in said for promise in ("day and night", "answer now"))
    assert family != "crisis" or "post it as it is" not in said


@pytest.mark.parametrize("effect", list(Effect))
@pytest.mark.parametrize("family", FAMILIES)
def test_what_follows_is_said_for_every_effect(family: str, effect: Effect) -> None:
    assert wording.if_posted(family, effect).endswith(".")
    assert wording.family_name(family)


def test_a_held_signal_never_sounds_like_a_reproach() -> None:
    assert "never counts against you" in wording.if_posted("crisis", Effect.HOLD)
