"""At whom a harsh word is aimed: marks that a model weighs beside the words themselves, and what is plain without a model."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from app.guidelines.checks.attack.lexicon import GAP, HINTS
from app.guidelines.checks.attack.sentences import Sentence

REACH = 6
"""Words before a harsh word in which the person is looked for."""

_PERSON = {
    **dict.fromkeys(("you", "your", "yours", "yourself"), "you"),
    **dict.fromkeys(("i", "me", "my", "mine", "myself", "we", "us", "our"), "me"),
    **dict.fromkeys(("he", "she", "they", "him", "her", "them", "his", "their", "this", "that", "these", "those", "who"), "they"),
    **dict.fromkeys(("PEOPLE", "anyone", "someone", "everyone", "everybody", "somebody"), "they"),
    "GROUP": "group",
}  # fmt: skip
_PERSONS = (
    frozenset(_PERSON) - {"this", "that", "these", "those"} - {word for word, who in _PERSON.items() if who == "me"}
)
_DENIED = frozenset(("not", "never", "no", "nobody", "none", "nothing", "without"))
_DENIAL_REACH = 3
_SUPPOSED = frozenset(("if", "not", "never", "think", "believe", "REPORT", "whether", "because"))
_SUPPOSED_REACH = 5
_BEFORE_COMMANDS = frozenset("you and so but please INSULT NAME CURSE PEOPLE".split())
_HATED_THINGS = (("it",), ("this",), ("that",))
_THINGS = frozenset((GAP, "it", "this", "that", "my", "how", "when", "being", "ILL"))
_SAID_OF_SOMEBODY = frozenset(("INSULT", "NAME", "CONTEMPT", "HARSH", "FIGURE"))
_SAID_TO_HURT = ("CONTEMPT", "NAME", "INSULT")
_LIKENED = (("me", "like"), ("us", "like"), ("REPORT", "like"))
_OF_MYSELF = (("i", "am"), ("i", "was"))
_SELF_REACH = 4
_IS = frozenset(("is", "was", "be"))
_BEFORE_ILLNESS = ("CONTEMPT", "HARSH", "CURSE")
_FILLERS = frozenset((GAP, "HARSH", "CURSE"))
_CARERS = frozenset(
    "baby clinician consultant counsellor counselor doc doctor doctors dr gp nurse patient patients therapist".split()
)
"""People whom the lexicon reads as words of illness."""
_SHORT_NAMES = frozenset("af afib cfs eds hs pots pcos".split())
"""Illnesses by their letters, where the lexicon has no class for them."""
_BY_DEGREES = frozenset(("only", "just", "too", "nothing_but"))
_OF_KIN = frozenset("PEOPLE mother father mom dad husband wife son daughter".split())
_SPOKEN_TO = frozenset(("you", "your", "yourself", "PEOPLE"))
_SPOKEN_OF = frozenset(("REPORT", "if", "not", "i", "me", "my"))


def marks_of(sentence: Sentence) -> frozenset[str]:
    """`!you:INSULT` (the nearest person before it), `!not:INSULT`, `!you|are|INSULT` (three in a row), and how it is said."""
    tokens = sentence.tokens
    marks: set[str] = set()
    harsh = list(_harsh(tokens))
    for _, name, person, is_denied in harsh:
        marks.add(f"!{person}:{name}")
        if is_denied:
            marks.add(f"!not:{name}")
    classes = set(filter(str.isupper, tokens))
    for three in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if not classes.isdisjoint(three):
            marks.add("!" + "|".join(three))
    if "GROUP" in classes:
        marks |= {f"!group+{name}" for name in classes}
    if sentence.after_group:
        marks |= {f"!group<{name}" for name in classes}
    count = sum(name != "CURSE" for _, name, _, _ in harsh)
    marks |= {mark for least, mark in ((2, "!two"), (3, "!three")) if count >= least}
    if sentence.is_loud:
        marks.add("!loud")
    if sentence.is_question:
        marks.add("!question")
    return frozenset(marks)


def is_plain(sentence: Sentence) -> bool:
    """Whether a sentence needs no weighing: a name that nobody is called kindly, said of somebody else; `you are …`; `get lost`.

    Never where somebody tells what was said.
    """
    tokens = sentence.tokens
    if "REPORT" in tokens:
        return False
    for at, name, person, is_denied in _harsh(tokens):
        if name == "REBUFF" and _is_command(tokens, at):
            return True
        if name in ("INSULT", "SLUR") and person != "me" and not is_denied and not (name == "SLUR" and "ILL" in tokens):
            return True
        if at >= 2 and name in _SAID_TO_HURT and tuple(tokens[at - 2 : at]) == ("are", "you"):
            return True
        if name == "DOOM" and not is_denied:
            return True
        if not sentence.is_question and _belittles(tokens, at) and _is_said_to_you(tokens, at):
            return True
    return False


def is_aimless(sentence: Sentence) -> bool:
    """Whether nobody can be meant: all of it is denied, or it is swearing without a word for a person."""
    tokens = sentence.tokens
    harsh = [(name, is_denied) for _, name, _, is_denied in _harsh(tokens)]
    is_all_denied = all(is_denied for _, is_denied in harsh)
    if "GROUP" in tokens:
        return is_all_denied and "LESS" not in tokens and all(name in _SAID_OF_SOMEBODY for name, _ in harsh)
    if is_all_denied:
        return True
    return all(name in ("CURSE", "HARSH", "FIGURE") for name, _ in harsh) and _PERSONS.isdisjoint(tokens)


def is_about_things(sentence: Sentence, text: str) -> bool:
    """Whether all that is harsh is said of things, of an illness or of oneself; `text` is what the sentence's places count in.

    Not asked in training, which learns much from these.
    """
    tokens = sentence.tokens
    if "GROUP" in tokens or not _SPOKEN_TO.isdisjoint(tokens):
        return False
    return all(
        _is_of_a_thing(tokens, at)
        if name == "HATE"
        else (name in _SAID_OF_SOMEBODY and _is_of_oneself(tokens, at)) or _is_of_an_illness(sentence, at, text)
        for at, name, _, _ in _harsh(tokens)
    )


def is_belittling(sentence: Sentence) -> bool:
    """Whether a sentence tells the reader that their trouble is small."""
    tokens = sentence.tokens
    if sentence.is_question or not _SPOKEN_OF.isdisjoint(tokens):
        return False
    return any(
        name == "BELITTLE" and (_is_command(tokens, at) or _is_said_to_you(tokens, at))
        for at, name, _, _ in _harsh(tokens)
    )


def _is_command(tokens: Sequence[str], at: int) -> bool:
    """Whether what stands here begins a sentence, or goes on after somebody is spoken to."""
    return at == 0 or tokens[at - 1] in _BEFORE_COMMANDS


def _is_of_a_thing(tokens: Sequence[str], at: int) -> bool:
    """`i hate needles`, where what is hated is no word for a person."""
    return tokens[at + 1 : at + 2] != () and tokens[at + 1] in _THINGS


def _is_of_oneself(tokens: Sequence[str], at: int) -> bool:
    """`i am … INSULT`, `me like INSULT`; `my stupid knee`, where what is mine is no person that the lexicon knows."""
    if tuple(tokens[max(0, at - 2) : at]) in _LIKENED:
        return True
    if at and tokens[at - 1] == "my" and tokens[at] in ("CONTEMPT", "HARSH"):
        return tokens[at + 1 : at + 2] != () and tokens[at + 1] in _THINGS
    near = tokens[max(0, at - _SELF_REACH) : at]
    return any(pair in _OF_MYSELF for pair in zip(near, near[1:], strict=False))


def _is_of_an_illness(sentence: Sentence, at: int, text: str) -> bool:
    """`this disease is a … INSULT`, `it is a INSULT`, `stupid illness`; never `my doctor is a INSULT`."""
    tokens = sentence.tokens
    if tokens[at] in _BEFORE_ILLNESS and at + 1 < len(tokens) and _is_illness(sentence, at + 1, text):
        return True
    if tokens[at] not in _SAID_OF_SOMEBODY:
        return False
    place = at - 1
    while place > at - 3 and place >= 0 and tokens[place] in _FILLERS:
        place -= 1
    if place < 1 or tokens[place] not in _IS:
        return False
    return tokens[place - 1] == "it" or _is_illness(sentence, place - 1, text)


def _is_illness(sentence: Sentence, at: int, text: str) -> bool:
    start, end = sentence.places[at]
    word = text[start:end].removesuffix("'s")
    return word in _SHORT_NAMES or (sentence.tokens[at] == "ILL" and word not in _CARERS)


def _belittles(tokens: Sequence[str], at: int) -> bool:
    """A name or contempt; a harsh word where it is said of what somebody is: `a terrible mother`."""
    return tokens[at] in ("CONTEMPT", "NAME") or (
        tokens[at] == "HARSH" and not _OF_KIN.isdisjoint(tokens[at + 1 : at + 2])
    )


def _is_said_to_you(tokens: Sequence[str], at: int) -> bool:
    """`you are pathetic`, but not `if you think you are pathetic`."""
    start = at - 3 if tokens[at - 1] in _BY_DEGREES else at - 2
    before = tokens[max(0, start - _SUPPOSED_REACH) : max(0, start)]
    return start >= 0 and tuple(tokens[start : start + 2]) == ("you", "are") and _SUPPOSED.isdisjoint(before)


def _harsh(tokens: Sequence[str]) -> Iterator[tuple[int, str, str, bool]]:
    """Each hint: its place, its class, the nearest person before it (`nobody` for none), and whether it is denied."""
    for at, name in enumerate(tokens):
        if name in HINTS and not (name == "HATE" and tokens[at + 1 : at + 2] in _HATED_THINGS):
            near = tokens[max(0, at - REACH) : at]
            person = next((_PERSON[each] for each in reversed(near) if each in _PERSON), "nobody")
            yield at, name, person, not _DENIED.isdisjoint(near[-_DENIAL_REACH:])
