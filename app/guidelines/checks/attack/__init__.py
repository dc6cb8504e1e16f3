"""Attacks: words that make a person or a group of people small. Swearing at an illness, at oneself or at a bus is none."""

from __future__ import annotations

from app.guidelines.checks.attack import attacks
from app.guidelines.checks.attack.sentences import TELLING
from app.guidelines.checks.reading import Check

BE_KIND = 1

CHECKS = (Check("attack.aimed", "attack", BE_KIND, attacks.find, languages=("en",), telling=TELLING),)
