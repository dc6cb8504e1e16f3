"""Adverts, by table: practices, studies, collections, chains, prizes and goods. All sentences, people and codes are invented."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.guidelines.assessment import assess
from app.guidelines.checks.linear import load as load_weights
from app.guidelines.checks.promotion.phrases import MOST_WORDS, NEAR, load
from app.guidelines.checks.promotion.weighing import WEIGHTS, Weighed, weigh
from app.guidelines.checks.reading import read
from app.guidelines.draft import Draft
from app.guidelines.effects import Effect
from tests.world import PHONE

MUST_FIND = {
    "own_practice": (
        "You may reach me at the number on my page to book.",
        "You can reach me at [CONTACT] to schedule a first session.",
        "I am a licensed therapist in Denver and my practice offers evening appointments.",
        "I'm a hypnotherapist based in Leeds, do get in touch with me if you would like to try it.",
        "Feel free to book a free 15 minute consultation with me.",
        "My private practice is accepting new clients, both in person and online.",
        "I offer online counselling by Skype for people who live abroad.",
        "I specialize in grief and work with couples in the Bay area.",
        "Please visit my website to learn more about how I help people with this.",
        "As a certified nutritionist I offer personalised meal plans, message me.",
        "I'd be happy to help you with this in a session, you can contact me through my profile.",
        "My hourly rate is 80 pounds and the first talk is free.",
        "We are a small physiotherapy studio and offer classes for people after a stroke.",
        "come to our centre, our doctors treat this with ayurveda, call for appointment",
        "I'm a counsellor in Galway and I have a few places left this month, just send me an email.",
        "We'd be glad to see your mother at our clinic, ring the front desk.",
        "I practice in Boston and would love to hear from you, call me any time.",
        "I have written a book about this very problem, you can find it on Amazon.",
        "For more tips follow me on Instagram.",
        "My clinic in Hull specialises in balance, and there are places left this week.",
        "I've written a book about gout, it is on Amazon for 8 pounds.",
        "Our team of dietitians offers a plan for your kidneys. Sign up today.",
        "I am a pelvic floor physio seeing people privately in Derry.",
        "Therapy with me costs less than you think.",
        "I do reflexology at home, mates rates for all of you here.",
        "I'm launching a box for people in chemo, the first fifty orders get 30 percent off.",
        "You'd gain from a good sleep coach, and that is what I do for a living.",
        "I'm Petra, nutrition coach for people with gout, message me to join my group.",
        "I am accepting clients in Ohio at the moment.",
        "You can schedule with me directly through my calendar.",
        "I counsel couples online and could see you both next week.",
        "For a reduced fee I can see you once a week, please get in touch.",
        "I run a group for women with lupus, the cost is 20 a week, write if you want in.",
        "We do home visits in the Bristol area and you can book on our page.",
        "I am a lawyer for injured patients, no fee unless we win, call me.",
        "I'd love to be your therapist, look me up under my name in Denver.",
        "I work with couples on this all the time, reach me through my page.",
        "Our nurses come to your home for blood draws, order on our app.",
    ),
    "recruiting": (
        "We are looking for participants with asthma for an interview study.",
        "I am a student at the university and would be grateful if you could fill in my short survey.",
        "Volunteers needed for a sleep study, you will receive a 20 pound voucher.",
        "Our trial is now recruiting adults with migraine.",
        "Seeking women aged 30 to 50 with endometriosis for a paid study.",
        "Please complete this anonymous questionnaire, it takes ten minutes.",
        "I am a journalist looking to speak to people who had this operation.",
        "Join my team and earn an income from home, be your own boss.",
    ),
    "fundraising": (
        "Please donate to my gofundme so that I can pay for the scan.",
        "We are raising money for my sister's operation, please share the link.",
        "Sponsor me, I am running ten miles for the heart ward.",
        "Could you donate whatever you can spare to help with my mother's bills?",
        "We are trying to collect 2000 for his funeral, if you can spare anything please send it.",
    ),
    "chain": (
        "Forward this to everyone you know who has a heart.",
        "Copy and paste this to your status for one hour.",
        "If you don't forward this you will have bad luck for years.",
    ),
    "reward": (
        "You have won a prize of 500 pounds, claim it now.",
        "Congratulations, you have been selected to receive a gift card.",
    ),
    "selling": (
        "This tea cured my aunt. Write to me for a discount if you order three months of it.",
        "Use my code RELIEF for 20 percent off.",
        "Buy your pills here without a prescription, fast delivery.",
        "I was healed of herpes by Doctor Ola with his herbs, contact him on WhatsApp.",
        "Earn money from home, 300 a day, ask me how.",
        "I have a walker for sale, pm me, 30 pounds or nearest offer.",
        "Get rich with forex, ask me how.",
    ),
}

WEIGHED = (
    "WIN a weekend for 2! Txt SUN to 80555 now, 150p per msg, 18+. To stop txt STOP",
    "URGENT! Ur mobile no. was drawn for a £900 bonus. Call 09011112222 from a landline",
    "hey guys check out my new channel and subscribe please, i sub back",
    "Plz check out this video of my band and like it, thanks!!!",
    "SUBSCRIBE to us and we subscribe back",
    "get free gift cards here, just search for the big card giveaway on google",
    "FreeMsg: 5 new tones for ur phone, reply TONE to 84000, 3 quid/wk, end? txt STOP",
)

EVASIONS = (
    ("own_practice", "Ｉ ｏｆｆｅｒ ｏｎｌｉｎｅ ｃｏｕｎｓｅｌｌｉｎｇ for people abroad."),
    ("own_practice", "You can cont\u200bact me to b\u2060ook a session."),
    ("own_practice", "We o f f e r online counselling, worldwide."),
    ("selling", "Use my с-о-d-е RELIEF for 20% off: use my ⅽode RELIEF"),
    ("chain", "FORWARD *this* to... EVERYONE you know"),
    ("reward", "You, have / won -- a prize"),
)

MUST_NOT_FIND = (
    "I bought a tablet box with an alarm at the chemist.",
    "Where can I buy compression socks that do not itch?",
    "Thank you to the clinic in Leeds, they were so kind to me.",
    "My therapist offers online sessions and that helped me a lot.",
    "I am a therapist myself, and still I could not sleep before my scan.",
    "You can message me if you want to talk about it.",
    "Please contact me as soon as possible, I am worried.",
    "My doctor said he would call me to book an appointment.",
    "Many therapists offer a free first consultation, so ask around.",
    "My brother donated a kidney to me in spring, and I donated blood for years.",
    "I took part in a study on gout and it was fine. Is there a trial that is recruiting near me?",
    "I have to fill in a questionnaire before each visit.",
    "I filled in the survey at the surgery and gave it to the nurse.",
    "My sister won a prize for her garden, and I won my fight with the insurance.",
    "I work from home since the operation and it helps.",
    "I share this with all of you because I have nobody else.",
    "My practice nurse takes the blood. Our GP practice is open on Saturday now.",
    "I am looking for people with the same illness to talk to.",
    "Could you recommend a dietitian who offers video appointments?",
    "My pharmacy delivers the tablets for free.",
    "We ran a bake sale for the ward when I was at school.",
    "How much does a session of acupuncture cost where you live?",
    "I need to book an appointment but I am frightened to call.",
    "My husband will call the clinic to book a session for me.",
    "Can I ask for a refund when the hearing aid does not work?",
    "I see clients all day and by evening my back is gone.",
    "I read it on https://www.nhs.uk/conditions/gout and felt calmer.",
    "Room 07700 has a nice view.",
    "Our knitting group meets on the first Friday of the month in the library, all are welcome and coffee is free.",
    "Please visit the page of the heart charity, the films are short and clear.",
    "You should check it again when the cuff is cold, mine was wrong in 2023 and in 2024.",
    "Never give your PIN to somebody who calls and says they are your bank.",
    "Are you free on Tuesday after the clinic?",
    "My counsellor offers a sliding scale, so do ask yours.",
    "I have a gap between dialysis and lunch, if anyone wants to chat here.",
    "As a nurse I learned to listen, and as a patient I had to learn it again.",
    "My physio told me to book two more sessions before the end of May.",
    "As a mentor I have time on Wednesdays, just answer here.",
    "Get in touch with your practice and ask whether they do video calls.",
    "I'd look for a licensed counsellor near you, the first talk is often free.",
    "My practice takes blood on Mondays only and I have to be there at eight.",
    "You can find me in the arthritis group most evenings, come and say hello.",
    "It costs 60 an hour to see her privately and I cannot pay that.",
    "I run a small shop and I could not stand behind the counter for a year.",
    "I make my own cream for dry skin with oats, it helps me.",
    "I'm a carer and I could use a team of nurses.",
    "Hello from a new member",
    "Hello everyone, greetings from Leeds",
    "Thank you for your feedback!",
)

SPELLINGS = (
    "07700 900 418",
    "07700 900418",
    "07700900418",
    "07700  900 418",
    "07700-900-418",
    "+44 7700 900418",
    "+44 (0)7700 900418",
    "+34 612 345 678",
    "4111 1111 1111 1111",
    "0\u200b7700 900418",
    "０７７００ ９００４１８",
    "01632 960 983",
    "020 7946 0958",
    "(555) 010-0199",
    "555-0142",
)
ORDINARY = (
    PHONE,
    PHONE.replace("07700 900418", "{number}"),
    "Ring {number} - please",
    "Ｒing {number} — please",
    "please ring {number}.",
    "ring {number}",
    "CALL ME {number}",
    "jo@example.com then {number}",
    "{number} or jo_reed@example.org",
    "Slippers help. {number}",
    "Thank you all, and do ring {number} when you can",
    "I want to die. Ring {number}.",
    "Feel free to give me a bell, {number}",
    "Please contact me on {number}",
    "My mobile is {number} and my wife's {number}.",
    "Dr Moss's secretary is on {number}, she was helpful.",
    "my NHS number is 943 476 5919 and my card 4111 1111 1111 1111",
    "maren@example.com",
    "Write to me: maren.b@example.net, I answer slowly.",
    "My pressure is 150/95, pulse 88, weight 71 kg.",
    "12.5 mg twice daily from 1/2/2026",
    "I am on ward 12, bed 4, until 14/3/2026.",
    "Can we meet at 10.30 on Saturday by the main door?",
    "Thank you so much!",
    "PLEASE HELP, I AM SO SCARED OF TOMORROW",
)
"""Lines that the recipe's own invented lines hold in part only."""

