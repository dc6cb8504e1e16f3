"""Contact details, by table. All sentences, people and numbers are invented; numbers are from ranges kept for drama or tests."""

from __future__ import annotations

import pytest

from app.guidelines.assessment import assess
from app.guidelines.draft import Draft
from app.guidelines.effects import Effect
from app.guidelines.findings import apply_fixes

HELP_LINES = frozenset({"116 123", "988", "0508 828 865", "13 11 14"})

EFFECTS = {"address": Effect.NUDGE, "birth_date": Effect.NUDGE, "ip_address": Effect.NUDGE, "name": Effect.NOTE}
"""Kinds that go up when their author wishes it so; the others reach or unlock a person, and wait for a moderator."""

MUST_FIND = [
    ("phone", "If you want to talk, ring me on 07700 900 418, I am up until one", "07700 900 418"),
    ("phone", "My number is 07700900418.", "07700900418"),
    ("phone", "call 020 7946 0345 after six", "020 7946 0345"),
    ("phone", "I am on +44 20 7946 0345 most days", "+44 20 7946 0345"),
    ("phone", "00353 87 123 4567 is me", "00353 87 123 4567"),
    ("phone", "(07700) 900418", "(07700) 900418"),
    ("phone", "07700-900-418", "07700-900-418"),
    ("phone", "text me: (617) 555-0189", "(617) 555-0189"),
    ("phone", "Lisa, 617.555.0189", "617.555.0189"),
    ("phone", "Tel 1-919-555-0192", "1-919-555-0192"),
    ("phone", "Phone # 0491570110", "0491570110"),
    ("phone", "my contact number :-404.555.0163", "404.555.0163"),
    ("phone", "whatsapp +49 151 23456789", "+49 151 23456789"),
    ("health_number", "My Medicare number is 2123 45670 1.", "2123 45670 1"),
    ("handle", "find me on Facebook as Mary Byrne Cork, please", "Mary Byrne Cork"),
    ("phone", "my landline 555 0134", "555 0134"),
    ("phone", "wa.me/447700900418", "wa.me/447700900418"),
    (
        "phone",
        "oh seven seven double zero nine hundred four one eight",
        "oh seven seven double zero nine hundred four one eight",
    ),
    ("phone", "my no 2125550147 any time", "2125550147"),
    ("phone", "447700900418 on the usual app", "447700900418"),
    ("phone", "call 555-0134 before nine", "555-0134"),
    ("phone", "nobody is answering at 78 651 450", "78 651 450"),
    ("phone", "My crisis plan is with me; ring me on 07700 900418", "07700 900418"),
    ("phone", "My line is free to call, reach me on 0808 157 0123", "0808 157 0123"),
    (
        "phone",
        "ring me: oh one six three two, nine six oh, one four seven",
        "oh one six three two, nine six oh, one four seven",
    ),
    ("phone", "mi teléfono es el 612 345 678, estoy hasta la una", "612 345 678"),
    ("phone", "llámame al 55 1234 5678 cuando puedas", "55 1234 5678"),
    (
        "phone",
        "seis doce, treinta y cuatro, cincuenta y seis, setenta y ocho",
        "seis doce, treinta y cuatro, cincuenta y seis, setenta y ocho",
    ),
    (
        "phone",
        "mi número: seis uno dos tres cuatro cinco seis siete ocho",
        "seis uno dos tres cuatro cinco seis siete ocho",
    ),
    ("email", "write to jo.smith@example.com please", "jo.smith@example.com"),
    ("email", "jo.smith @ example.com", "jo.smith @ example.com"),
    ("email", "it is josmith(at)hotmail(dot)com", "josmith(at)hotmail(dot)com"),
    ("email", "josmith [at] yahoo [dot] co [dot] uk", "josmith [at] yahoo [dot] co [dot] uk"),
    ("email", "email me jane dot doe at gmail dot com", "jane dot doe at gmail dot com"),
    ("email", "I am josmith84 at gmail", "josmith84 at gmail"),
    ("email", "Email:-jo.smith@example.com", "jo.smith@example.com"),
    ("email", "jo.smith[@]example.com", "jo.smith[@]example.com"),
    ("email", "it is jo_smith_at_gmail_dot_com", "jo_smith_at_gmail_dot_com"),
    ("email", "mi correo es jo punto smith arroba gmail punto com", "jo punto smith arroba gmail punto com"),
    ("email", "escríbeme a ana_84 (arroba) yahoo (punto) es", "ana_84 (arroba) yahoo (punto) es"),
    ("address", "I live at 12 Oak Street, London", "12 Oak Street, London"),
    ("address", "Send it to 48 Larkfield Road, Leeds LS2 9JT", "48 Larkfield Road, Leeds LS2 9JT"),
    ("address", "i live at 14 elm road", "14 elm road"),
    ("address", "We moved to 45 Harley Street.", "45 Harley Street"),
    ("address", "I live at 14 Elm Road, Leeds.", "14 Elm Road, Leeds"),
    ("address", "072 Alder Creek, Tobinville, OH 43026", "072 Alder Creek, Tobinville, OH 43026"),
    ("address", "PO Box 1234, Cork", "PO Box 1234, Cork"),
    ("address", "Flat 3, 14 Elm Road, Leeds LS2 9JT", "Flat 3, 14 Elm Road, Leeds LS2 9JT"),
    ("address", "my new place: 14 elm road, leeds ls2 9jt", "14 elm road, leeds ls2 9jt"),
    ("address", "It came to 4821 Larkfield Meadows, Norwood", "4821 Larkfield Meadows, Norwood"),
    ("address", "at Unit 4827 Box 1092, DPO AE 38219", "Unit 4827 Box 1092, DPO AE 38219"),
    ("address", "PSC 4827, FPO AE 38219", "PSC 4827, FPO AE 38219"),
    ("address", "Der Arzt ist in der Lindengasse 19, im Hof", "Lindengasse 19"),
    ("address", "het is Populierenlaan 37, boven", "Populierenlaan 37"),
    ("address", "Kuusikatu 9 on keltainen talo", "Kuusikatu 9"),
    ("address", "il studio è in Via delle Rose 12", "Via delle Rose 12"),
    ("address", "au 12 Rue des Tilleuls", "12 Rue des Tilleuls"),
    ("address", "na ul. Lipowa 8 od wtorku", "ul. Lipowa 8"),
    ("address", "Petőfi u. 15. alatt", "Petőfi u. 15"),
    ("address", "He lives on the west side of Tomas Arriaga 3107", "Tomas Arriaga 3107"),
    ("address", "vivo en la calle del olmo 12", "calle del olmo 12"),
    ("address", "Calle de los Olmos, 45, 28014 Madrid", "Calle de los Olmos, 45, 28014 Madrid"),
    ("address", "Flat 96\nOlm common\nLake Tony\nW1 4RX", "Flat 96\nOlm common\nLake Tony\nW1 4RX"),
    ("address", "1 Olm Cres., Toronto ON M4B 1B3", "1 Olm Cres., Toronto ON M4B 1B3"),
    ("address", "House No. 12, Street 4, Larkabad", "House No. 12, Street 4, Larkabad"),
    ("handle", "my insta is @jo_smith", "@jo_smith"),
    ("handle", "add me on Telegram as josmith84", "josmith84"),
    ("handle", "my discord: jo#1234", "jo#1234"),
    ("handle", "I am @jo.s on Instagram", "@jo.s"),
    ("handle", "agrégame en telegram como ana84", "ana84"),
    ("ip_address", "the log says 81.2.69.142 again", "81.2.69.142"),
    ("name", "Dr Jane Smithson was very kind", "Jane Smithson"),
    ("name", "my nurse Maria Lopez rang", "Maria Lopez"),
    ("name", "my neurologist Dr. Peter van Dalen said no", "Peter van Dalen"),
    ("name", "Hello, my name is Jane Smithson and I am new", "Jane Smithson"),
    ("name", "my name is jane smithson.", "jane smithson"),
    ("name", "me llamo Ana Olmo Ruiz", "Ana Olmo Ruiz"),
    ("name", "la doctora Marta Olmo me vio ayer", "Marta Olmo"),
    ("birth_date", "DOB 12/03/1961", "12/03/1961"),
    ("birth_date", "nací el 3 de mayo de 1961", "3 de mayo de 1961"),
    ("birth_date", "fecha de nacimiento: 03/05/1961", "03/05/1961"),
    ("birth_date", "my date of birth is 3 May 1961", "3 May 1961"),
    ("birth_date", "I was born on 3rd of May 1961", "3rd of May 1961"),
    ("health_number", "my NHS number is 943 476 5919", "943 476 5919"),
    ("health_number", "hospital number 12345678", "12345678"),
    ("health_number", "MRN: 00482913", "00482913"),
    ("health_number", "patient ID A1234567", "A1234567"),
    ("health_number", "insurance policy number 88-123456", "88-123456"),
    ("health_number", "my Medicare number 1EG4-TE5-MK73", "1EG4-TE5-MK73"),
    ("health_number", "mi número de historia clínica es 4829134", "4829134"),
    ("health_number", "número de afiliado 88123456", "88123456"),
    ("national_number", "my SSN is 219-09-9999", "219-09-9999"),
    ("national_number", "mi DNI es 12345678Z", "12345678Z"),
    ("national_number", "12.345.678-Z", "12.345.678-Z"),
    ("national_number", "soy X1234567L desde marzo", "X1234567L"),
    ("national_number", "la CURP: OMRA610503MDFLZN09", "OMRA610503MDFLZN09"),
    ("national_number", "seguridad social 28 12345678 40", "28 12345678 40"),
    ("national_number", "1 85 05 78 006 084 91", "1 85 05 78 006 084 91"),
    ("national_number", "my SIN is 046 454 286", "046 454 286"),
    ("national_number", "driver's license number 2270-66-1551", "2270-66-1551"),
    ("national_number", "NI is AB 12 34 56 C", "AB 12 34 56 C"),
    ("national_number", "PPS number 1234567T", "1234567T"),
    ("national_number", "passport number 533401372", "533401372"),
    ("card", "4111 1111 1111 1111", "4111 1111 1111 1111"),
    ("card", "my card 4111111111111111 exp 12/26", "4111111111111111"),
    ("card", "4111 1111 1111 1111 12/26 123", "4111 1111 1111 1111"),
    ("card", "3782 822463 10005", "3782 822463 10005"),
    ("bank_account", "GB82 WEST 1234 5698 7654 32 thanks", "GB82 WEST 1234 5698 7654 32"),
    ("bank_account", "mi cuenta es ES91 2100 0418 4502 0005 1332", "ES91 2100 0418 4502 0005 1332"),
    ("bank_account", "sort code 20-00-00 account 55779911", "20-00-00 account 55779911"),
]

