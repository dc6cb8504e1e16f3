"""The weights beside the crisis phrases: heavy words that tell only together."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from app.guidelines.checks.crisis import signals
from app.guidelines.checks.crisis.weighing import SHORT, stretches
from app.guidelines.checks.linear import Shape
from app.guidelines.checks.listed import listed
from app.guidelines.checks.reading import Reading, read
from app.guidelines.draft import Draft
from app.guidelines.evaluation import fingerprint, is_held_out
from app.guidelines.training.recipe import Example, Folder, Recipe, Sample

LABELS = Path(__file__).with_name("crisis_labels.txt")
ORDINARY = Path(__file__).with_name("crisis_ordinary.txt")
UNCLEAR = "?"

# The anonymiser of one source put medical terms in the place of everyday words. They are put back, so that the weights are about
# how people write.
_EVERYDAY = {
    "hyperactive behavior": "like",
    "irritable mood": "mean",
    "anxiety mental depression": "anxiety",
    "mental depression": "depression",
    "depressed mood": "bad",
    "feeling despair": "despair",
    "sad mood": "sad",
    "drug abuse": "high",
    "chest pain": "hurt",
    "attention deficit disorder": "add",
    "ventricular dysfunction, left": "left",
    "phobia, social": "social",
    "social fear": "scared",
    "respiratory distress syndrome, adult": "adult",
    "hypersomnia": "sleep",
    "injury of muscle": "permanent",
    "delusional disorder": "paranoid",
    "schizophrenia, childhood": "childhood",
    "excessive upper gastrointestinal gas": "gas",
    "emotional upset": "emotional",
    "withdrawal symptoms": "withdrawal",
    "common cold": "cold",
    "feeling unhappy": "misery",
}
_TERM = re.compile("|".join(map(re.escape, _EVERYDAY)), re.IGNORECASE)


def examples(folder: Folder) -> Iterator[Example]:
    """Single posts with a label, each once; ordinary health posts without one. Long posts with the label teach too little of where."""
    seen: set[str] = set()
    for text, is_crisis, source in _labelled(folder):
        key = _key(text)
        if key in seen or (is_crisis and len(text.split()) > SHORT):
            continue
        seen.add(key)
        yield Example(_TERM.sub(lambda found: _EVERYDAY[found.group().lower()], text), is_crisis, source=source)


def _labelled(folder: Folder) -> Iterator[tuple[str, bool, str]]:
    for row in folder.rows("checks/crisis_posts_dev.jsonl"):
        yield row["text"], "crisis" in row["labels"], "labelled posts"
    labels = _own_labels()
    for row in folder.rows("checks/crisis_users_dev.jsonl"):
        for post in row["text"].split("\n\n"):
            # A row is held out as a whole; a single post of it may stand in another file, and be held out there.
            if labels.get(_key(post), UNCLEAR) != UNCLEAR and not is_held_out(post):
                yield post, labels[_key(post)] == "1", "posts of users"
    for row in folder.rows("checks/health_posts_dev.jsonl"):
        yield row["text"], False, "ordinary posts"
    yield from _questions(folder, labels)
    for sentence in listed(ORDINARY):
        yield sentence, False, "invented sentences"


def _questions(folder: Folder, labels: dict[str, str]) -> Iterator[tuple[str, bool, str]]:
    """Opening posts of the forum: those to counsellors have a label; of the others those in which the phrases find nothing have none."""
    for row in folder.forum_posts("checks/crisis_posts_dev.jsonl", "checks/health_posts_dev.jsonl"):
        label = labels.get(_key(row["text"]))
        if label in ("0", "1"):
            yield row["text"], label == "1", "counselling questions"
        elif row["position"] == 1 and label is None and not _is_signal(row["text"]):
            yield row["text"], False, "medical questions"


def _is_signal(text: str) -> bool:
    return any(each.level in ("medium", "high") for each in signals.find(read(Draft(text), "text")))


def _own_labels() -> dict[str, str]:
    return {key: label for key, label in map(str.split, listed(LABELS))}


def _key(text: str) -> str:
    return fingerprint(text)[:12]


def see(reading: Reading) -> Iterator[Sample]:
    """The stretches that the check weighs."""
    return (Sample(stretch.words, stretch.marks) for stretch in (each.read() for each in stretches(reading)))


RECIPE = Recipe(
    name="crisis: heavy words",
    target="crisis/weights.tsv",
    shape=Shape(pairs=False),
    examples=examples,
    see=see,
    limits={"medium": -0.1},
    made="2026-11",
    sources=(
        "crisis_posts_dev.jsonl: single posts labelled by one reader; CC BY 4.0 and MIT, as the data's README says.",
        "crisis_users_dev.jsonl, the Reddit C-SSRS Suicide Dataset (Gaur et al. 2019), CC BY 4.0: single posts, labelled anew.",
        "crisis_labels.txt: those labels, by one reader, by hash. The labels of whole users were tried and made it worse.",
        "forum/posts.jsonl: questions from counsel-chat (MIT), labelled by the same reader.",
        "forum/posts.jsonl: medical questions (MIT and CC BY 4.0) in which the phrases find nothing, as ordinary ones.",
        "health_posts_dev.jsonl: ordinary posts, none of them a crisis.",
        "crisis_ordinary.txt: sentences invented for Dayroom about illness, the end of life, mourning and comfort.",
    ),
    failings=(
        "It knows the manner of an English-speaking forum of mostly young people; images of one's own and silence it does not know.",
        "Despair without danger is often taken for it: of questions to counsellors about one in eleven.",
        "Few of its labelled texts are about somebody else.",
    ),
    cost=0.06,
)
