"""Weighing words: the quick way gives what the plain definition gives, and a file that is none is refused by name."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.guidelines.checks.linear import _REMEMBERED, LONGEST_WORD, Linear, Shape, load

WORDS = ["tea", "team", "steam", "a", "don't", "é", "x" * LONGEST_WORD, "x" * (LONGEST_WORD + 1)]
SHAPES = [Shape(pairs=False), Shape(), Shape(pairs=False, pieces=(3,)), Shape(pieces=(2, 4))]
GOOD = (
    "# pairs: yes\n# pieces: 3\n# limits: speak=0.5\n# bias: -250\nwarm\t1500\nwarm tea\t700\n~^te\t-120\n!loud\t40\n"
)


def _model(shape: Shape) -> Linear:
    """Every feature of every text of two words has a weight of its own, so that each that is missed or doubled shows."""
    names = sorted({name for one in WORDS for two in WORDS for name in shape.features([one, two], ["!loud"])})
    return Linear(shape, -300, {name: 7 * place - 500 for place, name in enumerate(names, 1)}, {})


@settings(deadline=None, max_examples=25)
@given(st.sampled_from(SHAPES), st.lists(st.sampled_from([*WORDS, "unknown"]), max_size=12), st.booleans())
def test_the_score_is_the_sum_of_the_weights_of_the_features(shape: Shape, words: list[str], is_loud: bool) -> None:
    marks = ["!loud", "!loud", "!never"] if is_loud else []
    model = _model(shape)
    plain = (-300 + sum(model.weights.get(name, 0) for name in shape.features(words, marks))) / 1000
    assert model.score(words, marks) == plain
    assert model.score(words, marks) == plain, "what was remembered changes nothing"
    assert model.score(words, marks, 0.5) == pytest.approx((plain + 0.3) / 2 - 0.3), "the scale leaves the bias alone"
    assert model.score(tuple(words) * 2, marks) == model.score(words * 2, marks)


def test_features_are_words_pairs_pieces_and_marks() -> None:
    found = Shape(pieces=(3,)).features(["tea", "tea", "team"], ["!loud", "!loud"])
    assert sorted(found) == sorted(
        ["tea", "team", "tea tea", "tea team", "!loud", "~^te", "~tea", "~ea$", "~^te", "~tea", "~eam", "~am$"]
    )
    assert Shape(pieces=(3,)).pieces_of("x" * (LONGEST_WORD + 1)) == []


def test_the_words_that_tell_are_found_by_their_weight() -> None:
    model = Linear(Shape(), 0, {"cold": 100, "cold soup": 600, "spoon": -50}, {})
    assert model.weight_of(["my", "cold", "soup", "spoon"]) == pytest.approx([0, 0.4, 0.3, -0.05])
    assert model.weight_of([]) == []


def test_what_is_remembered_is_bounded() -> None:
    model = Linear(Shape(pieces=(3,)), 0, {"~abc": 1}, {})
    model.score([f"w{number}" for number in range(_REMEMBERED + 50)])
    model.score(["y" * 10_000])
    assert len(model._of_word) == 50
    assert model.score(["w1"]) == 0, "what was forgotten is found again"


def test_a_file_of_weights_is_read(tmp_path: Path) -> None:
    (tmp_path / "good.txt").write_text(GOOD)
    model = load(tmp_path / "good.txt")
    assert (model.shape, model.limits) == (Shape(True, (3,)), {"speak": 0.5})
    assert model.score(["warm", "tea"], ["!loud"]) == pytest.approx(-0.25 + 1.5 + 0.7 - 0.12 + 0.04)
    assert load(tmp_path / "good.txt") is model


@pytest.mark.parametrize(
    "text",
    [GOOD + "warm\n", GOOD + "warm\t1.5\n", GOOD.replace("# bias: -250\n", ""), GOOD.replace("=0.5", "")],
    ids=["no weight", "no whole number", "no bias", "no height of a limit"],
)
def test_a_file_that_is_none_is_refused_by_its_name(tmp_path: Path, text: str) -> None:
    (tmp_path / "bad.txt").write_text(text)
    with pytest.raises(ValueError, match=r"bad\.txt: a line of weights"):
        load(tmp_path / "bad.txt")