MUST_NOT_FIND = [
    ("a dose", "I took 5 x 200 mg and slept"),
    ("doses in a row", "100-200-300 mg"),
    ("blood pressure", "my blood pressure was 120/80, 130/85 and 140/90"),
    ("blood values", "INR 2.5 3.1 2.8 2.2 over four weeks; TSH 4.52 T3 3.1"),
    ("a help line", "Call 116 123, Samaritans are there day and night"),
    ("a help line from abroad", "from home I ring +44 116 123"),
    ("a help line with a word before it", "phone 0508 828 865 if it gets bad"),
    ("a short number", "In the US you can call 988, and 911 if it is urgent"),
    ("years", "in 2012 2013 2014 and 2015 I had scans"),
    ("a date and an hour", "my surgery is on 12-05-2014 at 10:30"),
    ("a time stamp", "from 2015-03-19 03:18 until 2015-03-20"),
    ("counts", "Platelets 150000, then 450000, out of 10 000 000"),
    ("a web address with digits", "see https://www.ncbi.nlm.nih.gov/pubmed/10203040"),
    ("an article", "PMID 25671960 and NCT01234567"),
    ("a postcode alone", "the clinic at LS2 is good, so is LS2 9JT"),
    ("counting in words", "one two three four five six seven eight nine ten"),
    ("numbers in talk", "it took one or two days, then three, then four"),
    ("a site by name", "look at webmd.com, or meet me at home dot"),
    ("a mention", "@maren I was you last spring"),
    ("a price each", "take 2 @ 8.30 and 2 @ 20.30"),
    ("a walk", "I walked 10 miles down the road"),
    ("a year of birth", "I was born in 1961, on a Tuesday"),
    ("an age", "my daughter is 14 and lives with me"),
    ("units", "I took 25000 units in 2019"),
    ("hours", "we are open 24/7 365 days"),
    ("a house and a number", "I left the house 2, maybe 3 times, by the back door"),
    ("a series", "it ran since 1961 World Series #76, and had 2.126.521.750 views"),
    ("a free number of another country", "try 0508 828 866 or 1300 659 467, they answer at night"),
    ("steps", "5000 10000 15000 steps"),
    ("a version", "version 10.15.7 of the pump"),
    ("a version in four parts", "firmware 10.15.7.2 and version 4.2.81.9"),
    ("one's own router", "log in at 192.168.1.1"),
    ("pressures in ranges", "it stays at 130-135/90-100 in the morning"),
    ("a daughter and her age", "my daughter Katie 12 and my son Christie 9"),
    ("a place and a number", "Ward 7, Room 12 at Larkfield Hospital"),
    ("a year and a town", "We moved to Boston in 2019 and Chicago 2020"),
    ("hours on the road", "12 Hour Drive and 3 Different Doctors"),
    ("via", "I got it via 2 tablets, via Zoom 3 times"),
    ("a network alone", "my facebook is private and I saw it on Instagram"),
    ("my wall", "it is all over my facebook wall..Two people read my fb feed. And my facebook user name as proof"),
    ("a mention beside a network", "@maren I saw your question on facebook"),
    ("a ratio", "the signal-to-noise of that study is poor"),
    ("a surname alone", "Dr Smith and Nurse Jones were both there"),
    ("an eponym", "my mother has Parkinson's, and my uncle Guillain Barre syndrome"),
    ("somebody whom everybody knows", "I watched Dr Mehmet Oz and read a book by Dr. David Burnside"),
    ("a doctor and a place", "my doctor at Larkfield Medical Center, Dr Who fan"),
    ("no name", "my name is not important, but thank you"),
    ("a headline", "School Made Her Son Wear Pink Wings on First Day"),
    ("a doctor and a verb", "my doctor Told Me that it passes"),
    ("counting in Spanish", "uno dos tres cuatro cinco seis siete ocho nueve"),
    ("doses in Spanish", "tomo 50 mg desde 2019, dos veces al día y una por la noche"),
    ("a street without a number", "la calle mayor es larga, y la plaza 2 veces más"),
    ("a record of eight digits", "12345678 steps this month"),
    ("look at", "look at webmd dot com, meet me at home dot"),
    ("la arroba", "la arroba de mi grupo es nueva"),
    # Lines that are there for all, by the words around them.
    ("a lifeline", "The National Suicide Prevention Lifeline is 1-800-273-8255"),
    ("a line by its name behind it", "please call 1-866-488-7386 (Trevor Project), any hour"),
    ("a line of a town", "our local crisis line is (617) 555-0142, they are kind"),
    ("an emergency number", "the emergency number there is 0191 498 0999"),
    ("Samaritans by letter", "Samaritans: 0330 094 5717"),
    ("poison control", "Poison control, 1-800-222-1222"),
    ("a free number of an office", "ask them on 0800 731 0319"),
    ("a line in words", "the helpline is oh eight hundred one one one three four five"),
    ("a line in Spanish", "la línea de la vida, 800 911 2000, o el teléfono de la esperanza 717 003 717"),
]

