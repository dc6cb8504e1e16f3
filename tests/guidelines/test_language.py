"""Which languages a text shows, by table. All sentences are invented."""

from __future__ import annotations

import pytest

from app.guidelines.assessment import assess
from app.guidelines.checks.reading import Check, Reading, Sighting, read
from app.guidelines.draft import Draft

TOLD = [
    ("English", "My legs have been swollen since Tuesday and I wonder what helps", {"en"}),
    ("English in a hurry", "is it ok to take it on an empty stomach", {"en"}),
    ("English with Spanish names", "There is a good clinic in Los Angeles and another in El Paso", {"en", "es"}),
    ("English with words that are German as well", "I will die in war, so help me, was hat all", {"en"}),
    ("Spanish", "Tengo dolor desde hace dos años y no duermo", {"es"}),
    ("Spanish without accents", "hace anos que no duermo y nadie me dice por que", {"en", "es"}),
    ("French", "Je prends ce traitement depuis deux ans et je dors mal", {"fr"}),
    ("German", "Ich nehme das seit zwei Jahren, und mein Arzt will, dass ich also warte", {"de"}),
    ("Italian", "Ho mal di testa da due anni e non dormo, anche questo mi pesa molto", {"it"}),
    ("Portuguese", "Não sei mais o que fazer, estou muito cansada e tenho medo", {"pt"}),
    ("Dutch", "Ik heb al jaren pijn en slaap niet, maar het gaat wel", {"nl"}),
    ("Polish", "Mam bóle od roku i nie mogę spać, bardzo się boję", {"pl"}),
    ("two languages", "Ce matin j'ai eu mal. The doctor said that I should rest because of my heart.", {"en", "fr"}),
    ("half and half", "Mi amigo told me about this. Quiero saber if anyone tried it", {"en", "es"}),
    ("another script", "Я хочу спать и болит голова", set()),
]
TELLS_NOTHING = ["", "ok", "Metformin 500 mg", "want to die", "quiero morir", "jo@example.com", "i took de pill"]


@pytest.mark.parametrize(("what", "text", "codes"), TOLD, ids=[row[0] for row in TOLD])
def test_words_tell_their_language(what: str, text: str, codes: set[str]) -> None:
    assert read(Draft(text), "text").languages == codes


@pytest.mark.parametrize("text", TELLS_NOTHING)
def test_words_that_tell_nothing_get_every_check_that_there_is(text: str) -> None:
    assert read(Draft(text), "text").languages == {"en", "es"}


def test_english_after_a_long_piece_of_another_language_is_still_read() -> None:
    before = "Je ne sais pas ce que les médecins vont faire avec mon traitement. " * 40
    assert "en" in read(Draft(before + "And they told me that you should know about this."), "text").languages


def test_a_check_runs_for_its_languages_and_one_that_states_none_for_all() -> None:
    def everything(reading: Reading) -> list[Sighting]:
        return [Sighting("phone", 0, 1)]

    checks = tuple(
        Check(f"contact_details.{name}", "contact_details", 6, everything, languages)
        for name, languages in (("any", ()), ("english", ("en",)), ("spanish", ("es",)))
    )

    def ran(text: str, language: str = "") -> list[str]:
        return [
            check.name.partition(".")[2]
            for check in checks
            if assess(Draft(text, language=language), checks=(check,)).findings
        ]

    assert ran("Je ne dors pas et je ne mange plus avec vous") == ["any"]
    assert ran("Tengo dolor desde hace dos años y no duermo") == ["any", "spanish"]
    assert ran("My legs have been swollen since Tuesday") == ["any", "english"]
    assert ran("My legs have been swollen since Tuesday", language="es") == ["any", "spanish"]
