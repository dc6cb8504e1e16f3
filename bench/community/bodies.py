"""What people write: the sentences of the demo community in new orders, rendered and checked as every post is."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from random import Random

from app.accounts.actor import SYSTEM
from app.core.text import slugify
from app.discussions.inputs import PUBLISHED
from app.discussions.preparing import LONGEST_TITLE, Words, entry, prepare
from config import ROOT

USUAL = 400
"""Characters of the posts in the short discussion."""


@dataclass(frozen=True)
class Body:
    """A text as posts and revisions keep it. `mentions` are handles."""

    text: str
    html: str
    excerpt: str
    findings: str
    mentions: tuple[str, ...]


def bodies(random: Random, number: int, handles: list[str]) -> list[Body]:
    """So many texts that come out at once, half of them below 230 characters; one in fifty mentions one of `handles`."""
    sentences, made = _sentences(), list[Body]()
    while len(made) < number:
        text = _text(random, sentences, min(3_000, int(random.lognormvariate(5.4, 0.8)) + 20))
        if len(made) % 50 == 7:
            text = f"@{random.choice(handles)} {text}"
        made += _fit(text)
    return made


def usual_bodies(random: Random, number: int) -> list[Body]:
    """So many texts of about 400 characters."""
    sentences, made = _sentences(), list[Body]()
    while len(made) < number:
        text = _text(random, sentences, USUAL)
        if abs(len(text) - USUAL) <= USUAL // 10:
            made += _fit(text)
    return made


def titles(random: Random, number: int) -> list[tuple[str, str]]:
    """Titles with their slugs."""
    known = [json.loads(line)["title"] for line in _lines("discussions")]
    starts = ("", "", "Again: ", "Two weeks on: ", "A year later: ", "Asking for my mother: ", "New here. ")
    made = [(random.choice(starts) + random.choice(known))[:LONGEST_TITLE] for _ in range(number)]
    return [(title, slugify(title) or "discussion") for title in made]


def _fit(text: str) -> list[Body]:
    words = prepare(SYSTEM, "reply", text)
    return [as_body(words)] if entry(words.assessment, anyway=False, is_trusted=False) == PUBLISHED else []


def as_body(words: Words) -> Body:
    """What is kept of words that are rendered and checked."""
    return Body(words.body, words.rendered.html, words.excerpt, json.dumps(words.findings), words.rendered.mentions)


def _text(random: Random, sentences: list[str], size: int) -> str:
    text = random.choice(sentences)
    while len(text) < size:
        text += random.choice((" ", " ", " ", "\n\n")) + _marked(random, random.choice(sentences))
    return text


def _marked(random: Random, sentence: str) -> str:
    """Now and then people use the marks of the composer."""
    draw = random.random()
    if draw < 0.03:
        return f"**{sentence}**"
    if draw < 0.05:
        return "\n\n" + "\n".join(f"- {part.strip()}" for part in sentence.split(",")) + "\n\n"
    if draw < 0.06:
        return f"> {sentence}\n\n"
    return sentence


def _sentences() -> list[str]:
    found: dict[str, None] = {}
    for line in _lines("posts"):
        for sentence in re.split(r"(?<=[.!?])\s+", json.loads(line)["body"]):
            if 10 <= len(sentence) <= 300 and not re.search(r"[@>*_`\[\]#|]|://", sentence):
                found[sentence] = None
    return list(found)


def _lines(name: str) -> list[str]:
    return (ROOT / "demo" / "community" / f"{name}.jsonl").read_text("utf-8").splitlines()
