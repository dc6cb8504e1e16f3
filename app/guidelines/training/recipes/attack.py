"""The weights of the attack check: what stands around a harsh word when it is aimed at somebody."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from app.guidelines.checks.attack.aim import is_aimless, marks_of
from app.guidelines.checks.attack.lexicon import lexicon
from app.guidelines.checks.attack.sentences import sentences
from app.guidelines.checks.linear import Shape
from app.guidelines.checks.reading import Reading
from app.guidelines.training.recipe import Example, Folder, Recipe, Sample

_SOURCES = {
    "surge-ai/toxicity": ("comments", 3.0),
    "paul-rottger/hatecheck-data": ("hard cases", 0.5),
    "t-davidson/hate-speech-and-offensive-language": ("tweets", 0.2),
}
_ORDINARY = (
    ("checks/health_posts_dev.jsonl", "ordinary posts", 3.0),
    ("checks/general_advice_dev.jsonl", "advice", 1.0),
    ("checks/spam_dev.jsonl", "messages", 1.0),
)
_FORUM_WEIGHT = 3.0
_WORD = re.compile(r"[a-z0-9']+")


def _examples(folder: Folder) -> Iterator[Example]:
    """Comments nearest to a forum count most. Offensive tweets that nobody called hate are left out: they may be either."""
    for row in folder.rows("checks/toxicity_dev.jsonl"):
        source, weight = _SOURCES.get(row["source"], ("", 0.0))
        is_attack = "harassment" in row["labels"]
        if source and (is_attack or source != "tweets" or not row["labels"]):
            group = _pattern(row["text"]) if source == "hard cases" else ""
            yield Example(row["text"], is_attack, weight, source, group)
    for name, source, weight in _ORDINARY:
        for row in folder.rows(name):
            yield Example(row["text"], False, weight, source)
    for row in folder.forum_posts("checks/health_posts_dev.jsonl"):
        yield Example(row["text"], False, _FORUM_WEIGHT, "forum")


def _pattern(text: str) -> str:
    """A hard case without the people and slurs that it was filled in with, so that one pattern stays together."""
    classes = lexicon().classes
    words = _WORD.findall(text.lower().replace("black", "gay").replace("female", "gay"))
    return "pattern " + " ".join(
        word for word in words if classes.get(word) not in ("GROUP", "SLUR", "PEOPLE", "INSULT")
    )


def _see(reading: Reading) -> Iterable[Sample]:
    """Sentences with a harsh word that may be meant for somebody, as the check sees them."""
    return [Sample(each.tokens, marks_of(each)) for each in sentences(reading) if not is_aimless(each)]


RECIPE = Recipe(
    name="attack",
    target="attack/weights.txt",
    shape=Shape(pairs=True),
    examples=_examples,
    see=_see,
    limits={"speak": -0.7},
    made="2026-11",
    sources=(
        "checks/toxicity_dev.jsonl: surge-ai/toxicity (MIT)",
        "checks/toxicity_dev.jsonl: HateCheck, Röttger et al. 2021 (CC BY 4.0)",
        "checks/toxicity_dev.jsonl: t-davidson/hate-speech-and-offensive-language (MIT), its hate and its neither",
        "without attacks: checks/health_posts_dev.jsonl, forum/posts.jsonl (MIT, CC BY 4.0), checks/general_advice_dev.jsonl (MIT)",
        "without attacks: checks/spam_dev.jsonl (CC BY 4.0)",
        "the words by class: checks/attack/lexicon.txt, written by hand",
    ),
    failings=(
        "The weights know classes of words and small words only: an attack without a word of the lexicon is not seen.",
        "Irony, a nickname, a comparison that only insiders understand are not seen.",
        "The comments are about politics of the United States, the hard cases about seven groups; no attack between patients is labelled.",
        "Hard cases are made from patterns. Patterns stay together in the folds, but whoever wrote the lexicon had read some of them.",
    ),
    cost=0.3,
    balanced=False,
    shared=True,
)