KNOWN_MISSES = [
    ("seven digits with no word before them", "I am on 467 3395"),
    ("numbers hidden in a sentence", "seven then seven again and after that nine hundred"),
    ("a handle that looks like a word", "my instagram is moonflower"),
    ("a network that is not named", "find me as jo_smith84 on the blue app"),
    ("streets in other scripts", "Πλατεία Συντάγματος 204"),
    ("a street in no list, without more", "We meet at 641 Dolnicka 688"),
    ("a name without a title or a word of kin", "Thank you all, Jane Smithson"),
    ("a name in capitals", "HIS NAME IS PETER DALEN"),
]

EVASIONS = [
    ("full-width digits", "phone", "ring ０７７００ ９００ ４１８"),
    ("letters for digits", "phone", "ring 07700 9oo 4l8"),
    ("joiners", "phone", "ring 077\u200d00 900\u200d418"),
    ("a sign between all", "phone", "0.7.7.0.0.9.0.0.4.1.8"),
    ("spaced number words", "phone", "n i n e one seven five five five zero one eight"),
    ("look-alikes", "email", "jо@exаmple.cоm"),
    ("gaps", "email", "j o @ g m a i l . c o m"),
    ("brackets", "email", "josmith {at} gmail {dot} com"),
    ("stars", "email", "josmith *at* gmail *dot* com"),
    ("a full-width card", "card", "４１１１ １１１１ １１１１ １１１１"),
    ("a street in mathematical letters", "address", "I live at 12 𝐎𝐚𝐤 𝐒𝐭𝐫𝐞𝐞𝐭"),
    ("a handle with a look-alike", "handle", "my insta is @jо_smith"),
]


