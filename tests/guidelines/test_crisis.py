"""Crisis signals, by table. All sentences are invented for these tests."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.guidelines.assessment import assess
from app.guidelines.checks.crisis import CHECKS, weighing
from app.guidelines.checks.linear import load
from app.guidelines.checks.reading import read
from app.guidelines.draft import Draft
from app.guidelines.effects import Effect
from app.guidelines.evaluation import is_held_out
from app.guidelines.training.recipe import Folder
from app.guidelines.training.recipes.crisis import examples

HIGH = [
    "I am going to kill myself tonight",
    "I'm gonna end my life",
    "i am about to slit my wrists",
    "I have decided to end it all",
    "I will jump off the bridge",
    "I have a plan to kill myself",
    "I wrote my suicide note",
    "how many paracetamol would it take to die",
    "By the time you read this I will be gone",
    "I've been saving up my pills so I can end it",
    "I have the noose ready",
    "I just took all my amitriptyline",
    "I just overdosed",
    "I've swallowed a whole packet of paracetamol",
    "I am going to do away with myself",
    "there is a gun to my head right now",
    "My brother left a suicide note and is not answering",
]
MEDIUM = [
    "I want to die",
    "i just wanna die",
    "I don't want to be here anymore",
    "I can't go on anymore",
    "everyone would be better off without me",
    "I wish I was dead",
    "I keep thinking about suicide",
    "I've been having suicidal thoughts since the diagnosis",
    "there is no reason to live",
    "I feel suicidal again",
    "what's the point of living",
    "I hope I don't wake up tomorrow",
    "life is not worth living any more",
    "I wish I could go to sleep and never wake up",
    "I don't care if I live or die",
    "Some days I just don't see any reason to go on",
    "I am a burden and they would be happier if I was gone",
    "I still want to die",
    "what's the use in carrying on",
    "I should just end things for good",
    "I hope the next heart attack finishes me off",
    "I am only staying alive for my kids",
    "I burned myself on purpose",
    "I'm cutting myself again",
    "The urge to self-harm is so strong",
    "I tried to kill myself last night",
    "I want to do away with myself",
    "I want to put an end to my life",
    "I've thought of doing away with myself",
    "I want to put an end to it all",
    "I've had enough of living",
    "I want to neck myself",
    "I keep thinking about taking all my insulin",
]
SOMEBODY_ELSE = [
    "my son says he wants to kill himself",
    "my friend is suicidal and I don't know what to do",
    "My husband keeps talking about ending his life",
    "my 15 year old daughter is self-harming",
    "She told me she wants to die",
    "I am scared he will hurt himself",
    "my wife tried to kill herself last night",
    "My brother is standing on a bridge and says he will jump",
    "my mum does not want to live any more",
    "my sister posted that she can't go on",
    "my best friend has been suicidal for weeks",
]
LOW = [
    "I tried to kill myself in 2010",
    "I attempted suicide when I was 19",
    "I used to be suicidal",
    "When I was young I wanted to die",
    "the pain was so bad I wanted to die",
    "I feel so hopeless",
    "I hate my life",
]
NONE = [
    ("wanting to live", "I do not want to die"),
    ("wanting to live", "I want to live and see my girls grow up"),
    ("fear of the illness", "I am afraid I will die of this"),
    ("fear of the illness", "my doctor said I could die"),
    ("fear of the illness", "am I going to die?"),
    ("fear of the illness", "I thought I was going to die in that ambulance"),
    ("dying of an illness", "I am dying of cancer and I want to talk"),
    ("where to die", "I want to die at home with my family"),
    ("where to live", "I don't want to live in a care home"),
    ("kept alive by treatment", "insulin keeps me alive"),
    ("kept alive by treatment", "the only reason I am alive is the transplant"),
    ("an idiom", "This cough is killing me"),
    ("an idiom", "I could die for a coffee"),
    ("an idiom", "I would kill for a proper night's sleep"),
    ("another end", "They want to put an end to the infusions, and I've had enough of living in that flat"),
    ("an idiom", "dying to know how your scan went"),
    ("an idiom", "we were dead tired and died laughing"),
    ("an idiom", "it makes me want to kill my husband"),
    ("training", "I did suicide prevention training"),
    ("a fact", "suicide rates are rising"),
    ("losing someone", "my brother killed himself in 2012"),
    ("losing someone", "I lost my mum to suicide"),
    ("losing someone", "she died by suicide last year"),
    ("comforting", "Please don't kill yourself, we care about you"),
    ("comforting", "I am so sorry you feel suicidal, please call someone"),
    ("comforting", "You want to die but it gets better"),
    ("denied", "I'm not suicidal"),
    ("denied", "I have no suicidal thoughts"),
    ("denied", "I would never kill myself"),
    ("a side effect", "does this drug cause suicidal thoughts?"),
    ("an accident", "I cut myself shaving"),
    ("an accident", "I hurt myself lifting a box"),
    ("an accident", "Can you overdose on paracetamol by accident?"),
    ("another ending", "I ended it with my boyfriend"),
    ("another cut", "I cut down on sugar and gave up smoking"),
    ("an advice on doses", "I cannot take it any more than twice a day"),
    ("a holiday", "I can't go on holiday this year, and I do not want to go on statins"),
    ("an hour", "I don't want to wake up at 5 every day, nor wake up my husband"),
    ("a decision", "I made my decision: I'll have the surgery"),
    ("a few tablets", "I took 2 paracetamol and it helped"),
    ("a machine", "my kidneys are failing and dialysis keeps me here"),
    ("the end of life", "I won't be around much longer, the cancer has spread"),
    ("the end of life", "when I die I want my ashes in the sea"),
    ("the end of life", "If I die, who will care for my children?"),
    ("the end of life", "my wife is dying and she wants to die at home"),
    ("living with it", "I am tired of living with migraine"),
    ("a seizure", "My son hurts himself when he has a seizure"),
    ("biology", "the antibiotics kill the bacteria and the dead skin falls off"),
]
WEIGHED = [
    "I keep the gun beside my bed. I just feel so empty and useless, and I think about it every night.",
    "I feel broken. My own thoughts tell me that death is all that is left for me.",
    "I hate myself, I hate this life, and I just feel like I have no reason left. My knife is in the drawer.",
    "Death would not scare me now. I feel numb and alone and I have thought about it all week.",
    "She has cut her arms again and hides the blades. I think she will try to die.",
    "I feel empty and I keep thinking about my own funeral, the rope in the shed, and how quiet it would be.",
]
NOT_WEIGHED = [
    "my wife died in March and I sleep badly",
    "thank you all, you gave me the courage to leave him, my life is better now",
    "My mother says that she wants to die at home and I am scared of that day",
    "The doctor said the tumour would kill me within a year, and I plan to travel",
    "I feel hopeless about ever losing this weight and I hate my body",
    "The antibiotics kill the good bacteria too, so I feel empty and tired. What do you eat?",
    "> I want to die\nYou are not alone with that. I have been there, and it got better.",
    "My burn is healing, the nurse cut off the dead skin and I took a pill for the pain.",
]
SPANISH = {
    "high": [
        "Voy a matarme esta noche",
        "Me voy a suicidar mañana",
        "Tengo un plan para quitarme la vida",
        "Acabo de tomarme todas las pastillas para morir",
        "He guardado pastillas para matarme",
        "Mi hermana se tomó todas las pastillas y dejó una carta de despedida",
    ],
    "medium": [
        "Quiero morirme",
        "Ya no aguanto la vida",
        "Ojalá no despertara mañana",
        "Tengo pensamientos suicidas desde el diagnóstico",
        "Todos estarían mejor sin mí",
        "Me da igual vivir o morir",
        "Lo único que me mantiene viva son mis hijos",
        "Me corto cuando estoy sola",
        "Mi hijo dice que quiere matarse",
        "Tengo miedo de que se suicide",
    ],
    "low": ["Intenté suicidarme hace diez años", "Cuando era joven quería morir", "Odio mi vida"],
    "": [
        "No quiero morir",
        "Tengo miedo de morir de esta enfermedad",
        "Me muero de hambre",
        "Mi padre murió de cáncer",
        "Perdí a mi hermano por suicidio",
        "¿Este medicamento puede causar ideas suicidas?",
        "Quiere morir en casa con su familia",
        "No te mates, por favor, nos importas",
        "Me corté el dedo cocinando",
    ],
}
EVASIONS = [
    "Ｉ ＷＡＮＴ ＴＯ ＤＩＥ",
    "I want to ki\u200bll mys\u200belf",
    "I w\u0430nt to di\u0435",
    "i want to k1ll myself",
    "I want to k*ll myself",
    "s u i c i d e is my only option",
    "I have su1c1dal thoughts every day",
    "quiero m0rir",
]
KNOWN_MISSES = [
    ("nothing in the words alone tells it from other talk", "I have found a quiet place and my mind is calm now"),
    ("speaking of oneself as you", "Killing yourself in winter would be such a cliche"),
    ("dying as relief, in words of one's own", "Soon the scales will tip and then I will finally rest"),
    ("letters run together", "iwanttodie"),
    ("every letter apart", "I w a n t t o d i e"),
    ("a language without a list", "je veux mourir"),
]


@pytest.mark.parametrize("text", HIGH)
def test_intent_plan_or_means_is_high(text: str) -> None:
    assessment = assess(Draft(text))
    assert (assessment.crisis_level, assessment.effect, assessment.is_crisis) == ("high", Effect.HOLD, True)


@pytest.mark.parametrize("text", MEDIUM)
def test_ongoing_thoughts_are_medium(text: str) -> None:
    assessment = assess(Draft(text))
    assert (assessment.crisis_level, assessment.effect, assessment.is_crisis) == ("medium", Effect.HOLD, True)


@pytest.mark.parametrize("text", WEIGHED)
def test_heavy_words_together_are_medium_without_a_phrase(text: str) -> None:
    found = [finding for finding in assess(Draft(text)).findings if finding.level == "medium"]
    assert [(finding.kind, finding.effect) for finding in found] == [("weighed", Effect.HOLD)]
    assert text.startswith(found[0].words(Draft(text))) or ". " + found[0].words(Draft(text)) in text


@pytest.mark.parametrize("text", NOT_WEIGHED)
def test_illness_mourning_and_comfort_weigh_too_little(text: str) -> None:
    assert not assess(Draft(text)).is_crisis


def test_a_phrase_and_its_weight_are_one_signal() -> None:
    text = "I feel numb and alone and I have thought about death all week. I want to kill myself."
    medium = [finding.kind for finding in assess(Draft(text)).findings if finding.level == "medium"]
    assert medium == ["thoughts"]


def test_one_heavy_line_is_found_in_a_long_text() -> None:
    text = "The bus to the clinic was late and we talked about the weather. " * 60 + WEIGHED[3]
    (finding,) = assess(Draft(text)).findings
    assert finding.words(Draft(text)) == "Death would not scare me now"


@pytest.mark.parametrize(("level", "text"), [(level, text) for level, texts in SPANISH.items() for text in texts])
def test_spanish_is_read_with_its_own_phrases(level: str, text: str) -> None:
    assert assess(Draft(text)).crisis_level == level


@pytest.mark.parametrize("text", EVASIONS)
def test_other_ways_to_write_the_letters_are_seen_through(text: str) -> None:
    assert assess(Draft(text)).is_crisis


def test_every_check_states_the_language_it_reads() -> None:
    assert {check.name: check.languages for check in CHECKS} == {
        "crisis.signals": ("en",),
        "crisis.signals_es": ("es",),
        "crisis.weighed": ("en",),
    }


@pytest.mark.parametrize("text", SOMEBODY_ELSE)
def test_worry_about_somebody_else_is_a_signal(text: str) -> None:
    assessment = assess(Draft(text))
    assert assessment.is_crisis
    assert {finding.clause for finding in assessment.findings} == {8}


@pytest.mark.parametrize("text", LOW)
def test_past_and_heavy_words_show_a_note_and_hold_nothing(text: str) -> None:
    assessment = assess(Draft(text))
    assert (assessment.crisis_level, assessment.effect, assessment.is_crisis) == ("low", Effect.NOTE, False)


@pytest.mark.parametrize(("reason", "text"), NONE, ids=[f"{row[0]}: {row[1][:40]}" for row in NONE])
def test_ordinary_words_near_death_are_no_signal(reason: str, text: str) -> None:
    assert not assess(Draft(text)).is_crisis


@pytest.mark.parametrize(("reason", "text"), KNOWN_MISSES, ids=[row[0] for row in KNOWN_MISSES])
def test_known_misses_stay_known(reason: str, text: str) -> None:
    """When one of these is found one day, move its row up."""
    assert not assess(Draft(text)).is_crisis


def test_a_denial_in_one_sentence_does_not_hide_the_next() -> None:
    assert assess(Draft("I am not suicidal. But I want to go to sleep and never wake up.")).is_crisis


def test_the_finding_points_to_the_words() -> None:
    draft = Draft("Thank you all. Honestly,\nI don't want to be here anymore; the nights are worst.")
    (finding,) = assess(draft).findings
    assert finding.words(draft) == "don't want to be here anymore"


def test_a_signal_has_no_fix() -> None:
    assert all(finding.fix is None for finding in assess(Draft("I want to die")).findings)


def test_a_signal_at_the_end_of_a_sentence_without_end_is_found() -> None:
    assert assess(Draft("and then we went to the shop " * 100 + "I want to kill myself")).is_crisis


def test_training_never_sees_a_held_out_post_without_its_title(tmp_path: Path) -> None:
    """The forum has the same posts as the labelled files, there without the title: their hash tells nothing."""
    seen, *others = [text for n in range(200) if not is_held_out(text := f"My knee hurts {n}")]
    body = next(text for text in others if is_held_out(f"A title\n{text}"))
    held_out = f"A title\n{body}"
    for name, lines in {
        "checks/health_posts_dev.jsonl": [json.dumps({"text": held_out})],
        "forum/posts.jsonl": [json.dumps({"body": text, "position": 1}) for text in (body, seen)],
    }.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("\n".join(lines))
    texts = {example.text for example in examples(Folder(tmp_path))}
    assert seen in texts
    assert texts.isdisjoint({held_out, body})


def test_no_stretch_weighs_more_than_the_cheap_sum_that_passes_most_of_them_over() -> None:
    model = load(weighing.WEIGHTS)
    for text in (
        *HIGH,
        *MEDIUM,
        " ".join(HIGH),
        "My pills. You are alone? She wants to die tonight; I plan to leave.",
        "suffering out",
    ):
        for stretch in weighing.stretches(read(Draft(text), "text")):
            assert weighing._score(model, stretch) <= weighing._most(model, frozenset(stretch.words)), text
