"""Measure one checker of words in a process of its own: `python bench/one_checker.py NAME POSTS.jsonl ROUNDS`; prints JSON.

It is started by bench/checks.py, for each checker with the Python that has it, and uses the standard library alone besides.
"""

from __future__ import annotations

import importlib
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

Looks = Callable[[str], Any]
ROOT = Path(__file__).resolve().parent.parent
MONSTER_BYTES = 32 * 1024
ENOUGH_MS = 20_000
"""A checker that took so long for one text is not asked about the next."""
PIECES = (
    "a", "1 ", "ab12cd34 ", "07700 900 41 ", "jo at gmail dot ", "you should take ", "http://a.example/?b=c ", "buy now $ ",
    "kill my", "you are such an ", "12 Oak ", "a.b@", "n i n e ", "\u200b1", "é", "((((", "GB82WEST", "Dr Jane ", "don't ", "\n\n. ",
)  # fmt: skip
"""Each is repeated to 32 KB: beginnings of what checks look for, which is where work piles up."""


def dayroom() -> Looks:
    """All families, as a post meets them."""
    sys.path.insert(0, str(ROOT))
    assessment = importlib.import_module("app.guidelines.assessment")
    draft = importlib.import_module("app.guidelines.draft")
    return lambda text: assessment.assess(draft.Draft(text)).findings


def better_profanity() -> Looks:
    profanity = importlib.import_module("better_profanity").profanity
    profanity.load_censor_words()
    return lambda text: profanity.contains_profanity(text)


def alt_profanity_check() -> Looks:
    check = importlib.import_module("profanity_check")
    return lambda text: check.predict([text])


def presidio() -> Looks:
    """With the small English model of spaCy where it is installed; else with its plain tokenizer, so without names and places."""
    spacy = importlib.import_module("spacy")
    analyzer = importlib.import_module("presidio_analyzer")
    spacy_engine = importlib.import_module("presidio_analyzer.nlp_engine").SpacyNlpEngine
    model = spacy.load("en_core_web_sm") if spacy.util.is_package("en_core_web_sm") else spacy.blank("en")
    engine = spacy_engine(models=[{"lang_code": "en", "model_name": model.meta.get("name") or "blank"}])
    engine.nlp = {"en": model}
    analyze = analyzer.AnalyzerEngine(nlp_engine=engine, supported_languages=["en"]).analyze
    return lambda text: analyze(text=text, language="en")


CHECKERS = {
    "dayroom": dayroom,
    "better-profanity": better_profanity,
    "alt-profanity-check": alt_profanity_check,
    "presidio": presidio,
}


def resident_mb() -> float:
    """What this process holds in memory now, in MB."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024


def milliseconds(look: Looks, text: str, rounds: int) -> float:
    """Of the processor, in all threads; the least of `rounds`: what else the machine did meanwhile is left out."""
    taken = []
    for _ in range(rounds):
        began = time.process_time_ns()
        look(text)
        taken.append(time.process_time_ns() - began)
    return min(taken) / 1e6


def at(share: float, ordered: list[float]) -> float:
    """The value below which `share` of them lie."""
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def measure(name: str, posts: list[str], rounds: int) -> dict[str, float | str]:
    """Times of the processor in ms, memory in MB. `start` is from nothing to the first answer, weights and word lists loaded."""
    before, began = resident_mb(), time.process_time()
    look = CHECKERS[name]()
    look("I have had this for years and it is no better.")
    look("You should stop taking it, you idiot. I want to die.")
    start, memory = (time.process_time() - began) * 1000, resident_mb() - before
    times = sorted(milliseconds(look, post, rounds) for post in posts)
    worst = (0.0, "")
    for piece in PIECES:
        worst = max(worst, (milliseconds(look, (piece * MONSTER_BYTES)[:MONSTER_BYTES], 1), piece))
        if worst[0] > ENOUGH_MS:
            break
    return {
        "median": at(0.5, times), "p95": at(0.95, times), "p99": at(0.99, times), "worst": times[-1], "monster": worst[0],
        "monster of": worst[1], "start": start, "memory": memory, "posts": len(posts),
    }  # fmt: skip


if __name__ == "__main__":
    _, checker, place, many = sys.argv
    rows = [json.loads(line)["text"] for line in Path(place).read_text("utf-8").splitlines() if line.strip()]
    print(json.dumps(measure(checker, rows, int(many))))