KNOWN_MISSES = (
    ("an offer without an invitation", "Have you tried lymph drainage? I learned it and have time for you on Wednesdays."),
    ("somebody else's practice, praised", "My wife gives massages, 70 dollars, and can surely mend that shoulder."),
    ("a service in a question", "Need a letter for your landlord? We write them within a week."),
    ("a signature alone", "Take care, Dr. Sam Doe, psychologist"),
    ("an offer by a wink", "If only you lived near Cork, I have ways to help with that."),
    ("help that a friend might offer as well", "I provide a safe space to talk this through, write to me."),
    ("a friend's shop", "My friend makes the best balm for this, she has a stall in town."),
    ("other languages", "Ich biete Beratung an, schreiben Sie mir für einen Termin in meiner Praxis."),
)

KNOWN_WRONG = (
    ("one's own clinic, where one is a patient", "I ring my clinic when the numbers go up and the nurse calls me back."),
    (
        "a link to a newspaper with hardly a word beside it",
        "There was an article on this, https://www.theguardian.com/society/2026/may/02/living-with-gout",
    ),
    ("quoting a chain message", "My aunt wrote: forward this to everyone. I deleted it."),
    (
        "a plea of a patient that sounds like an appeal",
        "My appeal was successful and I was awarded the higher rate, any help is welcome.",
    ),
)


