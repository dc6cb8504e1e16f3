"""The weights beside the phrases of adverts, from two collections of spam and from ordinary talk."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from math import sqrt
from pathlib import Path
from typing import Any

from app.guidelines.checks.linear import Shape
from app.guidelines.checks.listed import listed
from app.guidelines.checks.promotion.weighing import weigh
from app.guidelines.checks.reading import Reading
from app.guidelines.training.recipe import Example, Folder, Recipe, Sample

ORDINARY = Path(__file__).with_name("promotion_ordinary.txt")
_NUMBERS = (
    "07700 900 418",
    "07700 900418",
    "07700900418",
    "01632-960-014",
    "+44 7700 900418",
    "555-0142",
    "(212) 555-0142",
)
_MAILS = ("jo@example.com", "maren.reed58@example.org", "jo_reed@example.co.uk")

_MESSAGE, _COMMENT = "SMS", "YouTube"
_WEIGHTS = {(_MESSAGE, True): 3.0, (_MESSAGE, False): 8.0, (_COMMENT, True): 4.0, (_COMMENT, False): 1.0}
"""Spam under videos is harder to tell from its ham than spam in text messages is, and messages have much more ham than spam: by these
weights, chosen in five folds, one limit serves both."""
_ORDINARY_WEIGHT = 0.6
"""Ordinary talk is much more than the spam; its rows count less, so that the ham of the two collections is heard as well."""
_INVENTED_WEIGHT = 2.0
_EVERY = 3
"""Of answers and of single sentences only each third row is taken: they are many and alike."""


def examples(folder: Folder) -> Iterator[Example]:
    """Spam and ham; as texts without the label ordinary health posts, forum posts, questions of parents, rude comments, sentences made
    up for tests of private details, and invented lines."""
    for row in folder.rows("checks/spam_dev.jsonl"):
        is_spam, source = "spam" in row["labels"], _MESSAGE if "SMS" in row["source"] else _COMMENT
        yield Example(row["text"], is_spam, _WEIGHTS[source, is_spam], source)
    for row in folder.rows("checks/health_posts_dev.jsonl"):
        yield Example(row["text"], False, _ORDINARY_WEIGHT, "ordinary posts")
    for number, row in enumerate(folder.forum_posts("checks/health_posts_dev.jsonl")):
        if row["position"] == 1 or number % _EVERY == 0:
            yield Example(row["text"], False, _ORDINARY_WEIGHT, "forum posts")
    for number, row in enumerate(folder.rows("checks/general_advice_dev.jsonl")):
        if number % _EVERY == 0:
            yield Example(row["text"], False, _ORDINARY_WEIGHT, "single sentences")
    for row in folder.rows("checks/toxicity_dev.jsonl"):
        if "surge" in row["source"]:
            yield Example(row["text"], False, _ORDINARY_WEIGHT, "comments")
    made_up = [(row["text"], _pattern(row)) for row in folder.rows("checks/pii_dev.jsonl")]
    alike = Counter(pattern for _, pattern in made_up)
    for text, pattern in made_up:
        yield Example(text, False, _ORDINARY_WEIGHT / sqrt(alike[pattern]), "made-up sentences", pattern)
    for line in listed(ORDINARY):
        yield from _invented(line)


def _pattern(row: dict[str, Any]) -> str:
    """The row without its names and numbers: many rows are made from one sentence."""
    text = row["text"]
    for span in sorted(row["spans"], key=lambda each: each["start"], reverse=True):
        text = f"{text[: span['start']]}~{text[span['end'] :]}"
    return " ".join(text.casefold().split())


def _invented(line: str) -> Iterator[Example]:
    """The line with its number and its address in several spellings, which weigh as much as one text together."""
    numbers = _NUMBERS if "{number}" in line else ("",)
    mails = _MAILS if "{mail}" in line else ("",)
    weight = _INVENTED_WEIGHT / len(numbers) / len(mails)
    for number in numbers:
        for mail in mails:
            text = line.replace("{number}", number).replace("{mail}", mail)
            yield Example(text, False, weight, "invented lines", line)


def see(reading: Reading) -> list[Sample]:
    """The whole text is one sample."""
    weighed = weigh(reading)
    return [Sample(weighed.tokens, weighed.marks, weighed.scale)]


RECIPE = Recipe(
    name="promotion",
    target="promotion/weights.tsv",
    shape=Shape(pairs=True, pieces=(5,)),
    examples=examples,
    see=see,
    limits={"nudge": -0.7, "no_hook": 0.5},
    made="2026-11",
    sources=(
        "SMS Spam Collection v.1 (Almeida et al.) and YouTube Spam Collection v.1 (Alberto, Lochter, Almeida), CC BY 4.0: spam and ham.",
        "Questions and answers on health (MeQSum, CC BY 4.0; medical-question-answer-data and counsel-chat, MIT): ordinary talk.",
        "Advice-EMNLP2020 (venkatasg, MIT), single sentences, and surge-ai/toxicity (MIT), comments: ordinary and rude talk.",
        "presidio-research synth_dataset_v2 (Microsoft, MIT), made-up sentences with names, numbers and addresses: what is no advert.",
        "promotion_ordinary.txt: lines invented for Dayroom, with telephone numbers, mail addresses, dates, readings, links and thanks.",
    ),
    failings=(
        "The spam is of 2003 to 2006 (text messages, Britain and Singapore) and of 2013 to 2015 (comments under music videos).",
        "Adverts of health products and of practices are hardly in it: the phrases in adverts.txt are for them.",
        "The limit no_hook is for texts that want nothing of their readers, such as a greeting: they must weigh more to be asked about.",
        "Long comments that sell at their end, and spam that only says hello, are missed.",
        "A bare link to anywhere but a known source may count as an advert. English only.",
    ),
    cost=0.5,
    most=8_000,
)
