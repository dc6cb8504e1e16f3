"""The weights beside the phrases of adverts, from two collections of spam and from ordinary talk."""

from __future__ import annotations

from collections.abc import Iterator

from app.guidelines.checks.linear import Shape
from app.guidelines.checks.promotion.weighing import weigh
from app.guidelines.checks.reading import Reading
from app.guidelines.training.recipe import Example, Folder, Recipe, Sample

_ORDINARY_WEIGHT = 0.3
"""Ordinary talk is much more than the spam; its rows count less, so that the ham of the two collections is heard as well."""
_COMMENT_WEIGHT = 2.0
"""Spam under videos is harder to tell from its ham than spam in text messages is; it counts more, so that one limit serves both."""
_EVERY = 3
"""Of answers and of single sentences only each third row is taken: they are many and alike."""


def examples(folder: Folder) -> Iterator[Example]:
    """Spam and ham; ordinary health posts, forum posts, questions of parents and rude comments as texts without the label."""
    for row in folder.rows("checks/spam_dev.jsonl"):
        is_spam, is_text_message = "spam" in row["labels"], "SMS" in row["source"]
        weight = _COMMENT_WEIGHT if is_spam and not is_text_message else 1.0
        yield Example(row["text"], is_spam, weight, "SMS" if is_text_message else "YouTube")
    seen = set()
    for row in folder.rows("checks/health_posts_dev.jsonl"):
        seen.add(row["text"])
        yield Example(row["text"], False, _ORDINARY_WEIGHT, "ordinary posts")
    for number, row in enumerate(folder.rows("forum/posts.jsonl")):
        if row["text"] not in seen and (row["position"] == 1 or number % _EVERY == 0):
            yield Example(row["text"], False, _ORDINARY_WEIGHT, "forum posts")
    for number, row in enumerate(folder.rows("checks/general_advice_dev.jsonl")):
        if number % _EVERY == 0:
            yield Example(row["text"], False, _ORDINARY_WEIGHT, "single sentences")
    for row in folder.rows("checks/toxicity_dev.jsonl"):
        if "surge" in row["source"]:
            yield Example(row["text"], False, _ORDINARY_WEIGHT, "comments")


def see(reading: Reading) -> list[Sample]:
    """The whole text is one sample."""
    weighed = weigh(reading)
    return [Sample(weighed.tokens, weighed.marks, weighed.scale)]


RECIPE = Recipe(
    name="promotion",
    target="promotion/weights.tsv",
    shape=Shape(pairs=True, pieces=(4,)),
    examples=examples,
    see=see,
    limits={"nudge": -0.7},
    made="2026-11",
    sources=(
        "SMS Spam Collection v.1 (Almeida et al.) and YouTube Spam Collection v.1 (Alberto, Lochter, Almeida), CC BY 4.0: spam and ham.",
        "Questions and answers on health (MeQSum, CC BY 4.0; medical-question-answer-data and counsel-chat, MIT): ordinary talk.",
        "Advice-EMNLP2020 (venkatasg, MIT), single sentences, and surge-ai/toxicity (MIT), comments: ordinary and rude talk.",
    ),
    failings=(
        "The spam is of 2003 to 2006 (text messages, Britain and Singapore) and of 2013 to 2015 (comments under music videos).",
        "Adverts of health products and of practices are hardly in it: the phrases in adverts.txt are for them.",
        "Long comments that sell at their end, and spam that only says hello, are missed.",
        "A bare link to anywhere but a known source may count as an advert. English only.",
    ),
    cost=0.6,
    most=8_000,
)