def _found(text: str, **more: str) -> list[str]:
    return [finding.kind for finding in assess(Draft(text, **more)).for_family("promotion")]


@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind, texts in MUST_FIND.items() for text in texts])
def test_an_advert_is_found_and_only_asked_about(kind: str, text: str) -> None:
    draft = Draft(text)
    findings = assess(draft).for_family("promotion")
    assert kind in [finding.kind for finding in findings]
    assert {finding.effect for finding in findings} == {Effect.NUDGE}
    assert {(finding.clause, finding.fix) for finding in findings} == {(7, None)}


@pytest.mark.parametrize("text", WEIGHED)
def test_spam_that_no_phrase_holds_is_found_by_its_weight(text: str) -> None:
    assert _found(text)


@pytest.mark.parametrize(("kind", "text"), EVASIONS)
def test_evasions_are_seen_through(kind: str, text: str) -> None:
    assert kind in _found(text)


@pytest.mark.parametrize("text", MUST_NOT_FIND)
def test_living_with_an_illness_is_no_advert(text: str) -> None:
    assert _found(text) == []


@pytest.mark.parametrize("text", ORDINARY)
def test_a_private_number_and_a_reading_are_no_advert(text: str) -> None:
    for number in SPELLINGS:
        assert _found(text.replace("{number}", number)) == [], number


def test_a_number_that_costs_weighs_and_a_private_one_does_not() -> None:
    def weighed(text: str) -> Weighed:
        return weigh(read(Draft(text), "text"))

    assert "!premium" in weighed("ring 0901 111 2222").marks
    for number in SPELLINGS:
        assert weighed(f"ring {number} now") == weighed("ring now"), number
    assert weighed("take 500 mg from 3/4/2026") == weighed("take from")


def test_a_hook_is_a_class_of_words_and_a_text_without_one_says_so() -> None:
    def marks(text: str) -> frozenset[str]:
        return weigh(read(Draft(text), "text")).marks

    for text in ("check out my new song", "please visit our little page", "SUBSCRIBE and watch my videos"):
        assert {"!my_place", "!go_place"} <= marks(text), text
    assert {"!send_word", "!text_code"} <= marks("reply YES to 84000 now")
    assert "!no_hook" in marks("I slept well and the nurse was kind")
    assert "!free" in marks("get a free tone") and "!free" not in marks("are you free on Tuesday")