@pytest.mark.parametrize(("kind", "text", "words"), MUST_FIND, ids=[f"{row[0]}: {row[1][:40]}" for row in MUST_FIND])
def test_a_private_detail_is_found_with_exactly_its_words(kind: str, text: str, words: str) -> None:
    draft = Draft(text, own_numbers=HELP_LINES)
    findings = assess(draft).for_family("contact_details")
    assert [(finding.kind, finding.words(draft)) for finding in findings] == [(kind, words)]
    assert findings[0].effect is EFFECTS.get(kind, Effect.HOLD)
    assert findings[0].clause == 6


@pytest.mark.parametrize(("reason", "text"), MUST_NOT_FIND, ids=[row[0] for row in MUST_NOT_FIND])
def test_what_only_looks_like_a_private_detail_is_left_alone(reason: str, text: str) -> None:
    draft = Draft(text, own_numbers=HELP_LINES)
    assert [finding.words(draft) for finding in assess(draft).for_family("contact_details")] == []


@pytest.mark.parametrize(("reason", "text"), KNOWN_MISSES, ids=[row[0] for row in KNOWN_MISSES])
def test_known_misses_stay_known(reason: str, text: str) -> None:
    """When one of these is found one day, move its row up."""
    assert assess(Draft(text)).for_family("contact_details") == ()


