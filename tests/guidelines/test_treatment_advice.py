"""Telling a reader what to take, by table. All sentences are invented for these tests."""

from __future__ import annotations

import pytest

from app.guidelines.assessment import assess
from app.guidelines.checks.treatment_advice import CHECKS as OWN
from app.guidelines.checks.treatment_advice.grammar import patterns
from app.guidelines.checks.treatment_advice.needed import needed
from app.guidelines.draft import Draft
from app.guidelines.findings import apply_fixes
from app.guidelines.words.treatment_advice import WORDS

START = [
    "You should take ibuprofen with your breakfast",
    "you need to start on antibiotics right away",
    "u can take some paracetamol till it settles",
    "Just try magnesium, it does wonders",
    "I would recommend melatonin an hour before bed",
    "I suggest you try a course of probiotics",
    "i would advise you to begin levothyroxine soon",
    "hi this looks like a strain apply voltaren gel and rest",
    "drink water take anti inflammatory tablets and wait a week",
    "Ask for a scan. Start vitamin D supplements.",
    "Why don't you take turmeric instead?",
    "You'd better take the prednisone",
    "She can take antihistamines for that",
    "diuretics will help with the swelling",
    "A beta blocker could help. Antibiotics can be taken for ten days.",
    "Clean it daily with betadine",
    "The itching can be treated with a steroid cream",
    "Amoxicillin is the best choice",
    "Taking zinc would be helpful",
    "It is better to take metformin after meals",
    "you might need a stronger painkiller",
    "Go for a few weeks of steroids",
    "I'd want you to take iron tablets",
    "Get yourself some omega 3",
    "give her calpol every six hours",
    "Warfarin is old, so consider switching. You could ask, or you could use xarelto",
    "I think you should try sertraline",
    "Take 50 mg at night",
    "stay on the lisinopril",
    "he will need an anti seizure drug",
    "take an anti seizure one",
    "Those capsules are strong, try to take them after lunch",
    "It can be managed with antihistamines",
    "The infection needs antibiotics",
    "you can take pimocort5mg",
    "Go back on the sertraline",
    "You'd be better off on pregabalin",
    "If I were you I would take iron tablets",
]
STOP = [
    "My advice: stop taking warfarin",
    "Stop taking your statins",
    "I would stop the prednisone if I were you",
    "If I were you, I'd come off the statins",
    "Chuck the tablets in the bin",
    "you should stop the metformin and eat less bread",
    "Just stop it. Those tablets are poison, so stop them.",
    "I'd say quit the antidepressants",
    "come off the gabapentin, honestly",
    "You need to get off that drug",
    "I would advise you to stop the methotrexate",
    "The steroids should be stopped",
    "You could skip a dose now and then",
    "you must not stop the antidepressants at once",
]
CHANGE = [
    "You should double your dose",
    "Increase the dose of prednisone to 20 mg",
    "you could switch to apixaban",
    "I would cut it down. Reduce the gabapentin slowly",
    "try lowering your insulin",
    "Your dose is too low. The dose should be increased",
    "you need to taper the tramadol",
]
AVOID = [
    "Avoid ibuprofen with that",
    "don't take ibuprofen on an empty stomach",
    "You shouldn't take steroids for that",
    "do not use antibiotics for a cold",
    "I would not recommend taking statins",
    "you should avoid NSAIDs",
    "Never take aspirin with it",
    "Don't bother with the antibiotics",
    "You don't need antibiotics for this",
    "there is no need to take steroids",
]
DIAGNOSIS = [
    "You have bipolar disorder.",
    "Sounds like you have MS",
    "I think you have lupus, get it looked at",
    "you are clearly bipolar",
    "In my opinion you are suffering from fibromyalgia",
    "You probably have chronic fatigue syndrome",
    "Looks like you've got shingles",
]
CURE = [
    "Turmeric cures cancer",
    "This tea will cure your diabetes for good",
    "a raw diet reverses type 2 diabetes",
    "There is a natural cure for herpes",
]
FINE = [
    # Own experience.
    "I took 50 mg and slept like a stone",
    "I use a spacer with my inhaler, and the use of tablets went down",
    "There was a drop in hormones, and a change of antibiotics",
    "No pill will cure it",
    "I started metformin in March and stopped it in May",
    "My mother takes warfarin, and it helps her",
    "I take two tablets in the morning, avoid coffee and use a cream at night",
    "For me the antidepressants can help a little",
    "We stopped the steroids last week and started antibiotics",
    # Questions about one's own dose.
    "Should I take ibuprofen with this?",
    "Can I stop my tablets for the weekend",
    "is it safe to take paracetamol and codeine together?",
    "Is it better to take it at night or should I switch to mornings?",
    "What can you take for nausea?",
    "Would antihistamines help with the itching?",
    "Has anybody tried magnesium?",
    "please suggest some medicine for my knee",
    # What a doctor or a leaflet said.
    "The leaflet says you should not take it with milk",
    "My doctor told me to stop the statins",
    "The consultant said you should take it with food",
    "The clinic said: take 50 mg in the morning",
    "They say steroids should be avoided after an operation",
    # Sending somebody to a doctor.
    "Ask your doctor whether you should stop the warfarin",
    "Talk to your pharmacist about your tablets",
    "Ask your nurse if you can take ibuprofen",
    "Please do not stop your tablets without asking your doctor",
    "Take your medicine as prescribed",
    "You should see a doctor about these side effects of the steroids",
    # Tests, anatomy, comfort, other meanings.
    "Get your iron and B12 levels checked",
    "you should have your iron tested",
    "Take care of yourself, and take your time",
    "You should take a second opinion",
    "It may be due to a vitamin B12 deficiency",
    "use a softer shower gel",
    "You could try ice cream",
    "I hate this stupid illness and these stupid tablets",
    "Take it easy, the tablets make everybody tired",
    "If you take statins, you know the muscle pain",
    "My chest hurts when I lie on my left breast",
    # Where medicines are kept, fetched and shown; cooking.
    "Keep the insulin in the fridge door, not at the back",
    "You can get your tablets delivered, ask the chemist",
    "You will get your blood pressure tablets at the desk",
    "You'll need your insulin card at the airport",
    "You should get the flu jab form from reception",
    "You should take your tablets with you to the ward",
    "Keep your tablets in hand luggage",
    "Put your tablets where you see them",
    "Take your medication list to the appointment",
    "Take the tablets out of the blister before the infusion",
    "Cream the butter and sugar, then add the ginger and turmeric",
    # Illness without laying it on anybody, and cures that nobody promises.
    "Do you have diabetes?",
    "You have Parkinson's, so have I, welcome to the club",
    "You have lupus and so do I",
    "You have cancer on your mind all day, I know",
    "If you have asthma, the cold is hard",
    "I have MS and my sister has lupus",
    "You have diabetes like me, I think you said so",
    "I don't think you have cancer",
    "There is no cure for lupus",
    "I hope they find a cure for MS",
    "Is there a cure for herpes?",
]
EVASIONS = [
    "you should s t o p the m e t f o r m i n",
    "Ｙｏｕ ｓｈｏｕｌｄ ｓｔｏｐ ｔｈｅ ｍｅｔｆｏｒｍｉｎ",
    "you sh\u200bould stop the met\u200bformin",
    "you shоuld stop the mеtfоrmin",
    "YOU SHOULD STOP THE METFORMIN!!!",
    "u shud stop the metformin",
    "u should stopp the metfromin",
]
KNOWN_MISSES = [
    ("You should take your zorblaxin", "a name that neither the list nor an ending knows"),
    ("you should take iboopropheen", "a name written wrongly in more than one place"),
    ("I stopped the statins and so should you", "the verb is left out"),
    ("Half the dose works just as well for everybody", "said as a fact, without telling anybody to do it"),
    ("If I were you the statins would be in the bin", "no verb of taking or stopping"),
    ("My doctor said it, so you should stop the statins", "reported, and turned on the reader in the same sentence"),
    ("Have some Gaviscon after meals", "many begin so who tell what they have: 'Have an inhaler but hate it'"),
    ("A course of doxycycline will sort it", "sort is mostly a kind, as in 'some sort of tablet'"),
    ("Up the dose to 20 mg", "up is mostly a direction: 'the nurse put up the dose'"),
    ("Have you thought about coming off the statins?", "a question, as most that help are"),
]