def test_a_year_is_no_number_to_send_to_and_a_moment_of_a_video_no_link() -> None:
    def weighed(text: str) -> Weighed:
        return weigh(read(Draft(text), "text"))

    assert weighed("since 2019 it hurts") == weighed("since 1998 it hurts") != weighed("since 8819 it hurts")
    moment = '<a href="https://videos.example.com/watch?v=x&t=9s">0:09</a> is the best part<br />'
    assert weighed(moment).marks == weighed("is the best part").marks


@pytest.mark.parametrize(("reason", "text"), KNOWN_MISSES, ids=[row[0] for row in KNOWN_MISSES])
def test_known_misses_stay_known(reason: str, text: str) -> None:
    """When one of these is found one day, move its row up."""
    assert _found(text) == []


@pytest.mark.parametrize(("reason", "text"), KNOWN_WRONG, ids=[row[0] for row in KNOWN_WRONG])
def test_known_wrong_findings_stay_known(reason: str, text: str) -> None:
    """When one of these is left alone one day, move its row to what must not be found."""
    assert _found(text)


def test_the_same_link_three_times_or_five_links_are_too_many_known_sources_apart() -> None:
    link = "https://example.com/a "
    assert "repeated_links" not in _found("Here it is: " + link * 2)
    assert "repeated_links" in _found("Aquí está: " + link * 3, language="es")
    assert "many_links" in _found(" and ".join(f"https://example.org/{n}" for n in range(5)), language="es")
    assert _found("https://www.nhs.uk/conditions/gout " * 6, language="es") == []


def test_signs_of_one_sort_or_far_apart_make_no_finding() -> None:
    who, invite = "I am a hypnotherapist", "you are welcome to contact us"
    assert "own_practice" in _found(f"{who} and {invite} soon")
    assert _found(f"{who}, and {who.lower()} by night") == []
    assert _found(f"{who} {'and rested well all day long ' * NEAR} {invite} soon") == []


def test_the_finding_has_the_words_that_ask() -> None:
    draft = Draft("Rest helped me. Forward this to everyone you know! Take care.")
    (finding,) = assess(draft).for_family("promotion")
    assert finding.words(draft) == "Forward this to everyone"


def test_both_ends_of_a_very_long_text_are_read() -> None:
    filler = "we rested and then we walked a little more " * MOST_WORDS
    for text in (f"Forward this to everyone. {filler}", f"{filler} Forward this to everyone."):
        assert "chain" in _found(text)


def test_links_to_known_sources_and_the_digits_of_a_number_weigh_nothing() -> None:
    def weighed(text: str) -> object:
        return weigh(read(Draft(text), "text"))

    assert weighed("call 09011112222 now") == weighed("call 09099998888 now")
    assert "https" not in weigh(read(Draft("see https://www.nhs.uk/gout now"), "text")).tokens
    assert "https" in weigh(read(Draft("see https://example.com/gout now"), "text")).tokens


def test_the_weights_hold_no_whole_numbers_of_anybody() -> None:
    weights = load_weights(WEIGHTS).weights
    assert 1_000 < len(weights) <= 8_000
    assert not [name for name in weights if name[0] != "!" and any(char in "123456789" for char in name)]


@pytest.mark.parametrize(
    ("line", "problem"),
    [("my|our practice", "telling word"), ("my *<nothing>", "no list")],
    ids=["no telling word", "no list"],
)
def test_a_line_that_cannot_be_read_is_refused(tmp_path: Path, line: str, problem: str) -> None:
    file = tmp_path / "adverts.txt"
    file.write_text(f"[selling]\n{line}\n", encoding="utf-8")
    with pytest.raises(ValueError, match=problem):
        load(file)


def test_the_grammar_of_phrases(tmp_path: Path) -> None:
    file = tmp_path / "adverts.txt"
    file.write_text(
        "<thing>: boat car\n[selling]\nmy ?old *<thing> ..2 for_sale  # a remark\nbuy *now + cheap\n[never]\nmy boat\n",
        "utf-8",
    )
    book = load(file)

    def found(text: str) -> list[str]:
        reading = read(Draft(text), "text")
        return [reading.text[each.start : each.end] for each in book.find(reading)]

    assert found("My old car -- is for sale!") == ["my old car -- is for sale"]
    assert found("my car was not really up for sale") == []
    assert found("my boat is for sale, my old boat too") == []
    assert found("buy now") == [] and found("cheap: buy now") == ["buy now"]
