"""Making weights: the same folder gives the same bytes, and what is held out or rare never reaches a file."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.guidelines.checks.linear import Shape, load
from app.guidelines.checks.reading import Reading
from app.guidelines.evaluation import is_held_out
from app.guidelines.training import fitting
from app.guidelines.training import recipe as recipes
from app.guidelines.training.cooking import PLACE, cook
from app.guidelines.training.fitting import ToolsMissing, fit
from app.guidelines.training.folds import scored, trials
from app.guidelines.training.recipe import Example, Folder, Recipe, Sample
from app.guidelines.training.recipes import RECIPES

BIRDS = ["robin", "heron", "wren", "crow", "swift", "owl", "finch", "gull"]
TOOLS = ["hammer", "saw", "chisel", "plane", "file", "drill", "vice", "rasp"]


def _rows(folder: Folder) -> Iterator[Example]:
    for row in folder.rows("checks/small.jsonl"):
        yield Example(row["text"], row["labels"] == ["bird"], source=row["source"], group=row.get("group", ""))


def _sentences(reading: Reading) -> Iterable[Sample]:
    marks = frozenset(("!loud",)) if reading.cased.isupper() else frozenset()
    return [Sample(part.split(), marks) for part in reading.text.split(".") if part.strip()]


RECIPE = Recipe(
    name="birds",
    target="birds/weights.txt",
    shape=Shape(pairs=True, pieces=(3,)),
    examples=_rows,
    see=_sentences,
    limits={"speak": 0.0, "shout": 1.5},
    made="2026-11",
    sources=("Invented for a test.",),
    failings=("Knows no penguins.",),
)


def _text(kind: list[str], number: int) -> str:
    return f"{kind[number % 8]} {kind[number // 8 % 8]} {'sings' if kind is BIRDS else 'cuts'} item{number}"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """160 small texts. Rare words: `solitary` in many sentences of one text and in copies of it, `secret` in held-out texts."""
    rows = []
    for number in range(80):
        for kind, label in ((BIRDS, "bird"), (TOOLS, "tool")):
            text = _text(kind, number)
            if is_held_out(text + " secret"):
                text += " secret"
            rows.append({"text": text, "labels": [label], "source": f"{label}s", "group": text.split()[0]})
    rows += [
        {"text": "solitary wren. " * 9 + "Ends." + " " * copy, "labels": ["bird"], "source": "birds"}
        for copy in range(9)
    ]
    (tmp_path / "checks").mkdir()
    (tmp_path / "checks/small.jsonl").write_text("\n".join(map(json.dumps, rows)) + "\n\n", encoding="utf-8")
    return tmp_path


def test_the_same_folder_gives_the_same_bytes_and_a_card_that_says_how(folder: Path, tmp_path: Path) -> None:
    first = [path.read_bytes() for path in cook(folder, tmp_path / "one", (RECIPE,))]
    second = [path.read_bytes() for path in cook(folder, tmp_path / "two", (RECIPE,))]
    assert first == second and len(first) == 2

    model = load(tmp_path / "one/birds/weights.txt")
    assert (model.shape, model.limits) == (RECIPE.shape, RECIPE.limits)
    assert model.score(["robin", "sings"]) > 1 > -1 > model.score(["saw", "cuts"])
    card = first[1].decode()
    assert all(
        words in card for words in ("Invented for a test.", "Knows no penguins.", "2026-11", "C = 1", "liblinear")
    )
    assert "| speak | birds |" in card and "| shout | all |" in card


def test_held_out_texts_and_rare_words_never_reach_the_file(folder: Path, tmp_path: Path) -> None:
    secret = [row["text"] for row in Folder(folder).rows("checks/small.jsonl", held_out=True)]
    assert sum("secret" in text for text in secret) >= RECIPE.min_texts
    assert not any("solitary" in text for text in secret)
    cook(folder, tmp_path / "out", (RECIPE,))
    written = (tmp_path / "out/birds/weights.txt").read_text() + (tmp_path / "out/birds/weights.md").read_text()
    assert not any(word in written for word in ("secret", "solitary", "~soli", "item7"))


def test_the_heaviest_features_are_kept_and_fitted_again(folder: Path) -> None:
    examples = list(_rows(Folder(folder)))
    every, few = fit(RECIPE, examples), fit(replace(RECIPE, most=6), examples)
    assert len(every.weights) > 20 and len(few.weights) == 6
    heaviest = sorted(every.weights.items(), key=lambda item: (-abs(item[1]), item[0]))[:6]
    assert set(few.weights) == {name for name, _ in heaviest}
    assert few.weights != dict(heaviest)


def test_an_example_that_counts_for_more_moves_the_model() -> None:
    both = [Example("soup is warm", bool(number % 2), weight=1 + 9 * (number % 2)) for number in range(20)]
    several = [Example(f"{each.text} {number}", each.is_labelled, each.weight) for number, each in enumerate(both)]
    plain = replace(RECIPE, balanced=False, shape=Shape(pairs=False))
    assert fit(plain, several).model(plain).score(["soup", "is", "warm"]) > 1


def test_samples_of_one_labelled_text_may_share_its_weight(folder: Path) -> None:
    """Ten sentences of one text then say as much as one sentence of another."""
    plain = replace(RECIPE, balanced=False, shape=Shape(pairs=False), min_texts=1)
    texts = [Example("wren sings. " * 10, True), *(Example(f"wren cuts item{number}", False) for number in range(3))]
    alone, shared = (fit(replace(plain, shared=shared), texts).model(plain) for shared in (False, True))
    assert alone.score(["wren"]) > shared.score(["wren"]) + 0.3


def test_a_sample_may_scale_what_its_words_are_worth() -> None:
    """The model is fitted on the scaled values, so that the same words say more in a short text than in a long one."""

    def _halved(reading: Reading) -> Iterable[Sample]:
        return [Sample(reading.text.split(), scale=0.5)]

    texts = [Example(f"{'robin' if number % 2 else 'saw'} item{number}", bool(number % 2)) for number in range(20)]
    plain = replace(RECIPE, shape=Shape(pairs=False))
    whole, halved = fit(plain, texts), fit(replace(plain, see=_halved), texts)
    assert set(halved.weights) == set(whole.weights) == {"robin", "saw"}
    assert abs(halved.weights["robin"]) < abs(whole.weights["robin"])
    results = scored(replace(plain, see=_halved), texts)
    assert [each.score > 0 for each in results] == [each.example.is_labelled for each in results]


def test_a_text_in_which_nothing_is_looked_at_counts_as_missed() -> None:
    def _only_loud(reading: Reading) -> Iterable[Sample]:
        return [Sample(reading.text.split())] if "!" in reading.text else []

    texts = [Example(f"{'robin' if number % 2 else 'saw'}! item{number}", bool(number % 2)) for number in range(20)]
    plain = replace(RECIPE, shape=Shape(pairs=False), see=_only_loud)
    (_, speak) = trials(plain, scored(plain, [*texts, Example("a quiet robin", True)]))
    assert speak.found.whole == 11 and speak.found.part <= 10


def test_a_trial_scores_texts_by_a_model_that_has_seen_none_of_their_group(folder: Path) -> None:
    """The label is the pattern's own word: a model that has met the pattern knows it, one that has not is at a loss."""
    patterns = [f"pattern{number}" for number in range(10)]
    examples = [
        Example(f"{name} text {copy}", at % 2 == 0, group=name)
        for at, name in enumerate(patterns)
        for copy in range(12)
    ]
    plain = replace(RECIPE, shape=Shape(pairs=False))
    apart = trials(plain, scored(plain, examples))[-1]
    mixed = trials(plain, scored(plain, [replace(each, group="") for each in examples]))[-1]
    assert mixed.found.value > 0.9 and mixed.touched.part == 0
    assert apart.found.value < 0.7
    by_source = {(each.limit, each.source): each for each in trials(RECIPE, scored(RECIPE, _rows(Folder(folder))))}
    assert set(by_source) == {(limit, source) for limit in RECIPE.limits for source in ("", "birds", "tools")}
    assert by_source["speak", "tools"].found.whole == 0 < by_source["speak", "tools"].touched.whole