def kinds(text: str) -> set[str]:
    return {finding.kind for finding in assess(Draft(text, language="en"), checks=OWN).findings}


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (kind, text)
        for kind, texts in {"start": START, "stop": STOP, "change": CHANGE, "avoid": AVOID}.items()
        for text in texts
    ],
)
def test_telling_a_reader_what_to_do_about_a_drug_is_noticed(kind: str, text: str) -> None:
    assert kind in kinds(text)


@pytest.mark.parametrize("text", DIAGNOSIS)
def test_finding_an_illness_in_a_reader_is_noticed(text: str) -> None:
    assert kinds(text) == {"diagnosis"}


@pytest.mark.parametrize("text", CURE)
def test_promising_a_cure_is_noticed(text: str) -> None:
    assert "cure_claim" in kinds(text)


@pytest.mark.parametrize("text", FINE)
def test_what_a_community_lives_from_is_left_alone(text: str) -> None:
    assert kinds(text) == set()


@pytest.mark.parametrize("text", EVASIONS)
def test_ways_of_writing_do_not_get_round_it(text: str) -> None:
    assert kinds(text) == {"stop"}


@pytest.mark.parametrize(("text", "reason"), KNOWN_MISSES)
def test_known_misses_are_missed_still(text: str, reason: str) -> None:
    assert kinds(text) == set(), f"found now; move it up: it was missed because of: {reason}"


