"""Crisis: words that may mean somebody's life is in danger, the writer's or another person's.

For: a phrase grammar that people can read and change, in `phrases/`; a readable weighing of weaker words beside it; levels low, medium,
high. Not for: deciding anything. A signal shows help and asks a person to read; it never counts against the writer.
"""

from __future__ import annotations

from app.guidelines.checks.crisis import signals, weighing
from app.guidelines.checks.reading import Check

IN_DANGER = 8

CHECKS: tuple[Check, ...] = (
    Check("crisis.signals_es", "crisis", IN_DANGER, signals.find_spanish, (signals.SPANISH,)),
    Check("crisis.signals", "crisis", IN_DANGER, signals.find, (signals.ENGLISH,)),
    Check("crisis.weighed", "crisis", IN_DANGER, weighing.find, (signals.ENGLISH,), telling=weighing.TELLING),
)
