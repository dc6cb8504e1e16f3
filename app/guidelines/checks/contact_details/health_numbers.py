"""Numbers by which a hospital, a health service or an insurer knows a person."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

import phonenumbers

from app.guidelines.checks.contact_details.digits import before, passes_nhs
from app.guidelines.checks.later import later
from app.guidelines.checks.reading import Reading, Sighting
from app.guidelines.checks.telling import number

FIX = "[number taken out]"

_TEN = later(r"[0-9](?<![\w+.,/-][0-9])\d{2}([ -]?)\d{3}\1\d{4}(?![\w-])")
_NHS_CUE = later(r"\bnhs\b[^\n]{0,20}$")
_NUMBER = r"(\d{4} \d{5} \d\b|(?=[a-z]{0,4}[ -]?\d)[a-z0-9][a-z0-9-]{3,19}(?: \d{2,6}){0,3})"
_CUED = later(
    r"\b(?:mrn|(?:hospital|patient|medical record|health record|record|chart|clinic|health card|health insurance|"
    r"insurance|policy|member(?:ship)?|medicare|medicaid|subscriber|nhs|chi|hcn)"
    r"(?: (?:id|no\.?|number|num|policy|claim|ref(?:erence)?)){1,2}|"
    r"(?:medicare|medicaid|hospital|patient|medical record) ?#|my (?:medicare|medicaid|nhs)(?= is \w{4}))"
    rf"[ :.#]{{0,4}}(?:is |was |are )?[ :#]{{0,2}}{_NUMBER}"
)
_CUED_SPANISH = later(
    r"\b(?:nhc|(?:numero|nro|num|n[.o]?) ?(?:de )?(?:la |mi |su )?(?:historia(?: clinica)?|paciente|afiliad[oa]|poliza|"
    r"tarjeta sanitaria|expediente|asegurad[oa]|seguro(?: medico)?)|"
    r"(?:historia clinica|poliza|tarjeta sanitaria|expediente)(?: (?:numero|nro|num|no)\.?)?)"
    rf"[ :.#]{{0,4}}(?:es )?[ :#]{{0,2}}{_NUMBER}"
)
_GATE = frozenset(
    "mrn id no number num policy claim ref reference medicare medicaid hospital patient record nhs numbers "
    "nhc numero nro n historia paciente poliza tarjeta expediente seguro".split()
)
_FEWEST_DIGITS = 5
TELLING = number(_FEWEST_DIGITS)
_MOST = 200


def find(reading: Reading) -> Iterator[Sighting]:
    text = reading.text
    for pattern in () if _GATE.isdisjoint(reading.vocabulary) else (_CUED, _CUED_SPANISH):
        for match in pattern.finditer(text):
            if sum(char.isdigit() for char in match.group(1)) >= _FEWEST_DIGITS:
                yield Sighting("health_number", match.start(1), match.end(1), fix=FIX)
    for match in islice(_TEN.finditer(text), _MOST) if reading.digits >= 10 else ():
        digits = match.group().replace(" ", "").replace("-", "")
        if not passes_nhs(digits):
            continue
        cued = _NHS_CUE.search(before(text, match.start(), 30)) is not None
        if cued or (match.group(1) == " " and _in_britain(reading) and not _rings(digits)):
            yield Sighting("health_number", match.start(), match.end(), fix=FIX)


def _in_britain(reading: Reading) -> bool:
    return "GB" in reading.draft.regions


def _rings(digits: str) -> bool:
    """Whether the ten digits are as well a North American telephone number, which is likelier."""
    number = phonenumbers.PhoneNumber(country_code=1, national_number=int(digits))
    return digits[0] not in "01" and phonenumbers.is_valid_number(number)