@pytest.mark.parametrize(
    ("typed", "mended"),
    [
        ("You should stop your warfarin.", "Ask your doctor or pharmacist about your warfarin."),
        ("Poor you! I think you should double the dose", "Poor you! Ask your doctor or pharmacist about the dose"),
        ("Take 50 mg at night", "Ask your doctor or pharmacist about the dose at night"),
        ("Give her ibuprofen as well", "Ask your doctor or pharmacist about ibuprofen as well"),
        ("Rest. Diuretics can help", "Rest. Ask your doctor whether diuretics can help"),
        ("hi \u200bYOU should take Ｉbuprofen", "hi \u200bAsk your doctor or pharmacist about Ibuprofen"),
    ],
)
def test_the_fix_sends_the_reader_to_somebody_who_knows(typed: str, mended: str) -> None:
    assert apply_fixes(typed, assess(Draft(typed, language="en"), checks=OWN).findings) == mended


@pytest.mark.parametrize(
    "text",
    ["drink plenty of water apply antibiotic creams", "the rash can be treated with antibiotics", "You have lupus."],
)
def test_no_fix_is_offered_where_it_would_not_make_a_sentence(text: str) -> None:
    findings = assess(Draft(text, language="en"), checks=OWN).findings
    assert [finding.fix for finding in findings] == [None]


def test_the_finding_is_the_advice_and_no_more() -> None:
    draft = Draft("I know how that feels. You should stop the metformin. Hugs!", language="en")
    (finding,) = assess(draft, checks=OWN).findings
    assert (finding.words(draft), finding.clause) == ("You should stop the metformin", 4)


def test_every_kind_that_is_found_has_words_and_every_worded_kind_is_found() -> None:
    assert {pattern.kind for pattern in patterns()} == set(WORDS)


@pytest.mark.parametrize(
    ("written", "signs"),
    [
        ("ab", ["a", "b"]),
        ("a[bc]d?e*f{0,3}g{1,2}", ["a", "bc", "g"]),
        ("[^ab]c*?d+?", ["d"]),
        ("(?:a|bc)d", ["ab", "d"]),
        ("(?:a|b?)d", ["d"]),
        ("(?=x)y(?!z)(?<!w)(?<=v)", ["x", "y", "v"]),
        ("a(?:b|(?:c|d){2})?e|fg", ["af"]),
        ("(?:a(?:b|c))?", []),
    ],
)
def test_what_a_pattern_needs_is_read_from_it(written: str, signs: list[str]) -> None:
    assert sorted(map("".join, map(sorted, needed(written)))) == sorted(signs)


def test_of_several_ways_the_signs_that_tell_most_are_needed() -> None:
    assert needed("(?:ab|cd)", frozenset("ad")) == [frozenset("bc")]
