"""Attacks on a person, by table. All sentences are invented for these tests. Offensive words throughout."""

from __future__ import annotations

import pytest

from app.guidelines.assessment import assess
from app.guidelines.checks.attack.attacks import find
from app.guidelines.checks.attack.lexicon import GAP, lexicon
from app.guidelines.checks.attack.sentences import MOST_SENTENCES
from app.guidelines.checks.order import CHECKS
from app.guidelines.checks.reading import read
from app.guidelines.draft import Draft
from app.guidelines.effects import Effect
from app.guidelines.wording import kinds_of, words_for

MUST_FIND = [
    ("insult", "You are an idiot."),
    ("insult", "Only a complete moron would ask that"),
    ("insult", "You're pathetic and everybody here knows it"),
    ("insult", "What a scumbag that surgeon is"),
    ("insult", "shut up, you stupid cow"),
    ("insult", "Go to hell, all of you"),
    ("insult", "He is a lying, spineless bastard!"),
    ("insult", "Honestly, people like you are disgusting clowns"),
    ("insult", "STOP POSTING YOU ABSOLUTE MORON"),
    ("insult", "these mods are braindead morons"),
    ("insult", "You absolute eejit, go back to school"),
    ("insult", "You're a bludger and a dropkick"),
    ("insult", "You're only after benefits, you scrounger"),
    ("insult", "Such a gormless numpty you are"),
    ("insult", "You are nothing but a hypochondriac"),
    ("insult", "You are too stupid to understand the leaflet"),
    ("insult", "You make me sick."),
    ("insult", "You are a terrible mother"),
    ("insult", "The nurse is a stupid bitch"),
    ("slur", "Typical retards, all of them"),
    ("slur", "get that tranny off this ward"),
    ("group", "Addicts are scum and deserve to die"),
    ("group", "Immigrants are parasites who ruin our hospitals"),
    ("group", "I hate disabled people, they are a burden to society"),
    ("group", "Women are too stupid to be doctors"),
    ("group", "Fat people are disgusting and worthless."),
    ("group", "We should deport all Muslims from this country"),
    ("insult", "Are you stupid or what?"),
    ("insult", "You're a nasty piece of work"),
    ("insult", "You need your head examined, you sad little man"),
    ("threat", "I hope you die of it"),
    ("threat", "You deserve your cancer."),
    ("threat", "I'll break your legs"),
    ("threat", "Somebody should slap you"),
    ("threat", "I will kill you and I will hurt your kids!"),
    ("belittling", "Stop whining, others have it much worse."),
    ("belittling", "You are just looking for attention."),
    ("belittling", "Suck it up."),
]
EVASIONS = [
    ("leetspeak", "you are an 1d10t"),
    ("signs for letters", "what an a$$hole he is"),
    ("stars", "shut up you stupid b*tch"),
    ("spaced out", "you are an i d i o t"),
    ("full width", "you are an ｉｄｉｏｔ"),
    ("zero-width joiner", "you are an id\u200biot"),
    ("look-alikes", "you are an іdіоt"),
    ("run together", "Those women are justpathetic, subhuman trash"),
    ("a letter left out", "Immigrants are worthless parsites and vermn"),
    ("two letters changed about", "You are an ashsole and a mroon"),
]
MUST_NOT_FIND = [
    ("swearing at an illness", "This fucking disease has taken everything from me"),
    ("swearing at an illness", "Crohn's is a bitch and I hate it"),
    ("swearing at an illness", "MS is evil, stupid and cruel"),
    ("swearing alone", "Damn, that was a shit night"),
    ("of oneself", "I feel like such an idiot for missing my dose"),
    ("of oneself", "I am a right muppet with technology"),
    ("of oneself", "She treated me like an idiot, and I felt like a fool"),
    ("of one's body", "My stupid hip, my stupid knee"),
    ("a clinical trial", "This trial of patience ends in May, and the trial nurse is kind"),
    ("a parking bay", "People who park in disabled bays make me mad"),
    ("an idiom", "We called the telly an idiot box, and I need idiot-proof instructions"),
    ("of oneself", "I'm so stupid, I forgot the appointment again"),
    ("of oneself", "Sometimes I think I am worthless"),
    ("told by somebody", "My ex called me a stupid cow for years"),
    ("told by somebody", "he calls me pathetic and lazy when I am tired"),
    ("told by somebody", 'The nurse said "you are an idiot" and laughed'),
    ("counter-speech", 'It hurts to read posts such as "disabled people are scum"'),
    ("counter-speech", "It is not okay to call people retards"),
    ("comforting", "You are not stupid, and you are not a burden"),
    ("comforting", "If you think you are pathetic, please talk to somebody"),
    ("comforting", "You don't deserve your illness, and I hope you suffer less soon"),
    ("comforting", "You are too hard on yourself, you are only tired"),
    ("a friendly word", "You lucky devil, no side effects at all!"),
    ("a friendly word", "Poor sod, he is on the trolley again"),
    ("counter-speech", "Old people are not stupid, we only hear badly"),
    ("hating things", "I hate needles, I hate hospitals, I hate the smell of them"),
    ("being made sick", "These tablets make me sick and you know that"),
    ("of one's own dying", "I hope he dies in his sleep, he is in such pain"),
    ("anatomy", "I have a boil on my ass and a sore on my penis"),
    ("anatomy", "the doctor looked at my breast, vagina and rectum"),
    ("a group without contempt", "Are there any gay people in this group?"),
    ("a group without contempt", "Muslim patients may fast, so ask the ward about Ramadan"),
    ("a group without contempt", "Many women suffer from pain and nobody helps them"),
    ("a group without contempt", "Black people get this disease more often"),
    ("people who harm", "Smoking kills, and it will kill me too"),
    ("a treatment", "the radiation will kill the cancer and burn the skin"),
    ("a treatment", "deriphylline retard 300 mg twice a day"),
    ("an idiom", "I could kill for a coffee, and this queue is killing me"),
    ("an idiom", "I get lost in the hospital every time"),
    ("harsh about a thing", "What a stupid rule, and the food is disgusting"),
    ("harsh about a thing", "this leaflet is rubbish and the app is useless"),
    ("swearing at one's illness", "I am so tired of this stupid illness, it is a real bastard"),
    ("swearing at one's illness", "AF is a bastard and this fucking disease is a bitch"),
    ("swearing at one's illness", "Cancer is an arsehole!"),
    ("disagreement", "I think you are wrong about this, and I find it upsetting"),
    ("disagreement", "Please stop giving advice, it is not helping me"),
    ("growing up", "The twins will grow up well, whatever they say"),
    ("other words", "My therapist said honey and a batch of cooked plant money"),
    ("niggling", "a niggling pain and shiitake with mustard on Saturday in Scunthorpe"),
]
KNOWN_MISSES = [
    ("no harsh word in it", "Maybe you would heal if you had ever worked a day in your life"),
    ("irony", "Oh bravo, another genius who read one leaflet"),
    ("a wish without a harsh word", "I hope your hair never grows back"),
    ("contempt for a group by what it should do", "Smokers can pay for their own lungs"),
    ("beside a word that tells what was said", "I told you that you are an idiot"),
    ("another language", "eres una vaca gorda"),
]
KNOWN_MISTAKES = [
    ("somebody who did harm", "The man who raped me is a monster and a liar"),
    ("a word won back by those it was used against", "Proud to be a dyke and a tranny!"),
]


