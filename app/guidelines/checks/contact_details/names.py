"""Full names of people, where a title or a word of kin stands before them. Only ever a note: most names are said with good reason.

Not found: a first or a last name alone, names without such a word, and people whom everybody knows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from app.guidelines.checks.later import later
from app.guidelines.checks.listed import listed
from app.guidelines.checks.reading import Reading, Sighting
from app.guidelines.checks.telling import words

FIX = "[name taken out]"

_TITLES = (
    "dr doctor dra prof professor mr mrs ms miss nurse sr sra don dona doctora profesor profesora enfermera".split()
)
_ROLES = (
    "doctor gp consultant surgeon specialist therapist psychiatrist psychologist counsellor counselor neurologist oncologist cardiologist "
    "rheumatologist gastroenterologist endocrinologist dermatologist urologist gynecologist gynaecologist midwife dentist physio "
    "physiotherapist nurse pharmacist caseworker social worker boss teacher neighbour neighbor landlord colleague coworker friend son "
    "daughter husband wife mother father mum mom dad brother sister partner boyfriend girlfriend fiance fiancee uncle aunt cousin niece "
    "nephew grandmother grandfather grandma grandpa ex stepson stepdaughter kid child hijo hija esposo esposa marido mujer madre padre "
    "hermano hermana medico medica cirujano cirujana psicologo psicologa vecino vecina jefe jefa amigo amiga"
).split()
_SAID = frozenset(("name", "names", "named", "nombre", "llamo", "llama"))
TELLING = words(frozenset((*_TITLES, *_ROLES)) | _SAID)
_KNOWN = frozenset(listed(Path(__file__).with_name("known_people.txt")))
_NO_NAMES = frozenset(listed(Path(__file__).with_name("not_names.txt")))

_PART = r"[A-Z][a-z][A-Za-z'-]{0,23}"
_TITLED = r"(?:r|octor|rof|rofessor|rs|iss|urse|ra|s|on|ona|octora)\b"  # the rest of a title after its capital
_PAIR = later(
    rf"[A-Z](?=[A-Za-z'.-]{{0,24}} [A-Zabdev])(?<![\w'-][A-Z])(?!{_TITLED})(?:[a-z][A-Za-z'-]{{0,23}}|\.?)(?: [A-Z]\.?)? "
    rf"(?:(?:van|von|de|de la|del|der|el|al|O'|Mc|bin) )?{_PART}(?: {_PART})?"
)
_TITLE_BEFORE = later(rf"(?<!\w)(?:{'|'.join(_TITLES)})\.? {{1,2}}$")
_ROLE_BEFORE = later(
    rf"(?<!\w)(?i:my|our|his|her|their|mi|su|nuestr[oa]) (?:[a-z]{{2,15}} )?(?:{'|'.join(_ROLES)}),? "
    r"(?:is |called |named |dr\.? |llamad[oa] )?$"
)
_AUTHOR_BEFORE = later(
    r"(?:[\"'] |\bbook |\bwritten |\barticle |\bpaper |\bvideos? )by (?:dr|doctor|prof|professor)?\.? ?$"
)
_NAME_BEFORE = later(
    r"(?:(?:\bmy|\bhis|\bher|\bfull|'s) (?:full |real )?name(?: is| was|:| -)? ?(?:is )?[:-]{0,2} ?|\b(?:is|was) named |"
    r"\bname ?: ?|\b(?:me llamo|se llama|mi nombre es|su nombre es) )$"
)
_NAMED_SMALL = later(
    r"\b(?:my (?:full |real )?name is|me llamo|mi nombre es) ([a-z]{2,20} [a-z]{2,20})(?= and i\b| y \b|[.,;!\n]|$)"
)
_OWNED = later(
    r"(?:'s?)? (?:disease|syndrome|sign|test|scale|law|palsy|lymphoma|contracture|chorea|tumou?r)", re.IGNORECASE
)
_SMALL_WORDS = frozenset(
    "not a an the so very is in on and i from im he she it too bad good sick tired new here ill lost done".split()
)
_LAST_BEFORE = frozenset((*_TITLES, *_ROLES, *_SAID, "is", "was", "called", "es", "llamado", "llamada"))
"""What the last word in front of a name can be, for it to be one that counts."""
_AROUND_WORDS = ".,:;-()[]{}<>*_/'\""
_LOOK_BACK = 48
_MOST = 200


def find(reading: Reading) -> Iterator[Sighting]:
    text, small = reading.cased, reading.text
    for pair in islice(_PAIR.finditer(text), _MOST):
        start, end = pair.span()
        before = small[max(0, start - _LOOK_BACK) : start]
        if not _may_be_introduced(before) or _AUTHOR_BEFORE.search(before) or not (
            _TITLE_BEFORE.search(before)
            or _ROLE_BEFORE.search(text[max(0, start - _LOOK_BACK) : start])
            or _NAME_BEFORE.search(before)
        ):
            continue
        end = _end_of_name(text, start, end)
        if end and not _OWNED.match(text, end):
            yield Sighting("name", start, end, fix=FIX)
    if "name is" in small or "llamo" in small or "nombre es" in small:
        for match in _NAMED_SMALL.finditer(small):
            if _SMALL_WORDS.isdisjoint(match.group(1).split()) and _NO_NAMES.isdisjoint(match.group(1).split()):
                yield Sighting("name", match.start(1), match.end(1), fix=FIX)


def _may_be_introduced(before: str) -> bool:
    """A quick look that lets most pairs of capitals pass."""
    words = before.rsplit(None, 1)
    last = words[-1].strip(_AROUND_WORDS) if words else "nothing"
    return last in _LAST_BEFORE or not last.isalpha()


def _end_of_name(text: str, start: int, end: int) -> int:
    """The end of the longest full name from `start`, or 0: two words or more, none of which is known to be something else."""
    words = text[start:end].split(" ")
    kept: list[str] = []
    for word in words:
        if word.lower().rstrip(".'") in _NO_NAMES or word.endswith("'s"):
            break
        kept.append(word)
    if len(kept) < 2 or not kept[-1][0].isalpha() or kept[-1].lower().rstrip("'") in _KNOWN:
        return 0
    return start + len(" ".join(kept)) if len(kept[-1].rstrip(".")) > 1 else 0
