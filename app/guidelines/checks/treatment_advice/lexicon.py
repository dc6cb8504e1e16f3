"""Which words name a drug, and what the other words are to the grammar: one sign a word."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from app.guidelines.checks import telling
from app.guidelines.checks.later import later
from app.guidelines.checks.reading import Reading
from app.guidelines.checks.remembered import Remembered

_FOLDER = Path(__file__).parent / "lexicon"
PATTERNS = _FOLDER / "patterns.txt"
_SHORTEST = 7
_LONGEST = 30
_LONG_ENOUGH = 9
_ANTI = "anti"
_NOT_AFTER_ANTI = frozenset("body bodies nuclear ccp tpo tg social vax vaxx vaxxer vaxxers and or is".split())
_GLUED = later(r"[a-z]{4,20}[0-9]{1,4}mg")
_AMOUNT = later(r"[0-9.,]+(?:mg|mcg|ml|mgs|iu|g)")
_B_VITAMIN = later(r"b[0-9]{1,2}")

LASTING, PASSING = "L", "P"
DRUG, FORM, MED, AMOUNT, STOP_MARK, QUESTION, OTHER, FIRST, OPINION = "D", "F", "G", "A", ";", "!", "o", "w", "p"
MARKS = {
    ".": STOP_MARK,
    "!": STOP_MARK,
    ";": STOP_MARK,
    ":": ",",
    "\n": STOP_MARK,
    "?": QUESTION,
    ",": ",",
    "(": ",",
}
_FIXED = {
    "DRUG": DRUG,
    "FORM": FORM,
    "MED": MED,
    "AMOUNT": AMOUNT,
    "STOP_MARK": STOP_MARK,
    "QUESTION": QUESTION,
    "OTHER": OTHER,
    "OPINION": OPINION,
    "LASTING": LASTING,
    "PASSING": PASSING,
    "COMMA": ",",
}
_SIGN_OF_HEADING = {"forms": FORM, "medicine": MED, "lasting": LASTING, "passing": PASSING, "none": OTHER}


def lines_of(name: str) -> list[str]:
    """The lines of a file of the lexicon, without notes and empty ones."""
    lines = (line.partition("#")[0].strip() for line in (_FOLDER / name).read_text("utf-8").splitlines())
    return [line for line in lines if line]


def _lists() -> dict[str, list[str]]:
    rows = (line.partition("=") for line in lines_of("words.txt"))
    return {name.strip(): words.split() for name, _, words in rows}


_LISTS = _lists()
SIGNS: dict[str, str] = {**_FIXED, **{name: chr(0xA1 + at) for at, name in enumerate(_LISTS)}}
"""The sign of each name that patterns may use. The first 256 signs of Unicode are the quickest to look at."""


def _endings() -> tuple[tuple[str, ...], tuple[str, ...], frozenset[str]]:
    rows = [line.partition(":") for line in lines_of("endings.txt")]
    no_drugs = frozenset(word.strip() for _, _, words in rows for word in words.split(",") if word.strip())
    names = [name.strip() for name, _, _ in rows]
    endings = tuple(name for name in names if not name.endswith("-"))
    return endings, tuple(name[:-1] for name in names if name.endswith("-")), no_drugs


_ENDINGS, _BEGINNINGS, _NO_DRUGS = _endings()


def _names() -> tuple[dict[str, str], dict[tuple[str, ...], str]]:
    """Signs of single words, and of longer names by their words."""
    single: dict[str, str] = {}
    longer: dict[tuple[str, ...], str] = {}
    sign = DRUG
    for line in (*lines_of("drugs.txt"), *lines_of("conditions.txt")):
        if line.startswith("["):
            sign = _SIGN_OF_HEADING.get(line.strip("[]"), DRUG)
            continue
        for name in filter(None, (part.strip() for part in line.split(","))):
            words = tuple(name.split())
            if len(words) > 1:
                longer.setdefault(words, sign)
            else:
                single.setdefault(name, sign)
    return single, longer


_SINGLE, _LONGER = _names()
_SECOND_WORDS: dict[str, set[str]] = {}
"""Of longer names, by the first."""
for _first, _second, *_ in _LONGER:
    _SECOND_WORDS.setdefault(_first, set()).add(_second)
_LENGTHS = sorted({len(words) for words in _LONGER}, reverse=True)


def _one_less(word: str) -> list[str]:
    """The word, and the word without one of its letters, the first letter always kept."""
    return [word, *(word[:at] + word[at + 1 :] for at in range(1, len(word)))]


@cache
def _nearly() -> frozenset[str]:
    """Long names written wrongly in one place: a letter left out, put in, changed, or two that changed places."""
    long = (name for name, sign in _SINGLE.items() if sign == DRUG and len(name) >= _LONG_ENOUGH)
    return frozenset(near for name in long for near in _one_less(name))


def _sign_of(word: str) -> str:
    known = _KNOWN.get(word)
    return _sign_of_another(word) if known is None else known


def _sign_of_another(word: str) -> str:
    if word in _SECOND_WORDS and word not in _SINGLE:
        return FIRST
    if word[0].isdigit():
        return AMOUNT if _AMOUNT.fullmatch(word) else OTHER
    if _B_VITAMIN.fullmatch(word) or _GLUED.fullmatch(word):
        return DRUG
    if _SHORTEST <= len(word) <= _LONGEST and word.removesuffix("s").endswith(_ENDINGS) and word not in _NO_DRUGS:
        return DRUG
    if len(word) > _SHORTEST and word.startswith(_BEGINNINGS) and not word.startswith(tuple(_NO_DRUGS)):
        return DRUG
    if _LONG_ENOUGH <= len(word) + 1 <= _LONGEST and not _nearly().isdisjoint(_one_less(word)):
        return DRUG
    return OTHER


_WORDS = {word: SIGNS[name] for name, words in _LISTS.items() for word in words}
_KNOWN = {**_SINGLE, **_WORDS, **MARKS}
_SIGN = Remembered(_sign_of)
_MG = SIGNS["MG"]
_FIRST_OR_MG = later(f"[{FIRST}{_MG}]")


_DRUGS = frozenset((DRUG, FORM, MED, AMOUNT, _MG))
_TELLING = frozenset(
    SIGNS[name]
    for name in (
        "YOU YOULL YOUHAVE YOUARE THEY MODAL WILL RECOMMEND BETTER TAKE START KEEP GO GET GIVE CONSIDER DRESS SHIFT STOP COME AVOID BOTHER "
        "RAISE BE CHOICE CURE NEED HELP TAKING TRYING STOPPING RAISING"
    ).split()
)
_ILLNESS = frozenset((LASTING, PASSING))
_READER = frozenset(SIGNS[name] for name in ("YOU", "YOUHAVE", "YOUARE", "CURE"))


def _bit_of(signs: frozenset[str]) -> int:
    return telling.words(lambda word: _SIGN[word] in signs)


_A_DRUG, _TELLS, _AN_ILLNESS, _A_READER = map(_bit_of, (_DRUGS, _TELLING, _ILLNESS, _READER))
_BEGINS_A_NAME = _bit_of(frozenset((FIRST,)))
TELLING = _A_DRUG | _AN_ILLNESS | _BEGINS_A_NAME


def could_tell(told: int) -> bool:
    """A first look at the bits of a text: False where `may_tell` is."""
    return bool(told & _BEGINS_A_NAME) or _tells(told)


def may_tell(reading: Reading) -> bool:
    """A quick look: whether the words name a drug and tell something, or name an illness and a reader (or a cure)."""
    told = reading.told
    if told & _A_DRUG and told & _TELLS:
        return True
    if told & _BEGINS_A_NAME and _may_be_longer(reading.vocabulary):
        longer = frozenset(signs_of(reading.words))
        for bit, signs in ((_A_DRUG, _DRUGS), (_TELLS, _TELLING), (_AN_ILLNESS, _ILLNESS), (_A_READER, _READER)):
            told |= 0 if signs.isdisjoint(longer) else bit
    return _tells(told)


def _may_be_longer(vocabulary: frozenset[str]) -> bool:
    """Whether the first two words of a longer name are there, in whatever order."""
    if _ANTI in vocabulary:
        return True
    return any(not _SECOND_WORDS[word].isdisjoint(vocabulary) for word in _SECOND_WORDS.keys() & vocabulary)


def _tells(told: int) -> bool:
    return bool(told & _TELLS if told & _A_DRUG else told & _AN_ILLNESS and told & _A_READER)


_OF_NAMES = frozenset((FIRST, OTHER, DRUG, *_LONGER.values()))
_WHOLE_NUMBER = later(r"[0-9]+[a-z]{0,4}")
_ANY = frozenset((*SIGNS.values(), FIRST))


def may_be_read_as(word: str) -> frozenset[str]:
    """All signs that a word may be read as: beside other words, or cut in two because it begins with digits."""
    if word[0].isdigit() and not _WHOLE_NUMBER.fullmatch(word):
        return _ANY
    sign = _SIGN[word]
    if sign == FIRST:
        return _OF_NAMES
    return frozenset((sign, AMOUNT)) if sign == _MG else frozenset((sign,))


def signs_of(tokens: Sequence[str]) -> str:
    """One sign a token, the words of longer names taken together."""
    signs = "".join(map(_SIGN.__getitem__, tokens))
    if FIRST in signs or _MG in signs:
        signs = _longer(tokens, signs)
    return signs


def _longer(tokens: Sequence[str], signs: str) -> str:
    read, end = list(signs), 0
    for found in _FIRST_OR_MG.finditer(signs):
        at = found.start()
        if at < end:
            continue
        length, name = 1, OTHER
        if signs[at] == FIRST:
            length, name = _name_at(tokens, at)
        elif at and tokens[at - 1][0].isdigit():
            name = AMOUNT
        read[at : at + length] = name * length
        end = at + length
    return "".join(read)


def _name_at(tokens: Sequence[str], at: int) -> tuple[int, str]:
    """How many words the longest name has that begins here, and its sign; one and OTHER where none does."""
    for length in _LENGTHS:
        sign = _LONGER.get(tuple(tokens[at : at + length]))
        if sign is not None:
            return min(length, len(tokens) - at), sign
    follower = tokens[at + 1] if at + 1 < len(tokens) else ""
    if tokens[at] == _ANTI and follower.isalpha() and follower not in _NOT_AFTER_ANTI:
        return 2, DRUG
    return 1, OTHER
