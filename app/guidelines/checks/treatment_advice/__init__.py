"""Treatment advice: telling a reader what to take, start, stop or change. What one took oneself is none.

For: a lexicon of drugs, the grammar of telling somebody what to do about one, a diagnosis laid on a reader, and promised cures.
Not for: own experience, questions, and what a doctor or a leaflet said, which a community lives from.
"""

from __future__ import annotations

from app.guidelines.checks.reading import Check
from app.guidelines.checks.treatment_advice import directives
from app.guidelines.checks.treatment_advice.lexicon import TELLING

NO_ADVICE = 4

CHECKS: tuple[Check, ...] = (
    Check(
        "treatment_advice.directives",
        "treatment_advice",
        NO_ADVICE,
        directives.find,
        languages=("en",),
        telling=TELLING,
    ),
)