def _kinds(text: str) -> set[str]:
    return {finding.kind for finding in assess(Draft(text)).findings if finding.family == "attack"}


@pytest.mark.parametrize(("kind", "text"), MUST_FIND, ids=[row[1][:40] for row in MUST_FIND])
def test_an_attack_is_found_with_its_kind(kind: str, text: str) -> None:
    assert kind in _kinds(text)


@pytest.mark.parametrize(("trick", "text"), EVASIONS, ids=[row[0] for row in EVASIONS])
def test_a_disguise_is_seen_through(trick: str, text: str) -> None:
    assert _kinds(text)


@pytest.mark.parametrize(("reason", "text"), MUST_NOT_FIND, ids=[f"{row[0]}: {row[1][:30]}" for row in MUST_NOT_FIND])
def test_harsh_words_that_attack_nobody_are_left_alone(reason: str, text: str) -> None:
    assert _kinds(text) == set()


@pytest.mark.parametrize(("reason", "text"), KNOWN_MISSES, ids=[row[0] for row in KNOWN_MISSES])
def test_known_misses_stay_known(reason: str, text: str) -> None:
    """When one of these is found one day, move its row up."""
    assert _kinds(text) == set()


@pytest.mark.parametrize(("reason", "text"), KNOWN_MISTAKES, ids=[row[0] for row in KNOWN_MISTAKES])
def test_known_mistakes_stay_known(reason: str, text: str) -> None:
    """The author may say so with one press. When one of these is left alone one day, move its row up."""
    assert _kinds(text)


def test_only_the_sentence_with_the_attack_is_pointed_at() -> None:
    draft = Draft(
        "Thank you for your answer. My scan is on Monday.\nBut you are an idiot, and I mean it. See you all soon."
    )
    (finding,) = assess(draft).findings
    assert finding.words(draft) == "you are an idiot"
    assert (finding.effect, finding.clause, finding.fix) == (Effect.NUDGE, 1, None)


def test_an_attack_in_a_long_kind_post_is_found() -> None:
    kind = "Thank you, that helps me a lot with the pain and the doctors. " * 40
    assert _kinds(kind + "Only that last answer came from a complete moron. " + kind) == {"insult"}


def test_the_words_are_kind_and_accuse_nobody() -> None:
    assert set(kinds_of("attack")) == {row[0] for row in MUST_FIND}
    for kind in kinds_of("attack"):
        words = words_for("attack", kind)
        assert "may" in f"{words.title} {words.why}" or "can be read" in words.why
        assert words.fix == ""


def test_english_only() -> None:
    (check,) = [check for check in CHECKS if check.family == "attack"]
    assert check.languages == ("en",)


@pytest.mark.parametrize(
    ("typed", "classes"),
    [
        ("you", ("you",)),
        ("idiots", ("INSULT",)),
        ("sh1thead", ("INSULT",)),
        ("f**k", ("CURSE",)),
        ("ihate", ("i", "HATE")),
        ("immigrnts", ("GROUP",)),
        ("diagnosing", ("ILL",)),
        ("therapist", ("ILL",)),
        ("honey", (GAP,)),
        ("saturday", (GAP,)),
        ("x" * 40, (GAP,)),
        ("5mg", (GAP,)),
    ],
)
def test_a_word_is_read_as_its_class(typed: str, classes: tuple[str, ...]) -> None:
    assert lexicon().read(typed) == classes
    assert lexicon().read(typed) == classes, "what is remembered changes nothing"


def test_no_class_reaches_into_another() -> None:
    """Small words stand for themselves, the others for their class in capitals."""
    assert all(name == word or name.isupper() for word, name in lexicon().classes.items())
    assert not lexicon().others & lexicon().classes.keys()


def test_the_work_on_a_monster_is_bounded() -> None:
    for piece in ("you are an idiot. ", '"you" said ', "idiot " * 50 + ". "):
        sightings = list(find(read(Draft((piece * 32_768)[:32_768], language="en"), "text")))
        assert len(sightings) <= MOST_SENTENCES