def test_a_forum_post_that_holds_words_of_a_held_out_text_teaches_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same post stands in two files, with a title or with a detail filled in: only its place in one of them is held out."""
    monkeypatch.setattr(recipes, "is_held_out", lambda text: text.startswith("Title"))
    post = "The nine hens laid brown eggs and then slept all day long in the straw"
    dusty = "Hens like dust baths and my neighbour keeps nine of them at home"
    held_out, seen = f"Title\n\n{post}\nThey rest now", f"Eggs\n\n{dusty}"
    mended = post.replace("straw", "hay")
    leaks = (post.upper().replace(" ", "  "), f"Hello. {mended}", f"Hello. {held_out} Bye.", "they rest")
    free = (f"As said: {dusty}", "they rested", "nine hens laid brown eggs and then slept", "rest")
    for name, texts in {"checks/a.jsonl": (held_out, seen, "Title"), "forum/posts.jsonl": (*leaks, *free)}.items():
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text("\n".join(json.dumps({"text": text}) for text in texts), encoding="utf-8")
    folder = Folder(tmp_path)
    assert [row["text"] for row in folder.rows("forum/posts.jsonl")] == [*leaks, *free]
    assert [row["text"] for row in folder.forum_posts()] == [free[0], free[1]]
    assert [row["text"] for row in folder.forum_posts("checks/a.jsonl")] == [free[1]]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "not JSON"),
        ("[1]", "object"),
        ('{"text": 3}', "object"),
        ('{"labels": []}', "object"),
        ("\udcff", "not JSON"),
    ],
)
def test_a_bad_line_is_named_with_its_file_and_number(tmp_path: Path, line: str, reason: str) -> None:
    good = json.dumps({"body": "a body is a text too"})
    (tmp_path / "posts.jsonl").write_bytes(f"{good}\n\n{line}\n".encode("utf-8", "surrogateescape"))
    with pytest.raises(ValueError, match=rf"posts\.jsonl, line 3: .*{reason}"):
        list(Folder(tmp_path).rows("posts.jsonl"))


def test_a_folder_that_teaches_nothing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="birds: the folder needs texts with the label and texts without it"):
        cook(tmp_path, tmp_path / "out", (RECIPE,))
    with pytest.raises(ValueError, match="birds: no word stands in 5 texts"):
        fit(RECIPE, [Example("robin", True), Example("saw", False)])
    assert not (tmp_path / "out").exists()


def test_without_the_tools_the_command_says_what_is_missing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def _missing(name: str) -> None:
        raise ImportError(name)

    monkeypatch.setattr(fitting, "import_module", _missing)
    with pytest.raises(ToolsMissing, match="requirements-dev"):
        cook(folder, folder / "out", (RECIPE,))


def test_every_recipe_has_its_files_and_they_are_small() -> None:
    """What stands in the repository was written by the recipes that stand there: same shape, same limits, few features."""
    assert len({recipe.target for recipe in RECIPES}) == len(RECIPES)
    for recipe in RECIPES:
        model = load(PLACE / recipe.target)
        assert (model.shape, model.limits) == (recipe.shape, recipe.limits)
        assert len(model.weights) <= recipe.most <= 8_000
        assert (PLACE / recipe.target).stat().st_size <= 150_000
        card = (PLACE / recipe.target).with_suffix(".md").read_text(encoding="utf-8")
        assert card.startswith(f"# {recipe.name}\n") and all(source in card for source in recipe.sources)