@pytest.mark.parametrize(("trick", "kind", "text"), EVASIONS, ids=[row[0] for row in EVASIONS])
def test_a_trick_of_writing_hides_no_private_detail(trick: str, kind: str, text: str) -> None:
    assert [finding.kind for finding in assess(Draft(text)).for_family("contact_details")] == [kind]


def test_two_numbers_in_a_row_are_two_findings() -> None:
    draft = Draft("07700 900 418 07700 900 419")
    found = assess(draft).for_family("contact_details")
    assert [finding.words(draft) for finding in found] == ["07700 900 418", "07700 900 419"]


def test_the_communitys_own_numbers_never_count_however_they_are_written() -> None:
    own = frozenset({"020 7946 0345", "desk@larkfield.example"})
    for text in (
        "ring 020 7946 0345", "ring me there: (020) 79460345", "ring +44 20 7946 0345", "ring 0044 (0)20 7946 0345", "011 44 2079460345",
        "ring 442079460345", "oh two oh seven nine four six oh three four five", "write desk@larkfield.example",
    ):  # fmt: skip
        assert assess(Draft(text, own_numbers=own)).for_family("contact_details") == (), text
    assert assess(Draft("ring 020 7946 0346", own_numbers=own)).for_family("contact_details")


def test_a_help_line_does_not_hide_the_number_beside_it() -> None:
    draft = Draft("If it gets bad call the crisis line on 0800 731 0319, or ring me on 07700 900418")
    assert [finding.words(draft) for finding in assess(draft).for_family("contact_details")] == ["07700 900418"]


def test_a_text_in_spanish_alone_gets_what_is_written_for_spanish() -> None:
    before = "Tengo dolor desde hace dos años y no duermo, pero hoy estoy mejor porque mi hermana me ayuda. "
    for words in (
        "seis uno dos tres cuatro cinco seis siete ocho",
        "912 345 678",
        "Me llamo Ana Olmo Ruiz",
        "estoy en telegram como @ana84",
        "Vivo en la calle del olmo 12",
    ):
        assert assess(Draft(before + words)).for_family("contact_details"), words


def test_a_fix_puts_a_placeholder_in_the_place_of_the_words_alone() -> None:
    draft = Draft("Write to ana_84 (arroba) yahoo (punto) es, I live at 12 Oak Street. See you!")
    fixed = apply_fixes(draft.text, assess(draft).for_family("contact_details"))
    assert fixed == "Write to [e-mail address taken out], I live at [address taken out]. See you!"


def test_a_number_in_the_title_is_found_in_the_title() -> None:
    draft = Draft("All is in the title", title="Ring 07700 900 418")
    (finding,) = assess(draft).for_family("contact_details")
    assert (finding.field, finding.words(draft)) == ("title", "07700 900 418")
